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

/**
 * Reads without the queues, limits and caches of the server's readers, for which documents that come but once are no
 * good: on SQLite in this process, on PostgreSQL over a few connections.
 */
export function openReading(settings: DatabaseSettings): Reading {
  if (settings.dialect === 'sqlite') {
    const connection = openSqlite(settings.file, () => 1);
    return {
      read: async (statements) =>
        statements.map(
          ({ text, values }) =>
            (connection
              .prepare(text)
              .pluck()
              .get(...values) as string | undefined) ?? 'null',
        ),
      close: async () => void connection.close(),
    };
  }
  const pool = new pg.Pool({ connectionString: settings.url, max: AT_ONCE, options: '-c jit=off' });
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
