import pg from 'pg';
import type { Statement } from '../../src/planner/sql.js';
import type { DatabaseSettings } from '../../src/store/settings.js';
import { openSqlite } from '../../src/store/sqlite-connection.js';

/** Runs statements one by one, and gives the text of each. */
export interface Reading {
  read(statements: readonly Statement[]): Promise<string[]>;
  close(): Promise<void>;
}

/** How many statements PostgreSQL works on at once: it plans one while another is being compared. */
export const AT_ONCE = 6;

/** How long a statement may take: much longer than any does that is right. */
const LONGEST_MS = 20_000;

/**
 * Reads without the queues, limits and caches of the server's readers, for which documents that come but once are no
 * good: on SQLite in this process, on PostgreSQL over a few connections.
 */
export function openReading(settings: DatabaseSettings): Reading {
  if (settings.dialect === 'sqlite') {
    let deadline = 0;
    const connection = openSqlite(settings.file, () => {
      if (Date.now() > deadline) throw new Error('The statement takes too long.');
      return 1;
    });
    const run = ({ text, values }: Statement): string => {
      deadline = Date.now() + LONGEST_MS;
      const statement = connection.prepare(text).pluck();
      return (statement.get(...values) as string | undefined) ?? 'null';
    };
    return {
      read: async (statements) => statements.map(run),
      close: async () => void connection.close(),
    };
  }
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: AT_ONCE,
    options: `-c jit=off -c statement_timeout=${LONGEST_MS}`,
  });
  // A connection may outlive its pool by a moment, and be cut when its database is dropped.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    read: (statements) =>
      Promise.all(
        statements.map(async ({ text, values }) => {
          const { rows } = await pool.query<string[]>({ text, values: [...values], rowMode: 'array' });
          return rows[0]?.[0] ?? 'null';
        }),
      ),
    close: () => pool.end(),
  };
}
