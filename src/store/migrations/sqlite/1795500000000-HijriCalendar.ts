import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hijriMonths } from '../../../domain/values/hijri.js';

/** The Umm al-Qura calendar, by which groups date; not a kind, so the entities do not know of it. */
export class HijriCalendar1795500000000 implements MigrationInterface {
  readonly name = 'HijriCalendar1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE "hijri_month" ("first_day" varchar(10) PRIMARY KEY NOT NULL, "month" varchar(7) UNIQUE)',
    );
    await runner.query(
      'INSERT INTO "hijri_month" ("first_day", "month") SELECT json_extract(value, \'$.firstDay\'), json_extract(value, \'$.month\') FROM json_each(?)',
      [JSON.stringify(hijriMonths())],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "hijri_month"');
  }
}
