import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The weekday that a source states for an event. */
export class StatedWeekday1795786600001 implements MigrationInterface {
  readonly name = 'StatedWeekday1795786600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "event" ADD COLUMN "stated_weekday" character varying(9) COLLATE "C" CONSTRAINT "event_stated_weekday_is_known" CHECK ("stated_weekday" IN ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "event" DROP COLUMN "stated_weekday"');
  }
}
