import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';

export type Row = Record<string, string | number | null>;

/** Runs prepared statements, written with `?`; a list is given as one value, for `IN (each)`. */
export interface Database {
  /** What stands in `IN (...)` for a parameter that is a list. */
  readonly each: string;
  /** A sum of minor units as a whole number. */
  readonly whole: (sum: string) => string;
  rows(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export function openDatabase(): Database {
  const url = process.env.DATABASE_URL;
  return url ? new Postgres(url) : new SqliteFile(join(process.env.SIJILL_DATA ?? '', 'sijill.db'));
}

class SqliteFile implements Database {
  readonly each = 'SELECT value FROM json_each(?)';
  readonly whole = (sum: string) => sum;
  private readonly connection: Sqlite.Database;
  private readonly statements = new Map<string, Sqlite.Statement>();

  constructor(file: string) {
    this.connection = new Sqlite(file, { readonly: true });
    this.connection.pragma('cache_size = -65536');
  }

  async rows(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    let statement = this.statements.get(text);
    if (!statement) {
      statement = this.connection.prepare(text);
      this.statements.set(text, statement);
    }
    return statement.all(
      values.map((value) => (Array.isArray(value) ? JSON.stringify(value) : value)),
    ) as Row[];
  }
}

class Postgres implements Database {
  readonly each = 'SELECT unnest(CAST(? AS text[]))';
  readonly whole = (sum: string) => `CAST(${sum} AS bigint)`;
  private readonly pool: InstanceType<typeof pg.Pool>;
  private readonly texts = new Map<string, { name: string; text: string }>();

  constructor(connectionString: string) {
    this.pool = new pg.Pool({ connectionString, max: 10 });
  }

  async rows(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    let named = this.texts.get(text);
    if (!named) {
      let number = 0;
      named = { name: `s${this.texts.size}`, text: text.replace(/\?/g, () => `$${++number}`) };
      this.texts.set(text, named);
    }
    return (await this.pool.query<Row>({ ...named, values: [...values] })).rows;
  }
}
