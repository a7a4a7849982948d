import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { loadModel } from '../../src/model/load.js';
import { openStore, type Store } from '../../src/store/store.js';
import { DIALECTS, emptyDatabase, type EmptyDatabase } from '../support/databases.js';
import { temporaryFolder } from '../support/files.js';
import { until } from '../support/processes.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How often an import is killed on each database; by hand, 500 times. */
const KILLS = Number(process.env.SIJILL_KILLS ?? 8);

/** How many records each import has: some new, and one that every import changes. */
const RECORDS = 300;

/** How many sessions the server has yet to end, or to let commit: it learns of a client's death when it next looks. */
const AT_WORK = `SELECT CAST(count(*) AS text) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;

describe.each(DIALECTS)('an import that is killed at any instant, on %s,', (dialect) => {
  let database: EmptyDatabase;
  let store: Store;
  const folder = temporaryFolder();

  beforeAll(async () => {
    database = await emptyDatabase(dialect);
    store = await openStore(await loadModel(), database.settings);
    if (database.settings.dialect === 'postgres') await lookIntoIndexes(database.settings.url);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    folder.remove();
  });

  const run = (args: readonly string[]) =>
    spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'error', ...environmentOf(database) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  /** Imports some records, and kills the import after a while; true when it said before that it was done. */
  const importAndKill = async (round: number, afterMs: number | null): Promise<boolean> => {
    const path = join(folder.path, 'topic.jsonl');
    writeFileSync(path, linesOf(round));
    const child = run(['import', path]);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const timer = afterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), afterMs);
    await once(child, 'close');
    if (timer) clearTimeout(timer);
    if (dialect === 'postgres') await until(async () => (await number(AT_WORK)) === 0);
    return said.includes('The change set is');
  };

  const number = async (text: string) => Number(await store.read([{ text, values: [] }]));

  it(
    `${KILLS} times leaves all of it or nothing, and all that was acknowledged`,
    async () => {
      const begun = Date.now();
      expect(await importAndKill(0, null)).toBe(true);
      const usual = Date.now() - begun;
      let whole = 1;
      let acknowledged = 1;
      for (let round = 1; round <= KILLS; round += 1) {
        const isSaid = await importAndKill(round, usual * (0.3 + 0.8 * Math.random()));
        const records = await number(
          `SELECT CAST(count(*) AS text) FROM topic WHERE slug LIKE 'r${round}-%'`,
        );
        expect([0, RECORDS]).toContain(records);
        if (isSaid) expect(records).toBe(RECORDS);
        acknowledged += Number(isSaid);
        whole += Number(records === RECORDS);
        const changed = `SELECT CAST(count(*) AS text) FROM topic WHERE slug = 'shared' AND note_en = 'Round ${round}.'`;
        expect(await number(changed)).toBe(Number(records === RECORDS));
      }
      // Whoever was killed is no longer at it, and left no gap: the next one is made at once.
      expect(await importAndKill(KILLS + 1, null)).toBe(true);
      expect(await number('SELECT CAST(count(*) AS text) FROM change_set')).toBe(whole + 1);
      expect(await number('SELECT CAST(max(sequence) AS text) FROM change_set')).toBe(whole + 1);
      expect(acknowledged).toBeLessThanOrEqual(whole);
      const doctor = run(['doctor']);
      let found = '';
      doctor.stdout.on('data', (chunk: Buffer) => (found += chunk.toString()));
      const [status] = (await once(doctor, 'close')) as [number];
      expect(found).toContain('Every page and index is whole.');
      expect(status).toBe(0);
    },
    Math.max(120_000, KILLS * 10_000),
  );
});

function linesOf(round: number): string {
  const records = Array.from({ length: RECORDS }, (_, index) => ({
    slug: `r${round}-${index}`,
    name: { en: `Topic ${index} of round ${round}`, ar: `موضوع ${index}` },
    broader: index === 0 ? 'shared' : `r${round}-${index - 1}`,
    externalIds: [{ scheme: 'ROUND', value: `${round} ${index}` }],
  }));
  const shared = { slug: 'shared', name: { en: 'Shared' }, note: { en: `Round ${round}.` } };
  return [...records, shared].map((record) => JSON.stringify(record)).join('\n');
}

function environmentOf({ settings }: EmptyDatabase): Record<string, string> {
  if (settings.dialect === 'postgres') return { DATABASE_URL: settings.url };
  return { SIJILL_DATA: join(settings.file, '..') };
}

/** Lets the database look whether its indexes are whole. */
async function lookIntoIndexes(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS amcheck');
  await client.end();
}
