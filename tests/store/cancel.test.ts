import { getEventListeners } from 'node:events';
import { loadModel } from '../../src/model/load.js';
import { READ_LIMITS } from '../../src/store/settings.js';
import { openStore, type ReadStatement, type Store } from '../../src/store/store.js';
import { DIALECTS, emptyDatabase, type Dialect, type EmptyDatabase } from '../support/databases.js';
import { childrenOf, isAtWork, until } from '../support/processes.js';

const MANY = 1000;
const AT_ONCE = 12;

/** A statement that would run for hours. In SQLite one asks whether it may go on, and one does not. */
const ENDLESS: Record<Dialect, readonly [ReadStatement, ReadStatement]> = {
  sqlite: [endlessSqlite(' AND (i & 255 OR sijill_continues())'), endlessSqlite('')],
  postgres: [endlessPostgres('sum'), endlessPostgres('count')],
};

function endlessSqlite(condition: string): ReadStatement {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e12${condition}) SELECT i FROM n`;
  return { text: `SELECT CAST(count(*) AS text) FROM (${numbers})`, values: [] };
}

function endlessPostgres(measure: string): ReadStatement {
  const numbers =
    'generate_series(1, 100000) a(i), generate_series(1, 100000) b(j), generate_series(1, 1000) c(k)';
  return { text: `SELECT CAST(${measure}(a.i) AS text) FROM ${numbers}`, values: [] };
}

const sayTo = (dialect: Dialect, text: string): ReadStatement => ({
  text: `SELECT CAST(${dialect === 'sqlite' ? '?' : '$1'} AS text)`,
  values: [text],
});

describe.each(DIALECTS)('stopping statements on %s', (dialect) => {
  let database: EmptyDatabase;
  let store: Store;
  const [polite, deaf] = ENDLESS[dialect];

  beforeEach(async () => {
    database = await emptyDatabase(dialect);
    store = await openStore(await loadModel(), database.settings, {
      limits: { ...READ_LIMITS, readers: 4 },
    });
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  it(`ends ${MANY} of them, and hits no other`, async () => {
    const signals: AbortSignal[] = [];
    const late: number[] = [];
    const wrong: unknown[] = [];
    let next = 0;
    const cancelOne = async (number: number) => {
      const gone = new AbortController();
      signals.push(gone.signal);
      const statements =
        number % 3 === 0 ? [sayTo(dialect, 'x'), polite] : [number % 40 === 1 ? deaf : polite];
      let since = 0;
      setTimeout(() => {
        since = performance.now();
        gone.abort();
      }, number % 8);
      const end = await store.read(statements, { signal: gone.signal }).then(
        () => 'answered',
        (error: Error) => error.message,
      );
      if (end !== 'The request was cancelled.') wrong.push(end);
      late.push(performance.now() - since);
    };
    const askOne = async (number: number) => {
      const text = `answer ${number}`;
      const statements =
        number % 2 === 0 ? [sayTo(dialect, text)] : [sayTo(dialect, text), sayTo(dialect, text)];
      const answers = await store.read(statements).catch((error: Error) => [error.message]);
      if (answers.some((answer) => answer !== text)) wrong.push(answers);
    };
    const work = async () => {
      for (let number = next++; number < MANY; number = next++) {
        await Promise.all([cancelOne(number), askOne(number)]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    expect(wrong).toEqual([]);
    expect(late).toHaveLength(MANY);
    // 300 ms by design; what else the machine does is not under test.
    expect(Math.max(...late)).toBeLessThan(5000);
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
    await until(async () => !(await isAtWork(database.settings)));
    if (database.settings.dialect === 'sqlite') {
      expect(childrenOf(process.pid, 'reader-main.js').length).toBeLessThanOrEqual(4);
    }
  });

  it('leaves a question alone that was answered before its caller went', async () => {
    const gone = new AbortController();
    expect(await store.read([sayTo(dialect, 'in time')], { signal: gone.signal })).toEqual(['in time']);
    gone.abort();
    expect(await store.read([sayTo(dialect, 'next')])).toEqual(['next']);
    await expect(store.read([sayTo(dialect, 'x')], { signal: gone.signal })).rejects.toThrow('cancelled');
  });
});

describe.each(DIALECTS)('a time limit on %s', (dialect) => {
  it('ends what takes longer, says so, and lets the rest through', async () => {
    const database = await emptyDatabase(dialect);
    const store = await openStore(await loadModel(), database.settings, {
      limits: { readers: 2, timeoutMs: 500 },
    });
    for (const statement of ENDLESS[dialect]) {
      await expect(store.read([sayTo(dialect, 'x'), statement])).rejects.toMatchObject({
        message: expect.stringMatching(/longer than 500 ms.*Ask for less/),
        extensions: { code: 'TIMED_OUT' },
      });
      expect(await store.read([sayTo(dialect, 'x')])).toEqual(['x']);
    }
    await store.close();
    await database.drop();
  });
});
