import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Personal details of people. */
export class PersonalDetails1795787626377 implements MigrationInterface {
  readonly name = 'PersonalDetails1795787626377';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE \"person\" ADD \"email\" character varying(254) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"phone\" character varying(16) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"gender\" character varying(6) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"minor\" boolean");
    await runner.query("ALTER TABLE \"person\" ADD \"birth_date_edtf\" character varying(64) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"birth_date_earliest\" character varying(10) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"birth_date_latest\" character varying(10) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"birth_date_precision\" character varying(5) COLLATE \"C\"");
    await runner.query("ALTER TABLE \"person\" ADD \"birth_date_approximate\" boolean");
    await runner.query("CREATE INDEX \"person_by_birth_date_earliest\" ON \"person\"  (\"birth_date_earliest\")");
    await runner.query("ALTER TABLE \"person\" ADD CONSTRAINT \"person_gender_is_known\" CHECK (\"gender\" IN ('FEMALE', 'MALE'))");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE \"person\" DROP CONSTRAINT \"person_gender_is_known\"");
    await runner.query("DROP INDEX \"person_by_birth_date_earliest\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"birth_date_approximate\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"birth_date_precision\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"birth_date_latest\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"birth_date_earliest\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"birth_date_edtf\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"minor\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"gender\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"phone\"");
    await runner.query("ALTER TABLE \"person\" DROP COLUMN \"email\"");
  }
}
