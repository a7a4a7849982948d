// npm run migration:generate -- AddVenues
// Writes, for SQLite and PostgreSQL, the migration from what the migrations give to what the entities say.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '../../dist/model/load.js';
import { dataSourceFor } from '../../dist/store/data-source.js';
import { sqliteIn } from '../../dist/store/settings.js';
import { startPostgres } from './postgres.mjs';

const [title] = process.argv.slice(2);
if (!title || !/^[A-Z][A-Za-z]*$/.test(title)) {
  console.error('Give the migration a name in CamelCase: npm run migration:generate -- AddVenues');
  process.exit(2);
}

const model = await loadModel();
const time = Date.now();
const server = await startPostgres();
try {
  await generate(sqliteIn(mkdtempSync(join(tmpdir(), 'sijill-migration-'))));
  await generate({ dialect: 'postgres', url: await server.create('migration') });
} finally {
  await server.stop();
}

async function generate(settings) {
  const source = await dataSourceFor(model, settings);
  await source.initialize();
  // Not the history, which is kept of tables that there are: those of new kinds come by the migration.
  await source.runMigrations({ transaction: 'each' });
  const { upQueries, downQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  if (upQueries.length === 0) {
    console.log(`${settings.dialect}: nothing has changed.`);
    return;
  }
  const file = `src/store/migrations/${settings.dialect}/${time}-${title}.ts`;
  writeFileSync(file, sourceOf(`${title}${time}`, upQueries, [...downQueries].reverse()));
  console.log(`${settings.dialect}: ${file}`);
}

function sourceOf(name, up, down) {
  const statements = (queries) =>
    queries.map(({ query }) => `    await runner.query(${JSON.stringify(query.trim())});`).join('\n');
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name} implements MigrationInterface {
  readonly name = '${name}';

  async up(runner: QueryRunner): Promise<void> {
${statements(up)}
  }

  async down(runner: QueryRunner): Promise<void> {
${statements(down)}
  }
}
`;
}
