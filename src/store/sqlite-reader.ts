import Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { registerFractions } from './fractions.js';
import type { Reader, ReadStatement, StatementObserver } from './store.js';

/** How many prepared statements are kept. */
const PREPARED = 500;

/** Reads through a connection of its own that cannot write, so that it never sees what is not yet committed. */
export class SqliteReader implements Reader {
  private readonly connection: Sqlite.Database;
  private readonly prepared = new LRUCache<string, Sqlite.Statement>({ max: PREPARED });

  constructor(
    file: string,
    private readonly observe: StatementObserver,
  ) {
    this.connection = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    this.connection.pragma('query_only = ON');
    this.connection.pragma('cache_size = -65536');
    this.connection.pragma('temp_store = MEMORY');
    registerFractions(this.connection);
  }

  async read(statements: readonly ReadStatement[]): Promise<string[]> {
    const run = () => statements.map((statement) => this.run(statement));
    // Another process may write between two statements; a transaction pins the snapshot.
    return statements.length > 1 ? this.connection.transaction(run)() : run();
  }

  async close(): Promise<void> {
    this.connection.close();
  }

  private run({ text, values }: ReadStatement): string {
    let statement = this.prepared.get(text);
    if (!statement) {
      statement = this.connection.prepare(text).pluck();
      this.prepared.set(text, statement);
    }
    this.observe(text);
    return statement.get(...values) as string;
  }
}
