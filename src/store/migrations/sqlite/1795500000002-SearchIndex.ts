import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What search looks through: the texts of records, the words and stems of each, and what is found of a word by who
 * mistypes it. Not kinds, so the entities do not know of them; filled where records are written.
 */
export class SearchIndex1795500000002 implements MigrationInterface {
  readonly name = 'SearchIndex1795500000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "search_text" ("record_id" varchar(24) NOT NULL, "field" varchar(40) NOT NULL, "lang" varchar(2) NOT NULL, "kind" varchar(40) NOT NULL, "slug" varchar(120) NOT NULL, "is_name" integer NOT NULL, "length" integer NOT NULL, "text" text NOT NULL, "folded" text NOT NULL, PRIMARY KEY ("record_id", "field", "lang"))',
    );
    await runner.query(
      'CREATE TABLE "search_word" ("form" varchar(1) NOT NULL, "term" text NOT NULL, "record_id" varchar(24) NOT NULL, "field" varchar(40) NOT NULL, "lang" varchar(2) NOT NULL, PRIMARY KEY ("form", "term", "record_id", "field", "lang")) WITHOUT ROWID',
    );
    await runner.query(
      'CREATE INDEX "search_word_by_record" ON "search_word" ("record_id")',
    );
    await runner.query(
      'CREATE TABLE "search_near" ("form" text NOT NULL, "word" text NOT NULL, PRIMARY KEY ("form", "word")) WITHOUT ROWID',
    );
    await runner.query(
      'CREATE TABLE "search_state" ("text_version" integer NOT NULL)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "search_state"');
    await runner.query('DROP TABLE "search_near"');
    await runner.query('DROP TABLE "search_word"');
    await runner.query('DROP TABLE "search_text"');
  }
}
