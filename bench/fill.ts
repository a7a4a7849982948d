import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { TEXT_VERSION } from '../src/changes/search-index.js';
import { tables, type Row, type Table } from './data.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** How many rows go into one statement of PostgreSQL. */
const BATCH = 2000;

/** How much data, and whether it is searched as well: the index of words takes as long to fill as all else. */
export interface Filling {
  readonly scale: number;
  readonly searched: boolean;
  /** A table to leave empty. */
  readonly without?: string;
}

/** A data folder with the SQLite file of a scale, made once and kept in the folder for temporary files. */
export function sqliteFolder({ scale, searched, without }: Filling, version: string): string {
  const name = `scale-${scale}-${version}${searched ? '' : '-unsearched'}${without ? `-without-${without}` : ''}`;
  const folder = join(tmpdir(), 'sijill-bench', name);
  if (existsSync(folder)) return folder;
  const making = `${folder}-making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(dirname(making), { recursive: true });
  run('migrate', { SIJILL_DATA: making });
  const database = new Sqlite(join(making, 'sijill.db'));
  database.pragma('synchronous = OFF');
  // Ids are all over their indexes: with the pages in memory, a large database is made in a fraction of the time.
  database.pragma('cache_size = -4000000');
  database.pragma('temp_store = MEMORY');
  database.exec(OPENED);
  for (const table of tables(scale)) {
    if (table.name === without) continue;
    progress(table);
    const columns = columnsOf(table);
    const statement = database.prepare(
      `INSERT INTO "${table.name}" (${columns.map(quote).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    database.transaction(() => {
      for (let index = 0; index < table.count; index += 1) {
        const row = table.row(index);
        statement.run(columns.map((column) => plain(row[column])));
      }
    })();
  }
  database.exec(CLOSED);
  if (!searched) database.exec(NOT_SEARCHED);
  database.close();
  if (searched) run('reindex', { SIJILL_DATA: making });
  const finished = new Sqlite(join(making, 'sijill.db'));
  finished.exec('ANALYZE');
  finished.pragma('wal_checkpoint(TRUNCATE)');
  finished.close();
  renameSync(making, folder);
  return folder;
}

/** Fills an empty PostgreSQL database. */
export async function fillPostgres({ scale, searched, without }: Filling, url: string): Promise<void> {
  run('migrate', { DATABASE_URL: url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(OPENED);
  for (const table of tables(scale)) {
    if (table.name === without) continue;
    progress(table);
    const columns = columnsOf(table).map(quote).join(', ');
    // The rows go as one JSON parameter: the server gives each member the type of its column.
    const text = `INSERT INTO "${table.name}" (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::"${table.name}", $1)`;
    for (let start = 0; start < table.count; start += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, table.count - start) }, (_, index) =>
        table.row(start + index),
      );
      await client.query(text, [JSON.stringify(rows)]);
    }
  }
  await client.query(CLOSED);
  if (searched) run('reindex', { DATABASE_URL: url });
  else await client.query(NOT_SEARCHED);
  await client.query('ANALYZE');
  await client.end();
}

/** Rows are written as the work of a change set: the database refuses them otherwise. */
export const OPENED = `UPDATE registry_head SET change_set_id = 'chs_bench', sequence = 1, moment = '2024-01-01T00:00:00.000Z'`;

/** Says that the index of words is up to date, or it would be filled at the first start. */
const NOT_SEARCHED = `INSERT INTO search_state (text_version) VALUES (${TEXT_VERSION})`;

/** Without a change set the registry would count as empty, and be seeded. */
const CLOSED = `INSERT INTO change_set (id, slug, version, created_at, updated_at, author, message, sequence)
  VALUES ('chs_bench', 'bench', 1, '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z', 'bench', 'The data of the benchmark.', 1);
  UPDATE registry_head SET change_set_id = NULL`;

function run(command: string, environment: Record<string, string>): void {
  process.stderr.write(`  ${command}\n`);
  const { status, stderr } = spawnSync(process.execPath, [MAIN, command], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}

/** Every column that any of the first rows fills: rows of one table differ in which relation they have. */
export function columnsOf(table: Table): string[] {
  const seen = new Set<string>();
  for (let index = 0; index < Math.min(200, table.count); index += 1) {
    for (const column of Object.keys(table.row(index))) seen.add(column);
  }
  return [...seen];
}

function plain(value: Row[string] | undefined): string | number | null {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}

function quote(column: string): string {
  return `"${column}"`;
}

function progress({ name, count }: Table): void {
  process.stderr.write(`  ${name}: ${count} rows\n`);
}
