import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddSummaryCells1796119536427 implements MigrationInterface {
  readonly name = 'AddSummaryCells1796119536427';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("CREATE TABLE \"summary_cell\" (\"id\" varchar(24) PRIMARY KEY NOT NULL, \"slug\" varchar(120) NOT NULL, \"version\" integer NOT NULL, \"created_at\" varchar(24) NOT NULL, \"updated_at\" varchar(24) NOT NULL, \"summary\" varchar(18) NOT NULL, \"release\" integer NOT NULL, \"category\" varchar(10) NOT NULL, \"state\" varchar(10) NOT NULL, \"country_id\" varchar(24), \"note_ar\" text, \"note_en\" text, \"note_fr\" text, \"people_low\" bigint, \"people_high\" bigint, \"people_qualifier\" varchar(10), \"people_stated\" bigint, CONSTRAINT \"UQ_669fab00c5acf91110566d95a66\" UNIQUE (\"slug\"), CONSTRAINT \"summary_cell_people_stated\" CHECK (\"people_low\" IS NOT NULL AND \"people_qualifier\" IS NOT NULL AND \"people_stated\" IS NOT NULL), CONSTRAINT \"summary_cell_summary_is_known\" CHECK (\"summary\" IN ('PEOPLE_BY_GENDER', 'PEOPLE_BY_MINORITY')), CONSTRAINT \"summary_cell_category_is_known\" CHECK (\"category\" IN ('FEMALE', 'MALE', 'MINOR', 'ADULT', 'NOT_STATED')), CONSTRAINT \"summary_cell_state_is_known\" CHECK (\"state\" IN ('KNOWN', 'SUPPRESSED')), CONSTRAINT \"FK_934b5a5dcf9fca446e1c275f22a\" FOREIGN KEY (\"country_id\") REFERENCES \"country\" (\"id\") ON DELETE NO ACTION ON UPDATE NO ACTION)");
    await runner.query("CREATE INDEX \"summary_cell_by_country_id\" ON \"summary_cell\" (\"country_id\", \"slug\") WHERE \"country_id\" IS NOT NULL");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE \"summary_cell\"");
  }
}
