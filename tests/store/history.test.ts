import { keepIndex } from '../../src/changes/search-index.js';
import { seed } from '../../src/files/seed.js';
import { loadModel } from '../../src/model/load.js';
import { FOREVER, historyTableName, VALID_FROM, VALID_TO } from '../../src/model/naming.js';
import { dataSourceFor } from '../../src/store/data-source.js';
import { migrate } from '../../src/store/migrate.js';
import { openStore, type Store } from '../../src/store/store.js';
import { randomWorld } from '../fuzz/random-world.js';
import { byHand } from '../support/by-hand.js';
import { change } from '../support/changes.js';
import { DIALECTS, emptyDatabase } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { writeSeeds } from '../support/world.js';
import { rmSync } from 'node:fs';

const model = await loadModel();

/** Every table that change sets alone may write: those of the kinds, and those of pairs. */
const LINKS = [...model.kinds.values()].flatMap(({ fields }) =>
  [...fields.values()].flatMap((field) =>
    field.type === 'toMany' && field.owned && field.join.via === 'link' ? [field.join] : [],
  ),
);
const TABLES = [...[...model.kinds.values()].map(({ table }) => table), ...LINKS.map(({ table }) => table)];

type Row = Record<string, unknown>;

function rowsOf(store: Store, table: string): Promise<Row[]> {
  return store.transaction((manager) => manager.query(`SELECT * FROM "${table}"`) as Promise<Row[]>);
}

/** The versions that stand, as the rows that they are versions of; in no order. */
async function standing(store: Store, table: string): Promise<string[]> {
  const versions = await rowsOf(store, historyTableName(table));
  return versions
    .filter((version) => version[VALID_TO] === FOREVER)
    .map(plain)
    .sort();
}

function plain(row: Row): string {
  const { [VALID_FROM]: _from, [VALID_TO]: _to, ...columns } = row;
  return JSON.stringify(Object.entries(columns).sort());
}

const AT = `'2024-01-01T00:00:00.000Z'`;
const insertTopic = (id: string) =>
  `INSERT INTO topic (id, slug, version, created_at, updated_at, name_en) VALUES ('top_${id}', '${id}', 1, ${AT}, ${AT}, 'x')`;

