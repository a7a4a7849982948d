import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may ask, and what was done: API keys, of whose secrets only hashes are kept, and the audit log, whose entries are
 * chained and can neither be changed nor removed. Not kinds, so the entities do not know of them, and nobody is served them.
 */
export class Access1795787700000 implements MigrationInterface {
  readonly name = 'Access1795787700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "api_key" ("id" varchar(12) PRIMARY KEY NOT NULL, "name" varchar(120) NOT NULL, "role" varchar(8) NOT NULL, "secret_hash" varchar(64) NOT NULL, "created_at" varchar(24) NOT NULL, "expires_at" varchar(24), "last_used_at" varchar(24), "revoked_at" varchar(24))',
    );
    // The log names keys by their name: no two that hold at once may share one.
    await runner.query('CREATE UNIQUE INDEX "api_key_by_name" ON "api_key" ("name") WHERE "revoked_at" IS NULL');
    await runner.query(
      'CREATE TABLE "audit_entry" ("sequence" integer PRIMARY KEY NOT NULL, "moment" varchar(24) NOT NULL, "actor" varchar(200) NOT NULL, "action" varchar(16) NOT NULL, "subject" text NOT NULL, "detail" text NOT NULL, "hash" varchar(64) NOT NULL)',
    );
    await runner.query('CREATE TABLE "audit_head" ("sequence" integer NOT NULL, "hash" varchar(64) NOT NULL)');
    await runner.query(`INSERT INTO "audit_head" ("sequence", "hash") VALUES (0, '${'0'.repeat(64)}')`);
    for (const action of ['UPDATE', 'DELETE']) {
      await runner.query(
        `CREATE TRIGGER "audit_entry_no_${action.toLowerCase()}" BEFORE ${action} ON "audit_entry" BEGIN SELECT RAISE(ABORT, 'The audit log is only ever added to.'); END`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "audit_head"');
    await runner.query('DROP TABLE "audit_entry"');
    await runner.query('DROP TABLE "api_key"');
  }
}
