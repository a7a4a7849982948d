import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Links1795788269018 implements MigrationInterface {
  readonly name = 'Links1795788269018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("CREATE UNIQUE INDEX \"place_links\" ON \"place\" (\"id\", \"country_id\", \"within_id\")");
    await runner.query("CREATE UNIQUE INDEX \"organisation_links\" ON \"organisation\" (\"id\", \"parent_id\", \"country_id\", \"place_id\")");
    await runner.query("CREATE UNIQUE INDEX \"sector_links\" ON \"sector\" (\"id\", \"organisation_id\")");
    await runner.query("CREATE UNIQUE INDEX \"topic_links\" ON \"topic\" (\"id\", \"broader_id\")");
    await runner.query("CREATE UNIQUE INDEX \"programme_links\" ON \"programme\" (\"id\", \"owner_id\", \"sector_id\", \"parent_id\", \"place_id\")");
    await runner.query("CREATE UNIQUE INDEX \"event_links\" ON \"event\" (\"id\", \"programme_id\", \"parent_id\", \"place_id\", \"organiser_id\", \"sector_id\")");
    await runner.query("CREATE UNIQUE INDEX \"agreement_links\" ON \"agreement\" (\"id\", \"event_id\", \"place_id\")");
    await runner.query("CREATE UNIQUE INDEX \"person_links\" ON \"person\" (\"id\", \"country_id\")");
    await runner.query("CREATE UNIQUE INDEX \"position_links\" ON \"position\" (\"id\", \"person_id\", \"organisation_id\", \"sector_id\")");
    await runner.query("CREATE UNIQUE INDEX \"prize_links\" ON \"prize\" (\"id\", \"event_id\", \"programme_id\")");
    await runner.query("CREATE UNIQUE INDEX \"team_links\" ON \"team\" (\"id\", \"country_id\", \"project_id\")");
    await runner.query("CREATE UNIQUE INDEX \"source_links\" ON \"source\" (\"id\", \"publisher_id\")");
    await runner.query("CREATE UNIQUE INDEX \"observance_year_links\" ON \"observance_year\" (\"id\", \"observance_id\")");
    await runner.query("CREATE UNIQUE INDEX \"headcount_links\" ON \"headcount\" (\"id\", \"event_id\", \"programme_id\", \"previous_stage_id\")");
    await runner.query("CREATE UNIQUE INDEX \"opening_hours_links\" ON \"opening_hours\" (\"id\", \"programme_id\", \"place_id\", \"organisation_id\")");
    await runner.query("CREATE UNIQUE INDEX \"revision_links\" ON \"revision\" (\"id\", \"change_set_id\")");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX \"revision_links\"");
    await runner.query("DROP INDEX \"opening_hours_links\"");
    await runner.query("DROP INDEX \"headcount_links\"");
    await runner.query("DROP INDEX \"observance_year_links\"");
    await runner.query("DROP INDEX \"source_links\"");
    await runner.query("DROP INDEX \"team_links\"");
    await runner.query("DROP INDEX \"prize_links\"");
    await runner.query("DROP INDEX \"position_links\"");
    await runner.query("DROP INDEX \"person_links\"");
    await runner.query("DROP INDEX \"agreement_links\"");
    await runner.query("DROP INDEX \"event_links\"");
    await runner.query("DROP INDEX \"programme_links\"");
    await runner.query("DROP INDEX \"topic_links\"");
    await runner.query("DROP INDEX \"sector_links\"");
    await runner.query("DROP INDEX \"organisation_links\"");
    await runner.query("DROP INDEX \"place_links\"");
  }
}
