import { spawn } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { loadModel } from '../../src/model/load.js';
import { READ_LIMITS } from '../../src/store/settings.js';
import { SqliteReader } from '../../src/store/sqlite-reader.js';
import { openStore, type ReadStatement } from '../../src/store/store.js';
import { emptyDatabase, type EmptyDatabase } from '../support/databases.js';
import { isRunning, until } from '../support/processes.js';

const say = (text: string): ReadStatement => ({ text: 'SELECT CAST(? AS text)', values: [text] });
/** Counts so far; a million takes a few hundred milliseconds. */
const count = (most: number, condition = ''): ReadStatement => ({
  text: `SELECT CAST(count(*) AS text) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?${condition}) SELECT i FROM n)`,
  values: [most],
});
const FOR_EVER = count(1e12);

describe('reader processes', () => {
  let database: EmptyDatabase;
  let reader: SqliteReader;
  let seen: string[];
  const open = (limits: object = {}) => {
    if (database.settings.dialect !== 'sqlite') throw new Error('Readers read SQLite files.');
    seen = [];
    return new SqliteReader(database.settings.file, { ...READ_LIMITS, readers: 2, ...limits }, (text) =>
      seen.push(text),
    );
  };

  beforeAll(async () => {
    database = await emptyDatabase('sqlite');
    await (await openStore(await loadModel(), database.settings)).close();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    reader = open();
  });
  afterEach(() => reader.close());

  it('are not needed for what is light', async () => {
    expect(await reader.read([{ ...say('سجل'), light: true }])).toEqual(['سجل']);
    expect(reader.processes).toEqual([]);
  });

  it('answer in the order of the statements, short texts as strings and long ones as bytes', async () => {
    const long = 'س'.repeat(100_000);
    const answers = await reader.read([say('a'), say(long), say('b')]);
    expect(answers).toEqual(['a', Buffer.from(long), 'b']);
    expect(reader.processes).toHaveLength(1);
  });

  it('take a light statement over once it has proved to be slow', async () => {
    const slow = { ...count(1_000_000), light: true };
    await reader.read([slow]);
    expect(reader.processes).toEqual([]);
    expect(await reader.read([slow])).toEqual(['1000000']);
    expect(reader.processes).toHaveLength(1);
  });

  it('answer what has proved to be quick while the others are busy', async () => {
    await reader.read([say('once')]);
    const gone = new AbortController();
    const busy = [1, 2, 3].map(() => reader.read([FOR_EVER], { signal: gone.signal }));
    expect(await reader.read([say('meanwhile')])).toEqual(['meanwhile']);
    gone.abort();
    const ends = await Promise.allSettled(busy);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('know what they are asked again by its number, however many statements came in between', async () => {
    const numbered = (number: number): ReadStatement => ({ text: `SELECT '${number}' || ?`, values: ['x'] });
    for (const round of [1, 2]) {
      for (let number = 0; number < 600; number += 1) {
        expect([round, await reader.read([numbered(number)])]).toEqual([round, [`${number}x`]]);
      }
    }
  });

  it('refuse a statement that is wrong as often as it is asked, and go on', async () => {
    for (const _ of [1, 2]) {
      await expect(reader.read([say('a'), { text: 'SELECT nonsense', values: [] }])).rejects.toThrow(
        'nonsense',
      );
      expect(await reader.read([say('b')])).toEqual(['b']);
    }
  });

  it('are replaced when they die, and what they were asked is asked again once', async () => {
    const answer = reader.read([count(3_000_000)]);
    await until(() => reader.processes.length === 1);
    const [victim = 0] = reader.processes;
    process.kill(victim, 'SIGKILL');
    expect(await answer).toEqual(['3000000']);
    expect(reader.processes).not.toContain(victim);
    expect(seen).toHaveLength(1);
  });

  it('give up a question under which they die twice, and are there for the next', async () => {
    const answer = reader.read([FOR_EVER]);
    answer.catch(() => undefined);
    for (let victim = 0, deaths = 0; deaths < 2; deaths += 1) {
      await until(() => reader.processes.some((pid) => pid !== victim));
      [victim = 0] = reader.processes;
      process.kill(victim, 'SIGKILL');
      await until(() => !isRunning(victim));
    }
    await expect(answer).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    expect(await reader.read([say('next')])).toEqual(['next']);
  });

  it('are replaced when they die idle', async () => {
    await reader.read([say('a')]);
    const [victim = 0] = reader.processes;
    process.kill(victim, 'SIGKILL');
    await until(() => reader.processes.length === 1 && reader.processes[0] !== victim);
    expect(await reader.read([say('b')])).toEqual(['b']);
  });

  it('are given time to rest when they only die', async () => {
    await reader.read([say('a')]);
    for (let deaths = 0; deaths < 4; deaths += 1) {
      await until(() => reader.processes.length === 1);
      const [victim = 0] = reader.processes;
      process.kill(victim, 'SIGKILL');
      await until(() => !reader.processes.includes(victim));
    }
    expect(reader.processes).toEqual([]);
    expect(await reader.read([say('b')])).toEqual(['b']);
  });

  it('turn away what comes when a hundred wait, and never run what went while it waited', async () => {
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const busy = Array.from({ length: 101 }, () => reader.read([FOR_EVER], { signal: gone.signal }));
    await expect(reader.read([say('too many')])).rejects.toMatchObject({
      message: expect.stringMatching(/busy/),
      extensions: { code: 'UNAVAILABLE' },
    });
    gone.abort();
    const ends = await Promise.allSettled(busy);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(seen).toHaveLength(1);
  });

  it('end with the reader, and it answers no more', async () => {
    await reader.read([say('a')]);
    const pids = reader.processes;
    await reader.close();
    expect(pids.filter(isRunning)).toEqual([]);
    await expect(reader.read([say('b')])).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
    reader = open();
  });

  it('end with the program, even when it is killed while they work', async () => {
    const file = database.settings.dialect === 'sqlite' ? database.settings.file : '';
    const built = fileURLToPath(new URL('../../dist/store/sqlite-reader.js', import.meta.url));
    const program = `
      const { SqliteReader } = await import(${JSON.stringify(built)});
      const reader = new SqliteReader(${JSON.stringify(file)}, { readers: 2, timeoutMs: 60000 }, () => {});
      await reader.read([{ text: 'SELECT 1 || ?', values: ['x'] }]);
      reader.read([${JSON.stringify(FOR_EVER)}]).catch(() => {});
      setTimeout(() => console.log(JSON.stringify(reader.processes)), 200);
    `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(output.toString()) as number[];
    expect(pids.filter(isRunning)).toHaveLength(pids.length);
    parent.kill('SIGKILL');
    await until(() => !pids.some(isRunning));
  });
});
