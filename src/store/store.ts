import type { DataSource, EntityManager } from 'typeorm';
import type { Model } from '../model/model.js';
import { dataSourceFor } from './data-source.js';
import { migrate } from './migrate.js';
import { PostgresReader } from './postgres-reader.js';
import { READ_LIMITS, StartError, type DatabaseSettings, type ReadLimits } from './settings.js';
import { scrub } from './scrub.js';
import { SqliteReader } from './sqlite-reader.js';
import { Mutex } from 'async-mutex';

/** Read statements: text with placeholders, and values as the driver takes them. */
export interface ReadStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** True when it is over in an instant, whatever the database holds, so that there is nothing to stop or to wait for. */
  readonly light?: boolean;
}

/** Whom a read is for. */
export interface ReadOptions {
  /** Aborts when nobody waits for the answer any more: the statements are stopped. */
  readonly signal?: AbortSignal | undefined;
  /** Names the caller, so that callers are served in turn. */
  readonly caller?: string | undefined;
}

/**
 * The text that a statement gave: a string, or its bytes in UTF-8 when it is long, because to turn bytes into a string
 * and back costs more time and memory than the statement itself.
 */
export type AnswerText = string | Buffer;

/** From how many characters or bytes on a text is long. */
const LONG = 64 * 1024;

/** What the database tells of a statement that it has run. */
export interface ExplainedStatement {
  /** The plan in the database's own form: PostgreSQL's with its estimated and true costs, SQLite's as lines. */
  readonly plan: unknown;
  readonly milliseconds: number;
}

/** Called with the text of each read statement that goes to the database. */
export type StatementObserver = (text: string) => void;

/** Runs read statements, each giving one text in a row, or no row for `null`. */
export interface Reader {
  /**
   * The text that each statement gives. All of them see the same snapshot of the data. Rejects with a TIMED_OUT error
   * when they take too long, and with an UNAVAILABLE error when they cannot be run now.
   */
  read(statements: readonly ReadStatement[], options?: ReadOptions): Promise<AnswerText[]>;
  /** The same at once, where the statements are so light and the database is so near; null where they have to be awaited. */
  readNow(statements: readonly ReadStatement[]): AnswerText[] | null;
  /** How the database goes about each statement, and how long it takes; for that they are run. */
  explain(statements: readonly ReadStatement[], options?: ReadOptions): Promise<ExplainedStatement[]>;
  close(): Promise<void>;
}

/** A text, given as a string or as its bytes, in the form that suits its length. */
export function asAnswer(text: string | Buffer): AnswerText {
  if (typeof text === 'string') return text.length < LONG ? text : Buffer.from(text);
  return text.length < LONG ? text.toString() : text;
}

/** An open registry database. */
export interface Store extends Reader {
  readonly dialect: DatabaseSettings['dialect'];
  /** Runs work in one transaction, alone: all of it is kept, or nothing. */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
  /** Runs reads that all see the registry as it stands now, however long they take and whoever writes beside them. */
  snapshot<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
  /**
   * Has what was deleted from tables, or overwritten in them, leave the disk as well. SQLite overwrites it at once and
   * here empties its log; PostgreSQL here gives the space free, to be overwritten. Throws when readers do not let it.
   */
  scrub(tables: readonly string[]): Promise<void>;
}

export interface StoreOptions {
  readonly observe?: StatementObserver;
  readonly limits?: ReadLimits;
}

/**
 * Has SQLite count again the tables that have grown or shrunk much since it last did: it chooses among indexes by what
 * it knows of them. PostgreSQL does so by itself.
 */
const KEEP_STATISTICS = 'PRAGMA optimize = 0x10002';

/**
 * Opens the database, bringing its schema up to date. Throws a {@link StartError} when it cannot be opened or is newer
 * than the program.
 */
export async function openStore(
  model: Model,
  settings: DatabaseSettings,
  { observe = () => undefined, limits = READ_LIMITS }: StoreOptions = {},
): Promise<Store> {
  const source = await dataSourceFor(model, settings);
  await connect(source, settings);
  try {
    await migrate(source);
    if (settings.dialect === 'sqlite') await source.query(KEEP_STATISTICS);
    const reader =
      settings.dialect === 'sqlite'
        ? new SqliteReader(settings.file, limits, observe)
        : new PostgresReader(settings.url, limits, observe);
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

  read(statements: readonly ReadStatement[], options?: ReadOptions): Promise<AnswerText[]> {
    return this.reader.read(statements, options);
  }

  readNow(statements: readonly ReadStatement[]): AnswerText[] | null {
    return this.reader.readNow(statements);
  }

  explain(statements: readonly ReadStatement[], options?: ReadOptions): Promise<ExplainedStatement[]> {
    return this.reader.explain(statements, options);
  }

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.writing.runExclusive(() => this.source.transaction(work));
  }

  snapshot<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    // PostgreSQL has snapshots beside others' writes; SQLite's one connection is for one transaction at a time.
    return this.dialect === 'postgres'
      ? this.source.transaction('REPEATABLE READ', work)
      : this.transaction(work);
  }

  scrub(tables: readonly string[]): Promise<void> {
    return this.writing.runExclusive(() => scrub(this.source, tables));
  }

  async close(): Promise<void> {
    await this.writing.waitForUnlock();
    await this.reader.close();
    await this.source.destroy();
  }
}
