import Sqlite from 'better-sqlite3';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Model } from '../model/model.js';
import { SnakeCaseNaming } from '../model/naming.js';
import { loadMigrations } from './migrations.js';
import type { DatabaseSettings } from './settings.js';

/** TypeORM's view of the database, not yet connected. It writes and migrates; reading is the planner's. */
export async function dataSourceFor(model: Model, settings: DatabaseSettings): Promise<DataSource> {
  const shared = {
    entities: [...model.kinds.values()].map(({ entity }) => entity),
    migrations: await loadMigrations(settings.dialect),
    migrationsTableName: 'migration',
    namingStrategy: new SnakeCaseNaming(),
    logging: false,
  } satisfies Partial<DataSourceOptions>;
  if (settings.dialect === 'postgres') {
    return new PostgresSource({ ...shared, type: 'postgres', url: settings.url, installExtensions: false });
  }
  return new DataSource({
    ...shared,
    type: 'better-sqlite3',
    database: settings.file,
    driver: Sqlite,
    enableWAL: true,
    timeout: 5000,
    prepareDatabase: (connection: Sqlite.Database) => {
      // The library is compiled with NORMAL for WAL, which can lose an acknowledged commit on power loss.
      connection.pragma('synchronous = FULL');
      if (connection.pragma('synchronous', { simple: true }) !== 2) {
        throw new Error('SQLite did not accept synchronous = FULL.');
      }
      // Else a row that another replaces goes without its triggers, and its history would never end.
      connection.pragma('recursive_triggers = ON');
      // An import touches pages all over the indexes: with the usual 2 MB each would be written out, and read again.
      connection.pragma('cache_size = -65536');
      // What is deleted is overwritten: a person who was erased must not be found in the file.
      connection.pragma('secure_delete = ON');
    },
  });
}

/**
 * Text columns compare by code point, as SQLite's do: orders, cursors and unique slugs must not depend on the locale
 * that a database was created with.
 */
class PostgresSource extends DataSource {
  protected override async buildMetadatas(): Promise<void> {
    await super.buildMetadatas();
    for (const { columns } of this.entityMetadatas) {
      for (const column of columns) {
        if (column.type === 'varchar' || column.type === 'text') column.collation = 'C';
      }
    }
  }
}
