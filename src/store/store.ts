import type { DataSource, EntityManager } from 'typeorm';
import type { Model } from '../model/model.js';
import { dataSourceFor } from './data-source.js';
import { migrate } from './migrate.js';
import { PostgresReader } from './postgres-reader.js';
import { StartError, type DatabaseSettings } from './settings.js';
import { SqliteReader } from './sqlite-reader.js';
import { Mutex } from 'async-mutex';

/** Read statements: text with placeholders, and values as the driver takes them. */
export interface ReadStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Called with the text of each read statement that goes to the database. */
export type StatementObserver = (text: string) => void;

/** Runs read statements, each giving one row with one text column. */
export interface Reader {
  /** The text that each statement gives. All of them see the same snapshot of the data. */
  read(statements: readonly ReadStatement[]): Promise<string[]>;
  close(): Promise<void>;
}

/** An open registry database. */
export interface Store extends Reader {
  readonly dialect: DatabaseSettings['dialect'];
  /** Runs work in one transaction, alone: all of it is kept, or nothing. */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
}

/**
 * Opens the database, bringing its schema up to date. Throws a {@link StartError} when it cannot be opened or is newer
 * than the program.
 */
export async function openStore(
  model: Model,
  settings: DatabaseSettings,
  observe: StatementObserver = () => undefined,
): Promise<Store> {
  const source = await dataSourceFor(model, settings);
  await connect(source, settings);
  try {
    await migrate(source);
    const reader =
      settings.dialect === 'sqlite'
        ? new SqliteReader(settings.file, observe)
        : new PostgresReader(settings.url, observe);
    return new OpenStore(settings.dialect, source, reader);
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

async function connect(source: DataSource, settings: DatabaseSettings): Promise<void> {
  try {
    await source.initialize();
  } catch (error) {
    if (error instanceof StartError) throw error;
    const cause =
      error instanceof Error && error.message
        ? error.message
        : String((error as { code?: unknown }).code ?? error);
    throw new StartError(
      settings.dialect === 'sqlite'
        ? `The database file ${settings.file} cannot be opened: ${cause}. Check SIJILL_DATA and its permissions.`
        : `The PostgreSQL server in DATABASE_URL cannot be reached: ${cause}. Check that it runs, and the name and password.`,
    );
  }
}

class OpenStore implements Store {
  // One SQLite connection has one transaction: two at once would share it, and one would undo the other's work.
  private readonly writing = new Mutex();

  constructor(
    readonly dialect: DatabaseSettings['dialect'],
    private readonly source: DataSource,
    private readonly reader: Reader,
  ) {}

  read(statements: readonly ReadStatement[]): Promise<string[]> {
    return this.reader.read(statements);
  }

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.writing.runExclusive(() => this.source.transaction(work));
  }

  async close(): Promise<void> {
    await this.writing.waitForUnlock();
    await this.reader.close();
    await this.source.destroy();
  }
}
