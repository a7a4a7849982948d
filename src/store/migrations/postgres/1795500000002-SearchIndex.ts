import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What search looks through: the texts of records, the words and stems of each, and what is found of a word by who
 * mistypes it. Not kinds, so the entities do not know of them; filled where records are written.
 */
export class SearchIndex1795500000002 implements MigrationInterface {
  readonly name = 'SearchIndex1795500000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "search_text" ("record_id" varchar(24) COLLATE "C" NOT NULL, "field" varchar(40) COLLATE "C" NOT NULL, "lang" varchar(2) COLLATE "C" NOT NULL, "kind" varchar(40) COLLATE "C" NOT NULL, "slug" varchar(120) COLLATE "C" NOT NULL, "is_name" integer NOT NULL, "length" integer NOT NULL, "text" text COLLATE "C" NOT NULL, "folded" text COLLATE "C" NOT NULL, PRIMARY KEY ("record_id", "field", "lang"))',
    );
    await runner.query(
      'CREATE TABLE "search_word" ("form" varchar(1) COLLATE "C" NOT NULL, "term" text COLLATE "C" NOT NULL, "record_id" varchar(24) COLLATE "C" NOT NULL, "field" varchar(40) COLLATE "C" NOT NULL, "lang" varchar(2) COLLATE "C" NOT NULL, PRIMARY KEY ("form", "term", "record_id", "field", "lang"))',
    );
    await runner.query(
      'CREATE INDEX "search_word_by_record" ON "search_word" ("record_id")',
    );
    await runner.query(
      'CREATE TABLE "search_near" ("form" text COLLATE "C" NOT NULL, "word" text COLLATE "C" NOT NULL, PRIMARY KEY ("form", "word"))',
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
