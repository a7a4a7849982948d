import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which field a revised citation names: what was done to it is seen by those only who see the field. */
export class WhatRevisionsAreAbout1795804000000 implements MigrationInterface {
  readonly name = 'WhatRevisionsAreAbout1795804000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['revision', 'field_change']) {
      await runner.query(`ALTER TABLE "${table}" ADD "about" character varying(60) COLLATE "C"`);
    }
    // Citations that are gone are in their history, where there is one already.
    const citations = (await runner.hasTable('citation_history')) ? 'citation_history' : 'citation';
    await runner.query(
      `UPDATE "revision" SET "about" = (SELECT max("field") FROM "${citations}" c WHERE c."id" = "revision"."record_id")`,
    );
    await runner.query(
      'UPDATE "field_change" SET "about" = (SELECT "about" FROM "revision" WHERE "revision"."id" = "field_change"."revision_id")',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['revision', 'field_change']) {
      await runner.query(`ALTER TABLE "${table}" DROP COLUMN "about"`);
    }
  }
}
