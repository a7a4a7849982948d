import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where the registry stands: the number and the time of the last change set, and the one that is being made. Not a
 * kind, so the entities do not know of it.
 */
export class RegistryHead1795786596024 implements MigrationInterface {
  readonly name = 'RegistryHead1795786596024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "change_set" ADD COLUMN "sequence" integer NOT NULL DEFAULT 0');
    await runner.query(
      'UPDATE "change_set" SET "sequence" = (SELECT count(*) FROM "change_set" other WHERE (other."created_at", other."slug") <= ("change_set"."created_at", "change_set"."slug"))',
    );
    await runner.query('CREATE UNIQUE INDEX "change_set_by_sequence" ON "change_set" ("sequence")');
    await runner.query(
      'CREATE TABLE "registry_head" ("sequence" integer NOT NULL, "moment" varchar(24) COLLATE "C" NOT NULL, "change_set_id" varchar(24) COLLATE "C")',
    );
    await runner.query(
      `INSERT INTO "registry_head" ("sequence", "moment") SELECT count(*), coalesce(max("created_at"), '1970-01-01T00:00:00.000Z') FROM "change_set"`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "registry_head"');
    await runner.query('DROP INDEX "change_set_by_sequence"');
    await runner.query('ALTER TABLE "change_set" DROP COLUMN "sequence"');
  }
}
