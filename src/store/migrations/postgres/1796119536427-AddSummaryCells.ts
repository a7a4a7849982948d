import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddSummaryCells1796119536427 implements MigrationInterface {
  readonly name = 'AddSummaryCells1796119536427';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("CREATE TABLE \"summary_cell\" (\"id\" character varying(24) COLLATE \"C\" NOT NULL, \"slug\" character varying(120) COLLATE \"C\" NOT NULL, \"version\" integer NOT NULL, \"created_at\" character varying(24) COLLATE \"C\" NOT NULL, \"updated_at\" character varying(24) COLLATE \"C\" NOT NULL, \"summary\" character varying(18) COLLATE \"C\" NOT NULL, \"release\" integer NOT NULL, \"category\" character varying(10) COLLATE \"C\" NOT NULL, \"state\" character varying(10) COLLATE \"C\" NOT NULL, \"country_id\" character varying(24) COLLATE \"C\", \"note_ar\" text COLLATE \"C\", \"note_en\" text COLLATE \"C\", \"note_fr\" text COLLATE \"C\", \"people_low\" bigint, \"people_high\" bigint, \"people_qualifier\" character varying(10) COLLATE \"C\", \"people_stated\" bigint, CONSTRAINT \"UQ_669fab00c5acf91110566d95a66\" UNIQUE (\"slug\"), CONSTRAINT \"summary_cell_people_stated\" CHECK (\"people_low\" IS NOT NULL AND \"people_qualifier\" IS NOT NULL AND \"people_stated\" IS NOT NULL), CONSTRAINT \"summary_cell_summary_is_known\" CHECK (\"summary\" IN ('PEOPLE_BY_GENDER', 'PEOPLE_BY_MINORITY')), CONSTRAINT \"summary_cell_category_is_known\" CHECK (\"category\" IN ('FEMALE', 'MALE', 'MINOR', 'ADULT', 'NOT_STATED')), CONSTRAINT \"summary_cell_state_is_known\" CHECK (\"state\" IN ('KNOWN', 'SUPPRESSED')), CONSTRAINT \"PK_810471aef14f0c7e0091124ef40\" PRIMARY KEY (\"id\"))");
    await runner.query("CREATE INDEX \"summary_cell_by_country_id\" ON \"summary_cell\"  (\"country_id\", \"slug\") WHERE \"country_id\" IS NOT NULL");
    await runner.query("ALTER TABLE \"summary_cell\" ADD CONSTRAINT \"FK_934b5a5dcf9fca446e1c275f22a\" FOREIGN KEY (\"country_id\") REFERENCES \"country\"(\"id\") ON DELETE NO ACTION ON UPDATE NO ACTION");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE \"summary_cell\" DROP CONSTRAINT \"FK_934b5a5dcf9fca446e1c275f22a\"");
    await runner.query("DROP INDEX \"public\".\"summary_cell_by_country_id\"");
    await runner.query("DROP TABLE \"summary_cell\"");
  }
}
