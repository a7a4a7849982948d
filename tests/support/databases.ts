import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sqliteIn, type DatabaseSettings } from '../../src/store/settings.js';

/** Both databases, always: a suite is written as `describe.each(DIALECTS)`. */
export const DIALECTS = ['sqlite', 'postgres'] as const;

export type Dialect = (typeof DIALECTS)[number];

/** An empty database of its own, and how to be rid of it. */
export interface EmptyDatabase {
  readonly settings: DatabaseSettings;
  readonly drop: () => Promise<void>;
}

/** Makes an empty database: a file in a new folder, or a database on the run's PostgreSQL server. */
export async function emptyDatabase(dialect: Dialect): Promise<EmptyDatabase> {
  if (dialect === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'sijill-test-'));
    return { settings: sqliteIn(folder), drop: async () => rmSync(folder, { recursive: true, force: true }) };
  }
  const server = new URL(process.env.SIJILL_TEST_POSTGRES ?? '');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return {
    settings: { dialect: 'postgres', url: url.href },
    drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function onServer(server: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
