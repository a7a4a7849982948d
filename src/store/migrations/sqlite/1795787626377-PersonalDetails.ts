import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Personal details of people. Columns are added in place: to make the table anew would drop what refers to it. */
export class PersonalDetails1795787626377 implements MigrationInterface {
  readonly name = 'PersonalDetails1795787626377';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "person" ADD COLUMN "email" varchar(254)');
    await runner.query('ALTER TABLE "person" ADD COLUMN "phone" varchar(16)');
    await runner.query('ALTER TABLE "person" ADD COLUMN "minor" boolean');
    await runner.query('ALTER TABLE "person" ADD COLUMN "birth_date_edtf" varchar(64)');
    await runner.query('ALTER TABLE "person" ADD COLUMN "birth_date_earliest" varchar(10)');
    await runner.query('ALTER TABLE "person" ADD COLUMN "birth_date_latest" varchar(10)');
    await runner.query('ALTER TABLE "person" ADD COLUMN "birth_date_precision" varchar(5)');
    await runner.query('ALTER TABLE "person" ADD COLUMN "birth_date_approximate" boolean');
    await runner.query(
      `ALTER TABLE "person" ADD COLUMN "gender" varchar(6) CONSTRAINT "person_gender_is_known" CHECK ("gender" IN ('FEMALE', 'MALE'))`,
    );
    await runner.query(
      'CREATE INDEX "person_by_birth_date_earliest" ON "person" ("birth_date_earliest")',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "person_by_birth_date_earliest"');
    for (const column of [
      'gender',
      'birth_date_approximate',
      'birth_date_precision',
      'birth_date_latest',
      'birth_date_earliest',
      'birth_date_edtf',
      'minor',
      'phone',
      'email',
    ]) {
      await runner.query(`ALTER TABLE "person" DROP COLUMN "${column}"`);
    }
  }
}
