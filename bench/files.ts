import { spawn } from 'node:child_process';
import { cpSync, createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from './contestants.js';
import { tables, type Table } from './data.js';
import { columnsOf, OPENED } from './fill.js';
import { peakBytes } from './memory.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** How many participations are imported at scale 1; and the scale of the registry that they take part in. */
const IMPORTED = 1_000_000;
export const IMPORT_SCALE = 4;

/** What a step did: how many records in how many seconds, and the most memory that it took. */
export interface Step {
  readonly name: string;
  readonly records: number;
  readonly seconds: number;
  readonly peakBytes: number;
}

/** A registry in files: exported, imported into an empty one, exported again. Throws when the two exports differ. */
export async function measureRoundTrip(full: Database, empty: Database): Promise<Step[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sijill-bench-files-'));
  try {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    const steps = [
      await command('export', ['export', first, '--format', 'csv'], full),
      await command('import into an empty registry', ['import', first], empty),
      await command('export again', ['export', second, '--format', 'csv'], empty),
    ];
    const names = readdirSync(first);
    const same = names.every((name) =>
      readFileSync(join(first, name)).equals(readFileSync(join(second, name))),
    );
    if (!same || readdirSync(second).length !== names.length) throw new Error('The two exports differ.');
    return steps;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Participations from CSV into a registry that has all else, and the same rows by the database's own bulk load into the
 * same table of a copy: prepared inserts in one transaction, or COPY.
 */
export async function measureImport(database: Database, copy: Database, scale: number): Promise<Step[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sijill-bench-files-'));
  try {
    const all = tables(scale).find(({ name }) => name === 'participation');
    if (!all) throw new Error('There are no participations.');
    const table = { ...all, count: Math.round((IMPORTED * scale) / IMPORT_SCALE) };
    const file = join(folder, 'participation.csv');
    await pipeline(Readable.from(csvOf(table)), createWriteStream(file));
    const began = performance.now();
    if (copy.dialect === 'sqlite') loadSqlite(table, copy);
    else await loadPostgres(table, copy);
    const bulk = {
      name: 'bulk load',
      records: table.count,
      seconds: (performance.now() - began) / 1000,
      peakBytes: NaN,
    };
    return [
      bulk,
      await command(
        `import of CSV, ${Math.round(statSync(file).size / 2 ** 20)} MB`,
        ['import', file],
        database,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A copy of a SQLite registry, to be written to. */
export function copyOf(database: Database): Database {
  const folder = mkdtempSync(join(tmpdir(), 'sijill-bench-copy-'));
  cpSync(database.environment.SIJILL_DATA ?? '', folder, { recursive: true });
  return { dialect: 'sqlite', environment: { SIJILL_DATA: folder } };
}

/** Runs the program, watching its memory. */
async function command(name: string, args: readonly string[], { environment }: Database): Promise<Step> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let peak = 0;
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const watch = setInterval(() => (peak = Math.max(peak, peakBytes(child.pid ?? 0) || 0)), 100);
  const [status] = (await once(child, 'close')) as [number];
  clearInterval(watch);
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${said}`);
  const records = Number(/^(\d+) records (?:created|exported)/m.exec(said)?.[1]);
  return { name, records, seconds: (performance.now() - began) / 1000, peakBytes: peak };
}

const HEADINGS = { event: 'event_id', person: 'person_id', team: 'team_id', slug: 'slug', role: 'role' };

function* csvOf(table: Table): Generator<string> {
  yield `${Object.keys(HEADINGS).join(',')}\n`;
  for (let start = 0; start < table.count; start += 1000) {
    let text = '';
    for (let index = start; index < Math.min(table.count, start + 1000); index += 1) {
      const row = table.row(index);
      text += `${Object.values(HEADINGS)
        .map((column) => String(row[column] ?? ''))
        .join(',')}\n`;
    }
    yield text;
  }
}

function loadSqlite(table: Table, { environment }: Database): void {
  const database = new Sqlite(join(environment.SIJILL_DATA ?? '', 'sijill.db'));
  const columns = columnsOf(table);
  const statement = database.prepare(
    `INSERT INTO "${table.name}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  database.transaction(() => {
    database.exec(OPENED);
    for (let index = 0; index < table.count; index += 1) {
      const row = table.row(index);
      statement.run(columns.map((column) => row[column] ?? null));
    }
  })();
  database.close();
}

async function loadPostgres(table: Table, { environment }: Database): Promise<void> {
  const client = new pg.Client({ connectionString: environment.DATABASE_URL ?? '' });
  await client.connect();
  const columns = columnsOf(table);
  const lines = function* () {
    for (let index = 0; index < table.count; index += 1) {
      const row = table.row(index);
      yield `${columns.map((column) => String(row[column] ?? '\\N')).join('\t')}\n`;
    }
  };
  await client.query('BEGIN');
  await client.query(OPENED);
  const names = columns.map((column) => `"${column}"`).join(', ');
  await pipeline(
    Readable.from(lines()),
    client.query(copyFrom(`COPY "${table.name}" (${names}) FROM STDIN`)),
  );
  await client.query('COMMIT');
  await client.end();
}
