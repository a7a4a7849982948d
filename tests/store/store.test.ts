import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '../../src/model/load.js';
import { StartError, sqliteIn, type DatabaseSettings } from '../../src/store/settings.js';
import { openStore, type Store } from '../../src/store/store.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, emptyDatabase, type EmptyDatabase } from '../support/databases.js';

const STAMPS = `'2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.000Z'`;
const topic = (slug: string) =>
  `INSERT INTO topic (id, slug, version, created_at, updated_at, name_en) VALUES ('top_${slug}', '${slug}', 1, ${STAMPS}, 'x')`;
const COUNT = { text: 'SELECT CAST(count(*) AS text) FROM topic', values: [] };

describe.each(DIALECTS)('the store on %s', (dialect) => {
  let database: EmptyDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await emptyDatabase(dialect);
    store = await openStore(await loadModel(), database.settings);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  it('shows what is committed, and nothing of what is not', async () => {
    await byHand(store, async (manager) => {
      await manager.query(topic('a'));
      expect(await store.read([COUNT])).toEqual(['0']);
    });
    expect(await store.read([COUNT])).toEqual(['1']);
  });

  it('keeps nothing of work that fails', async () => {
    const failing = byHand(store, async (manager) => {
      await manager.query(topic('a'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await store.read([COUNT])).toEqual(['0']);
  });

  it('runs transactions one after the other, so that one failing undoes only itself', async () => {
    const outcomes = await Promise.allSettled([
      byHand(store, (manager) => manager.query(topic('a'))),
      byHand(store, async (manager) => {
        await manager.query(topic('b'));
        throw new Error('no');
      }),
      byHand(store, (manager) => manager.query(topic('c'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.read([COUNT])).toEqual(['2']);
  });

  it('answers several statements from one snapshot, while others write', async () => {
    const progress = { written: 0 };
    const writing = (async () => {
      for (; progress.written < 40; progress.written += 1) {
        await byHand(store, (manager) => manager.query(topic(`n${progress.written}`)));
      }
    })();
    while (progress.written < 40) {
      const counts = await store.read([COUNT, COUNT, COUNT]);
      expect(new Set(counts).size).toBe(1);
    }
    await writing;
    expect(await store.read([COUNT])).toEqual(['40']);
  });

  it('reads through connections that cannot write, when several statements are asked', async () => {
    const insert = { text: `${topic('x')} RETURNING CAST(1 AS text)`, values: [] };
    await expect(store.read([insert, COUNT])).rejects.toMatchObject({
      message: expect.stringMatching(/read.?only/i),
    });
    expect(await store.read([COUNT])).toEqual(['0']);
  });

  it('survives a statement that fails', async () => {
    for (const statements of [
      [{ text: 'SELECT nonsense', values: [] }],
      [COUNT, { text: 'SELECT nonsense', values: [] }],
    ]) {
      await expect(store.read(statements)).rejects.toMatchObject({
        message: expect.stringContaining('nonsense'),
      });
      expect(await store.read([COUNT, COUNT])).toEqual(['0', '0']);
    }
  });

  const award = (columns: string, values: string) =>
    `INSERT INTO award (id, slug, version, created_at, updated_at, tied, ${columns}) VALUES ('awd_x', 'x', 1, ${STAMPS}, ${dialect === 'sqlite' ? '0' : 'false'}, ${values})`;

  it.each([
    ['an award of nobody', award('kind', `'WINNER'`), /award_one_recipient/],
    [
      'an award of two',
      award('kind, team_id, person_id', `'WINNER', 'tea_x', 'per_x'`),
      /award_one_recipient/,
    ],
    ['a rank of 0', award('kind, team_id, rank', `'WINNER', 'tea_x', 0`), /award_rank_from_1/],
    ['an enum value that is none', award('kind, team_id', `'HERO', 'tea_x'`), /award_kind_is_known/],
    [
      'money without a currency',
      award('kind, team_id, money_amount', `'WINNER', 'tea_x', 5`),
      /award_money_has_currency/,
    ],
    ['a recipient that is not there', award('kind, team_id', `'WINNER', 'tea_x'`), /foreign key/i],
    [
      'a name in no language',
      topic('x').replace(', name_en', '').replace(`, 'x')`, ')'),
      /topic_name_is_given/,
    ],
    ['a slug that is taken', `${topic('a')}; `, /unique/i],
  ])('refuses %s in the database itself', async (_what, statement, reason) => {
    await byHand(store, (manager) => manager.query(topic('a')));
    const again = statement.replace('; ', '').replace(`'top_a'`, `'top_b'`);
    await expect(byHand(store, (manager) => manager.query(again))).rejects.toThrow(reason);
  });
});

describe('a database that cannot be opened', () => {
  it('is told in one line that says what to check', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sijill-broken-'));
    writeFileSync(
      join(folder, 'sijill.db'),
      'this is not a database, though it is long enough to be read as one. '.repeat(20),
    );
    const unreachable: DatabaseSettings[] = [
      sqliteIn(folder),
      { dialect: 'sqlite', file: folder },
      { dialect: 'postgres', url: 'postgres://nobody@127.0.0.1:1/nothing' },
    ];
    for (const settings of unreachable) {
      const failure = await openStore(await loadModel(), settings).then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(StartError);
      expect((failure as Error).message).toMatch(/^The (database file|PostgreSQL server) .* Check .*\.$/);
    }
    rmSync(folder, { recursive: true });
  });
});
