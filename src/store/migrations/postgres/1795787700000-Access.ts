import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may ask, and what was done: API keys, of whose secrets only hashes are kept, and the audit log, whose entries are
 * chained and can neither be changed nor removed. Not kinds, so the entities do not know of them, and nobody is served them.
 */
export class Access1795787700000 implements MigrationInterface {
  readonly name = 'Access1795787700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "api_key" ("id" varchar(12) COLLATE "C" PRIMARY KEY NOT NULL, "name" varchar(120) COLLATE "C" NOT NULL, "role" varchar(8) COLLATE "C" NOT NULL, "secret_hash" varchar(64) COLLATE "C" NOT NULL, "created_at" varchar(24) COLLATE "C" NOT NULL, "expires_at" varchar(24) COLLATE "C", "last_used_at" varchar(24) COLLATE "C", "revoked_at" varchar(24) COLLATE "C")',
    );
    // The log names keys by their name: no two that hold at once may share one.
    await runner.query('CREATE UNIQUE INDEX "api_key_by_name" ON "api_key" ("name") WHERE "revoked_at" IS NULL');
    await runner.query(
      'CREATE TABLE "audit_entry" ("sequence" integer PRIMARY KEY NOT NULL, "moment" varchar(24) COLLATE "C" NOT NULL, "actor" varchar(200) COLLATE "C" NOT NULL, "action" varchar(16) COLLATE "C" NOT NULL, "subject" text COLLATE "C" NOT NULL, "detail" text COLLATE "C" NOT NULL, "hash" varchar(64) COLLATE "C" NOT NULL)',
    );
    await runner.query('CREATE TABLE "audit_head" ("sequence" integer NOT NULL, "hash" varchar(64) COLLATE "C" NOT NULL)');
    await runner.query(`INSERT INTO "audit_head" ("sequence", "hash") VALUES (0, '${'0'.repeat(64)}')`);
    await runner.query(
      `CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'The audit log is only ever added to.'; END $$`,
    );
    await runner.query(
      'CREATE TRIGGER "audit_entry_stays" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "audit_head"');
    await runner.query('DROP TABLE "audit_entry"');
    await runner.query('DROP FUNCTION audit_entry_stays()');
    await runner.query('DROP TABLE "api_key"');
  }
}
