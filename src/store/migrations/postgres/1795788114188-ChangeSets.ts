import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What change sets need beyond adding and changing records: what each revision did to which field and how it was before,
 * idempotency keys, and where merged records lead. Redirects are not a kind, so the entities do not know of them.
 */
export class ChangeSets1795788114188 implements MigrationInterface {
  readonly name = 'ChangeSets1795788114188';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "field_change" ("id" character varying(24) COLLATE "C" NOT NULL, "slug" character varying(120) COLLATE "C" NOT NULL, "version" integer NOT NULL, "created_at" character varying(24) COLLATE "C" NOT NULL, "updated_at" character varying(24) COLLATE "C" NOT NULL, "field" character varying(60) COLLATE "C" NOT NULL, "before" text COLLATE "C", "after" text COLLATE "C", "revision_id" character varying(24) COLLATE "C" NOT NULL, "note_ar" text COLLATE "C", "note_en" text COLLATE "C", "note_fr" text COLLATE "C", CONSTRAINT "UQ_aef1ca5fec81ef24a750c255a87" UNIQUE ("slug"), CONSTRAINT "PK_de6f6ef92430e6a4e1cff9f9285" PRIMARY KEY ("id"))',
    );
    await runner.query(
      'CREATE INDEX "field_change_by_revision_id" ON "field_change"  ("revision_id", "slug")',
    );
    await runner.query(
      'ALTER TABLE "change_set" ADD "idempotency_key" character varying(200) COLLATE "C"',
    );
    await runner.query(
      'ALTER TABLE "change_set" ADD "fingerprint" character varying(64) COLLATE "C"',
    );
    await runner.query(
      'ALTER TABLE "change_set" ADD "outcome" text COLLATE "C"',
    );
    await runner.query(
      'ALTER TABLE "revision" ADD "before" text COLLATE "C"',
    );
    await runner.query(
      'CREATE UNIQUE INDEX "change_set_once" ON "change_set"  ("author", "idempotency_key")',
    );
    await runner.query(
      'ALTER TABLE "field_change" ADD CONSTRAINT "FK_dc56048d02e3f61cb6969176c68" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE NO ACTION ON UPDATE NO ACTION',
    );
    await runner.query(
      'ALTER TABLE "revision" DROP CONSTRAINT "revision_action_is_known"',
    );
    await runner.query(
      `ALTER TABLE "revision" ADD CONSTRAINT "revision_action_is_known" CHECK ("action" IN ('CREATED', 'UPDATED', 'DELETED', 'MERGED'))`,
    );
    await runner.query(
      'CREATE TABLE "redirect" ("id" varchar(24) COLLATE "C" PRIMARY KEY NOT NULL, "kind" varchar(40) COLLATE "C" NOT NULL, "key" varchar(120) COLLATE "C" NOT NULL, "via_id" varchar(24) COLLATE "C" NOT NULL, "target_id" varchar(24) COLLATE "C" NOT NULL)',
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
      `UPDATE "revision" SET "action" = 'UPDATED' WHERE "action" IN ('DELETED', 'MERGED')`,
    );
    await runner.query(
      'ALTER TABLE "revision" DROP CONSTRAINT "revision_action_is_known"',
    );
    await runner.query(
      `ALTER TABLE "revision" ADD CONSTRAINT "revision_action_is_known" CHECK ("action" IN ('CREATED', 'UPDATED'))`,
    );
    await runner.query(
      'ALTER TABLE "field_change" DROP CONSTRAINT "FK_dc56048d02e3f61cb6969176c68"',
    );
    await runner.query(
      'DROP INDEX "change_set_once"',
    );
    await runner.query(
      'ALTER TABLE "revision" DROP COLUMN "before"',
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
    await runner.query(
      'DROP INDEX "field_change_by_revision_id"',
    );
    await runner.query(
      'DROP TABLE "field_change"',
    );
  }
}
