import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hijriMonths } from '../../../domain/values/hijri.js';

/** The Umm al-Qura calendar, by which groups date; not a kind, so the entities do not know of it. */
export class HijriCalendar1795500000000 implements MigrationInterface {
  readonly name = 'HijriCalendar1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "hijri_month" ("first_day" varchar(10) COLLATE "C" PRIMARY KEY NOT NULL, "month" varchar(7) COLLATE "C" UNIQUE)',
    );
    await runner.query(
      'INSERT INTO "hijri_month" ("first_day", "month") SELECT * FROM json_to_recordset($1) AS months("firstDay" text, "month" text)',
      [JSON.stringify(hijriMonths())],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "hijri_month"');
  }
}