describe.each(DIALECTS)('history on %s', (dialect) => {
  let registry: Registry;
  let store: Store;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: randomWorld(model, 2) });
    store = registry.store;
    const { data } = await registry.ask('{ topics(first: 1) { nodes { id } } }');
    const [topic] = data.topics.nodes;
    await change(registry, [{ update: 'Topic', of: topic.id, input: { note: { en: 'Changed.' } } }]);
  });
  afterAll(() => registry.close());

  /** What is known of a topic, the oldest version first. */
  async function versionsOf(id: string): Promise<Row[]> {
    const versions = await rowsOf(store, 'topic_history');
    return versions
      .filter((version) => version.id === `top_${id}`)
      .sort((a, b) => (String(a[VALID_FROM]) < String(b[VALID_FROM]) ? -1 : 1));
  }

  it.each(TABLES)('lets nobody write %s outside a change set', async (table) => {
    const before = await rowsOf(store, table);
    expect(before.length).toBeGreaterThan(0);
    const [column = ''] = Object.keys(before[0] ?? {});
    const statements = [
      `INSERT INTO "${table}" SELECT * FROM "${table}"`,
      `UPDATE "${table}" SET "${column}" = 'x'`,
      `DELETE FROM "${table}"`,
      ...(dialect === 'postgres' ? [`TRUNCATE "${table}" CASCADE`] : []),
    ];
    for (const statement of statements) {
      const writing = store.transaction((manager) => manager.query(statement));
      await expect(writing).rejects.toThrow('Nothing is written outside a change set.');
    }
    expect(await rowsOf(store, table)).toEqual(before);
  });

  it.each([...TABLES, 'search_text', 'search_word'])(
    'has the rows of %s as they were written',
    async (table) => {
      const rows = await rowsOf(store, table);
      expect(rows.length).toBeGreaterThan(0);
      expect(await standing(store, table)).toEqual(rows.map(plain).sort());
    },
  );

  it('looks versions up by what rows are looked up by', async () => {
    const indexes = await store.transaction(
      (manager) =>
        manager.query(
          dialect === 'sqlite'
            ? `SELECT name FROM sqlite_master WHERE type = 'index'`
            : 'SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema()',
        ) as Promise<{ name: string }[]>,
    );
    const wanted = [
      ...[...model.kinds.values()].flatMap((kind) =>
        [...kind.fields.values()].flatMap((field) =>
          field.type === 'toOne' ? [`${kind.table}_history_by_${field.column}_${kind.key}`] : [],
        ),
      ),
      ...LINKS.map(({ table, target }) => `${table}_history_by_${target}`),
      'event_history_by_slug',
      'citation_history_by_record_id',
      'search_word_history_by_record_id',
    ];
    expect(indexes.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
  });

  it('keeps a version for each change set, and one only, however often it writes', async () => {
    const moments: string[] = [];
    const write = (...statements: string[]) =>
      byHand(store, async (manager, moment) => {
        moments.push(moment);
        for (const statement of statements) await manager.query(statement);
      });
    const rename = (name: string) => `UPDATE topic SET name_en = '${name}' WHERE id = 'top_often'`;
    await write(insertTopic('often'), rename('a'), rename('b'));
    await write(rename('c'), rename('d'));
    await write(`DELETE FROM topic WHERE id = 'top_often'`, insertTopic('often'), rename('e'));
    await write(`DELETE FROM topic WHERE id = 'top_often'`);
    await write(insertTopic('often'), `DELETE FROM topic WHERE id = 'top_often'`);
    await write(insertTopic('often'));
    const [first, second, third, fourth, , sixth] = moments;
    expect(
      (await versionsOf('often')).map((version) => [version.name_en, version[VALID_FROM], version[VALID_TO]]),
    ).toEqual([
      ['b', first, second],
      ['d', second, third],
      ['e', third, fourth],
      ['x', sixth, FOREVER],
    ]);
  });

  it('keeps nothing of a change set that fails', async () => {
    const failing = byHand(store, async (manager) => {
      await manager.query(insertTopic('failed'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await versionsOf('failed')).toEqual([]);
  });

  it('follows a statement that replaces, removes or adds many rows at once', async () => {
    await byHand(store, (manager) =>
      manager.query(
        `${insertTopic('many-0').split(' VALUES')[0]} SELECT id || 'x', slug || '-again', 1, ${AT}, ${AT}, 'many' FROM topic`,
      ),
    );
    await byHand(store, (manager) =>
      manager.query(`UPDATE topic SET name_en = 'all' WHERE name_en = 'many'`),
    );
    await byHand(store, (manager) =>
      manager.query(
        `INSERT INTO topic (id, slug, version, created_at, updated_at, name_en) SELECT id, slug, 2, ${AT}, ${AT}, 'upsert' FROM topic WHERE name_en = 'all' ON CONFLICT (id) DO UPDATE SET name_en = excluded.name_en`,
      ),
    );
    expect(
      (await rowsOf(store, 'topic')).filter(({ name_en }) => name_en === 'upsert').length,
    ).toBeGreaterThan(2);
    expect(await standing(store, 'topic')).toEqual((await rowsOf(store, 'topic')).map(plain).sort());
    await byHand(store, (manager) => manager.query(`DELETE FROM topic WHERE name_en = 'upsert'`));
    expect(await standing(store, 'topic')).toEqual((await rowsOf(store, 'topic')).map(plain).sort());
  });

  it('makes no version of what follows from texts and is derived anew', async () => {
    await byHand(store, (manager) => manager.query(insertTopic('derived')));
    await byHand(store, (manager) =>
      manager.query(`UPDATE topic SET name_en = 'y' WHERE id = 'top_derived'`),
    );
    await store.transaction((manager) =>
      manager.query(`UPDATE topic SET name_en_fold = 'wrong' WHERE id = 'top_derived'`),
    );
    expect((await versionsOf('derived')).map(({ name_en_fold: fold }) => fold)).toEqual([null, 'wrong']);
    await keepIndex(model, store, { force: true });
    expect((await versionsOf('derived')).map(({ name_en_fold: fold }) => fold)).toEqual(['x', 'y']);
  });

  it(`ends every version when ${dialect === 'postgres' ? 'a table is truncated' : 'a row replaces others'}`, async () => {
    if (dialect === 'postgres') {
      const truncating = byHand(store, async (manager) => {
        await manager.query('TRUNCATE event_topics');
        expect(
          await manager.query(`SELECT 1 FROM event_topics_history WHERE valid_to = '${FOREVER}'`),
        ).toEqual([]);
        throw new Error('enough');
      });
      await expect(truncating).rejects.toThrow('enough');
    } else {
      await byHand(store, (manager) => manager.query(insertTopic('replaced')));
      await byHand(store, (manager) =>
        manager.query(
          insertTopic('replaced').replace('INSERT', 'INSERT OR REPLACE').replace('top_', 'top_by_'),
        ),
      );
      expect(await versionsOf('replaced')).toEqual([expect.not.objectContaining({ [VALID_TO]: FOREVER })]);
    }
  });
});

describe.each(DIALECTS)('a database on %s that has no history', (dialect) => {
  it('gets one, and answers as it did; what was written while nobody kept it is caught up with', async () => {
    const database = await emptyDatabase(dialect);
    const folder = writeSeeds(randomWorld(model, 3));
    const first = await openStore(model, database.settings);
    await seed(model, first, folder);
    const names = [...TABLES, 'search_text', 'search_word'];
    const before = await Promise.all(names.map((name) => standing(first, name)));
    await first.close();
    rmSync(folder, { recursive: true });

    const source = await dataSourceFor(model, database.settings);
    await source.initialize();
    const triggers = (await source.query(
      dialect === 'sqlite'
        ? `SELECT name FROM sqlite_master WHERE type = 'trigger'`
        : `SELECT proname AS name FROM pg_proc WHERE proname LIKE '%_history_record'`,
    )) as { name: string }[];
    expect(triggers.length).toBeGreaterThanOrEqual(TABLES.length);
    for (const { name } of triggers) {
      await source.query(dialect === 'sqlite' ? `DROP TRIGGER "${name}"` : `DROP FUNCTION "${name}" CASCADE`);
    }
    for (const name of names) await source.query(`DROP TABLE "${historyTableName(name)}"`);
    await migrate(source);
    const [head] = (await source.query('SELECT "moment" FROM "registry_head"')) as { moment: string }[];
    const upgraded = await openStore(model, database.settings);
    expect(await Promise.all(names.map((name) => standing(upgraded, name)))).toEqual(before);
    const since = (await rowsOf(upgraded, 'event_history')).map((version) => version[VALID_FROM]);
    expect(new Set(since)).toEqual(new Set([head?.moment]));

    // As a migration does that rewrites rows: the history is suspended meanwhile.
    await source.query(
      dialect === 'sqlite'
        ? 'DROP TRIGGER "topic_history_guards_update"'
        : 'DROP FUNCTION "topic_history_record" CASCADE',
    );
    if (dialect === 'sqlite') await source.query('DROP TRIGGER "topic_history_update"');
    await source.query(`UPDATE topic SET name_en = 'rewritten'`);
    await migrate(source);
    const written = (await rowsOf(upgraded, 'topic_history')).map(({ name_en }) => name_en);
    expect(new Set(written)).toEqual(new Set(['rewritten']));
    await upgraded.close();
    await source.destroy();
    await database.drop();
  });
});
