import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type * as PostgresSupport from '../tests/support/postgres.mjs';
import { compareAnswers, startContestants } from './contestants.js';
import { fillPostgres, sqliteFolder } from './fill.js';
import { load, type Figures } from './load.js';
import { QUESTIONS, type Dialect } from './questions.js';

const HELP = `npm run bench -- [options]

Sijill beside hand-written SQL behind bare node:http (the limit) and beside the usual Apollo + TypeGraphQL + TypeORM with
a DataLoader, on the same data, in alternating rounds. The table goes to stdout, progress to stderr.

  --scale N            size of the data: 1 is 10,000 events and 300,000 participations (1)
  --database NAME      sqlite, postgres or both (both)
  --rounds N           how often each contestant's turn comes (3)
  --seconds N          length of a turn (2)
  --connections N      connections that ask at once (8)
  --only TEXT          only questions with this in their name
  --help`;

/** Changes when the generator does: generated SQLite files are kept under it. */
const DATA_VERSION = 'lead';
const FIRST_PORT = 4610;

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    database: { type: 'string', default: 'both' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(HELP);
} else {
  const scale = positive('scale');
  console.log(
    `Scale ${scale}, ${positive('rounds')} rounds of ${positive('seconds')} s, ${positive('connections')} connections.`,
  );
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}.\n`,
  );
  if (options.database !== 'postgres')
    await measure('sqlite', { SIJILL_DATA: sqliteFolder(scale, DATA_VERSION) });
  if (options.database !== 'sqlite') await onPostgres(scale);
}

function positive(name: 'scale' | 'rounds' | 'seconds' | 'connections'): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0.`);
  return value;
}

async function onPostgres(scale: number): Promise<void> {
  const support = new URL('../../../tests/support/postgres.mjs', import.meta.url).href;
  const { startPostgres } = (await import(support)) as typeof PostgresSupport;
  const server = await startPostgres();
  try {
    const url = await server.create('bench');
    await fillPostgres(scale, url);
    await measure('postgres', { DATABASE_URL: url });
  } finally {
    await server.stop();
  }
}

async function measure(dialect: Dialect, environment: Record<string, string>): Promise<void> {
  process.stderr.write(`Starting on ${dialect}\n`);
  const contestants = await startContestants(environment, FIRST_PORT);
  try {
    console.log(`### ${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}\n`);
    console.log('| question | contestant | requests/s | p50 ms | p99 ms | of the limit | times the usual |');
    console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: |');
    for (const question of QUESTIONS.filter(({ name }) => name.includes(options.only))) {
      process.stderr.write(`  ${question.name}\n`);
      await compareAnswers(question, contestants);
      const rounds = new Map<string, Figures[]>(contestants.map(({ name }) => [name, []]));
      for (let round = 0; round < positive('rounds'); round += 1) {
        for (const contestant of contestants) {
          const figures = await load(
            contestant.target(question),
            positive('seconds'),
            positive('connections'),
          );
          rounds.get(contestant.name)?.push(figures);
        }
      }
      const medians = new Map([...rounds].map(([name, figures]) => [name, medianOf(figures)]));
      const limit = medians.get('limit')?.perSecond ?? NaN;
      const usual = medians.get('usual')?.perSecond ?? NaN;
      for (const [name, { perSecond, p50, p99 }] of medians) {
        const figures = [perSecond.toFixed(perSecond < 100 ? 1 : 0), p50.toFixed(2), p99.toFixed(2)];
        const ratios = [(perSecond / limit).toFixed(2), (perSecond / usual).toFixed(1)];
        console.log(`| ${[question.name, name, ...figures, ...ratios].join(' | ')} |`);
      }
    }
    console.log('');
  } finally {
    for (const { process: child } of contestants) child.kill('SIGKILL');
  }
}

function medianOf(figures: readonly Figures[]): Figures {
  const median = (pick: (figure: Figures) => number) =>
    figures.map(pick).sort((a, b) => a - b)[figures.length >> 1] ?? NaN;
  return { perSecond: median((f) => f.perSecond), p50: median((f) => f.p50), p99: median((f) => f.p99) };
}
