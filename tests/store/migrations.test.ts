import { loadModel } from '../../src/model/load.js';
import { dataSourceFor } from '../../src/store/data-source.js';
import { migrate, undoMigration } from '../../src/store/migrate.js';
import { StartError } from '../../src/store/settings.js';
import { DIALECTS, emptyDatabase } from '../support/databases.js';

describe.each(DIALECTS)('migrations on %s', (dialect) => {
  it('give just what the entities say, and can be undone to the last table', async () => {
    const model = await loadModel();
    const database = await emptyDatabase(dialect);
    const source = await dataSourceFor(model, database.settings);
    await source.initialize();
    await migrate(source);

    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);

    const runner = source.createQueryRunner();
    for (const _ of source.migrations) await undoMigration(source);
    const left = await Promise.all([...model.kinds.values()].map(({ table }) => runner.hasTable(table)));
    expect(left).not.toContain(true);
    await migrate(source);
    expect(await runner.hasTable('event')).toBe(true);

    await runner.release();
    await source.destroy();
    await database.drop();
  });

  it('refuse a database that a newer program made', async () => {
    const model = await loadModel();
    const database = await emptyDatabase(dialect);
    const source = await dataSourceFor(model, database.settings);
    await source.initialize();
    await migrate(source);
    await source.query(
      `INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(source)).rejects.toThrow(StartError);
    await expect(migrate(source)).rejects.toThrow(/newer Sijill .*FromTheFuture/);
    await source.destroy();
    await database.drop();
  });

  it('describe the tables that the model reads from', async () => {
    const model = await loadModel();
    const database = await emptyDatabase(dialect);
    const source = await dataSourceFor(model, database.settings);
    await source.initialize();
    for (const kind of model.kinds.values()) {
      const metadata = source.getMetadata(kind.entity);
      const columns = metadata.columns.map(({ databaseName }) => databaseName);
      expect(metadata.tableName).toBe(kind.table);
      for (const field of kind.fields.values()) {
        if (field.type === 'column' || field.type === 'toOne' || field.type === 'record') {
          expect(columns).toContain(field.column);
        } else if (field.type === 'value') {
          expect(columns).toEqual(expect.arrayContaining(Object.values(field.columns)));
        }
      }
    }
    await source.destroy();
    await database.drop();
  });
});
