import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What change sets need beyond adding and changing records: what each revision did to which field and how it was before,
 * idempotency keys, and where merged records lead. Redirects are not a kind, so the entities do not know of them.
 */
export class ChangeSets1795788114188 implements MigrationInterface {
  readonly name = 'ChangeSets1795788114188';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE "change_set" ADD COLUMN "idempotency_key" varchar(200)',
    );
    await runner.query(
      'ALTER TABLE "change_set" ADD COLUMN "fingerprint" varchar(64)',
    );
    await runner.query(
      'ALTER TABLE "change_set" ADD COLUMN "outcome" text',
    );
    await runner.query(
      'CREATE UNIQUE INDEX "change_set_once" ON "change_set" ("author", "idempotency_key")',
    );
    // SQLite cannot change a CHECK: the table is made anew. Nothing refers to it yet.
    await runner.query(
      `CREATE TABLE "new_revision" ("id" varchar(24) PRIMARY KEY NOT NULL, "slug" varchar(120) NOT NULL, "version" integer NOT NULL, "created_at" varchar(24) NOT NULL, "updated_at" varchar(24) NOT NULL, "record_id" varchar(24) NOT NULL, "action" varchar(7) NOT NULL, "record_version" integer NOT NULL, "change_set_id" varchar(24) NOT NULL, "note_ar" text, "note_en" text, "note_fr" text, "before" text, CONSTRAINT "revision_once" UNIQUE ("record_id", "record_version"), CONSTRAINT "UQ_9b5673576d44fa2b07a16bf5bbb" UNIQUE ("slug"), CONSTRAINT "revision_action_is_known" CHECK (("action" IN ('CREATED', 'UPDATED', 'DELETED', 'MERGED'))), CONSTRAINT "FK_17822b8ea7cf07e05bd09e6efce" FOREIGN KEY ("change_set_id") REFERENCES "change_set" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
    );
    await runner.query(
      'INSERT INTO "new_revision" ("id", "slug", "version", "created_at", "updated_at", "record_id", "action", "record_version", "change_set_id", "note_ar", "note_en", "note_fr") SELECT "id", "slug", "version", "created_at", "updated_at", "record_id", "action", "record_version", "change_set_id", "note_ar", "note_en", "note_fr" FROM "revision"',
    );
    await runner.query(
      'DROP TABLE "revision"',
    );
    await runner.query(
      'ALTER TABLE "new_revision" RENAME TO "revision"',
    );
    await runner.query(
      'CREATE INDEX "revision_by_record" ON "revision" ("record_id")',
    );
    await runner.query(
      'CREATE INDEX "revision_by_change_set_id" ON "revision" ("change_set_id", "slug")',
    );
    await runner.query(
      'CREATE TABLE "field_change" ("id" varchar(24) PRIMARY KEY NOT NULL, "slug" varchar(120) NOT NULL, "version" integer NOT NULL, "created_at" varchar(24) NOT NULL, "updated_at" varchar(24) NOT NULL, "field" varchar(60) NOT NULL, "before" text, "after" text, "revision_id" varchar(24) NOT NULL, "note_ar" text, "note_en" text, "note_fr" text, CONSTRAINT "UQ_aef1ca5fec81ef24a750c255a87" UNIQUE ("slug"), CONSTRAINT "FK_dc56048d02e3f61cb6969176c68" FOREIGN KEY ("revision_id") REFERENCES "revision" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION)',
    );
    await runner.query(
      'CREATE INDEX "field_change_by_revision_id" ON "field_change" ("revision_id", "slug")',
    );
    await runner.query(
      'CREATE TABLE "redirect" ("id" varchar(24) PRIMARY KEY NOT NULL, "kind" varchar(40) NOT NULL, "key" varchar(120) NOT NULL, "via_id" varchar(24) NOT NULL, "target_id" varchar(24) NOT NULL)',
    );
    await runner.query(
      'CREATE UNIQUE INDEX "redirect_by_key" ON "redirect" ("kind", "key")',
    );
    await runner.query(
      'CREATE INDEX "redirect_by_target" ON "redirect" ("target_id")',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE "redirect"',
    );
    await runner.query(
      'DROP TABLE "field_change"',
    );
    await runner.query(
      `UPDATE "revision" SET "action" = 'UPDATED' WHERE "action" IN ('DELETED', 'MERGED')`,
    );
    await runner.query(
      `CREATE TABLE "new_revision" ("id" varchar(24) PRIMARY KEY NOT NULL, "slug" varchar(120) NOT NULL, "version" integer NOT NULL, "created_at" varchar(24) NOT NULL, "updated_at" varchar(24) NOT NULL, "record_id" varchar(24) NOT NULL, "action" varchar(7) NOT NULL, "record_version" integer NOT NULL, "change_set_id" varchar(24) NOT NULL, "note_ar" text, "note_en" text, "note_fr" text, CONSTRAINT "revision_once" UNIQUE ("record_id", "record_version"), CONSTRAINT "UQ_9b5673576d44fa2b07a16bf5bbb" UNIQUE ("slug"), CONSTRAINT "revision_action_is_known" CHECK (("action" IN ('CREATED', 'UPDATED'))), CONSTRAINT "FK_17822b8ea7cf07e05bd09e6efce" FOREIGN KEY ("change_set_id") REFERENCES "change_set" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
    );
    await runner.query(
      'INSERT INTO "new_revision" ("id", "slug", "version", "created_at", "updated_at", "record_id", "action", "record_version", "change_set_id", "note_ar", "note_en", "note_fr") SELECT "id", "slug", "version", "created_at", "updated_at", "record_id", "action", "record_version", "change_set_id", "note_ar", "note_en", "note_fr" FROM "revision"',
    );
    await runner.query(
      'DROP TABLE "revision"',
    );
    await runner.query(
      'ALTER TABLE "new_revision" RENAME TO "revision"',
    );
    await runner.query(
      'CREATE INDEX "revision_by_record" ON "revision" ("record_id")',
    );
    await runner.query(
      'CREATE INDEX "revision_by_change_set_id" ON "revision" ("change_set_id", "slug")',
    );
    await runner.query(
      'DROP INDEX "change_set_once"',
    );
    await runner.query(
      'ALTER TABLE "change_set" DROP COLUMN "outcome"',
    );
    await runner.query(
      'ALTER TABLE "change_set" DROP COLUMN "fingerprint"',
    );
    await runner.query(
      'ALTER TABLE "change_set" DROP COLUMN "idempotency_key"',
    );
  }
}
