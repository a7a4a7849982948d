import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DIALECTS } from '../support/databases.js';
import type * as PostgresSupport from '../support/postgres.mjs';
import { Job, type Chunk, type Finding } from './job.js';

const HELP = `npm run fuzz -- [options]

Asks the planner random documents and compares each answer with that of a naive evaluator, which shares no code with the
planner. Progress goes to stderr, differences to stdout; the exit code is 1 when there are any.

  --documents N        how many documents (10000)
  --seed N             which documents: the same seed gives the same ones (1)
  --from N             the number of the first one (0)
  --database NAME      sqlite, postgres or both, half of the documents each (both)
  --jobs N             processes that ask at once (1)
  --replay SEED:N      asks one document of both databases, and prints it
  --help`;

/** How many documents a process is given at once. */
const CHUNK = 1000;

/** After so many differences there is enough to mend. */
const MOST_FINDINGS = 20;

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    database: { type: 'string', default: 'both' },
    jobs: { type: 'string', default: '1' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (process.send) await work();
else if (options.help) console.log(HELP);
else await lead();

/** A process of its own: runs the chunks that it is sent. */
async function work(): Promise<void> {
  const job = await Job.start();
  process.on('message', (chunk: Chunk | 'end') => {
    if (chunk === 'end') {
      void job.close().then(() => process.disconnect());
    } else {
      void job.run(chunk).then((findings) => process.send?.(findings));
    }
  });
  process.send?.([]);
}

async function lead(): Promise<void> {
  const database = ['sqlite', 'postgres', 'both'].find((name) => name === options.database);
  if (!database) throw new Error('--database is sqlite, postgres or both.');
  const support = pathToFileURL(resolve('tests/support/postgres.mjs')).href;
  const { startPostgres } = (await import(support)) as typeof PostgresSupport;
  const server = database === 'sqlite' ? null : await startPostgres();
  if (server) process.env.SIJILL_TEST_POSTGRES = server.url('postgres');
  try {
    const count = options.replay
      ? await replay(options.replay, database as Chunk['database'])
      : await run(database as Chunk['database']);
    process.exitCode = count > 0 ? 1 : 0;
  } finally {
    await server?.stop();
  }
}

async function replay(text: string, database: Chunk['database']): Promise<number> {
  const [seed = 1, number = 0] = text.split(':').map(Number);
  const job = await Job.start();
  let count = 0;
  for (const dialect of database === 'both' ? DIALECTS : [database]) {
    if (count === 0) console.log(`${await job.document(seed, number, dialect)}\n`);
    const finding = await job.check(seed, number, dialect);
    console.log(finding ? describe(finding) : `${dialect}: both answers are the same.`);
    if (finding) count += 1;
  }
  await job.close();
  return count;
}

async function run(database: Chunk['database']): Promise<number> {
  const [documents, seed, from] = [whole('documents'), whole('seed'), whole('from')];
  const started = Date.now();
  const findings: Finding[] = [];
  let [next, done] = [from, 0];
  const progress = () => {
    const seconds = (Date.now() - started) / 1000;
    console.error(
      `${done} of ${documents} documents, ${Math.round(done / seconds)} a second, ${findings.length} differences`,
    );
  };
  const job = async (): Promise<void> => {
    const child: ChildProcess = fork(fileURLToPath(import.meta.url), [], { env: process.env });
    const ended = once(child, 'exit').then(([code]) => {
      if (code !== 0) throw new Error(`A process ended with ${String(code)}.`);
      return [[]];
    });
    const said = async (): Promise<Finding[]> => {
      const [found] = (await Promise.race([once(child, 'message'), ended])) as [Finding[]];
      return found;
    };
    await said();
    while (next < from + documents && findings.length < MOST_FINDINGS) {
      const count = Math.min(CHUNK, from + documents - next);
      child.send({ seed, from: next, count, database } satisfies Chunk);
      next += count;
      for (const finding of await said()) {
        findings.push(finding);
        console.log(`${describe(finding)}\n`);
      }
      done += count;
      if (done % (10 * CHUNK) === 0) progress();
    }
    child.send('end');
    await ended;
  };
  await Promise.all(Array.from({ length: whole('jobs') }, job));
  progress();
  return findings.length;
}

function describe({ seed, number, dialect, world, source, answered, expected, dressed }: Finding): string {
  return [
    `Document ${seed}:${number} on ${dialect}, of the world ${world}:`,
    source,
    ...(dressed ? [`asked as  ${dressed.source}`, `with      ${JSON.stringify(dressed.variables)}`] : []),
    `answered  ${answered}`,
    `expected  ${expected}`,
    `replay    npm run fuzz -- --replay ${seed}:${number} --database ${dialect}`,
  ].join('\n');
}

function whole(name: 'documents' | 'seed' | 'from' | 'jobs'): number {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number.`);
  return value;
}
