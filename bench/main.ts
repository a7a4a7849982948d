import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type * as PostgresSupport from '../tests/support/postgres.mjs';
import { CONTESTANTS, Server, type Contestant, type Database } from './contestants.js';
import { fillPostgres, sqliteFolder, type Filling } from './fill.js';
import { copyOf, IMPORT_SCALE, measureImport, measureRoundTrip } from './files.js';
import { measureFootprints } from './footprint.js';
import { GROWTH, measureGrowth } from './growth.js';
import { installPeer, versionsOf } from './install.js';
import { LoadClient } from './load.js';
import { peakBytes } from './memory.js';
import { measureMixed } from './mixed.js';
import { PEERS, type ContestantName, type Question } from './question.js';
import { QUESTIONS, YARDSTICK } from './questions.js';
import { filesTable, footprintTable, growthTable, mixedTable, reasons, throughputTable } from './report.js';
import { measureQuestion, type Effort, type Row } from './throughput.js';

const HELP = `npm run bench -- [options]

Sijill beside hand-written SQL behind bare node:http (the limit) and beside other GraphQL servers, on the same data, in
alternating rounds: requests per second, a light question beside a heavy one, start-up and memory. The tables go to
stdout, progress to stderr. Without options: everything at scale 1, about an hour, of which most goes into making the
data of scale 10 on PostgreSQL, by which is seen how groups grow.

  --scale N            size of the data: 1 is 10,000 events and 300,000 participations (1)
  --database NAME      sqlite, postgres or both (both)
  --rounds N           how often each contestant's turn comes (3)
  --seconds N          length of a turn (2)
  --connections N      connections that ask at once (8)
  --only TEXT          only questions with this in their name
  --against A,B        only these besides the limit and Sijill: ${PEERS.join(', ')} (all)
  --parts A,B          of throughput, mixed, footprint, growth, files (all)
  --write FILE         write the tables into a Markdown file, between its two bench comments
  --help`;

/** Changes when the generator does: generated SQLite files are kept under it. */
const DATA_VERSION = 'd';

const PARTS = ['throughput', 'mixed', 'footprint', 'growth', 'files'] as const;

/** What the mixed load and the footprint ask. */
const LIGHT = 'point query';
const HEAVY = 'groups, all';
const LISTINGS = ['nested list', 'listing of 10,000 rows'];

/** The questions that go over all rows, whose time may grow with these but no faster. */
const GROWING = ['groups, one programme', 'groups, all'];

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    database: { type: 'string', default: 'both' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    against: { type: 'string', default: PEERS.join(',') },
    parts: { type: 'string', default: PARTS.join(',') },
    write: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const scale = positive('scale');
  const effort: Effort = {
    rounds: positive('rounds'),
    seconds: positive('seconds'),
    connections: positive('connections'),
  };
  const parts = chosen('parts', PARTS);
  const peers = chosen('against', PEERS);
  const names: readonly ContestantName[] = ['limit', 'sijill', ...peers];
  for (const peer of peers) installPeer(peer);
  const sections = [
    `Scale ${scale}, ${effort.rounds} rounds of ${effort.seconds} s, ${effort.connections} connections, ${new Date().toISOString().slice(0, 10)}.`,
    `${cpus()[0]?.model.trim() ?? 'Unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; the client shares the machine.`,
    ...peers.map((peer) => `- ${peer}: ${versionsOf(peer).join(', ')}`),
  ];
  console.log(sections.join('\n'));
  const measure: Measure = async (database, larger, make) => {
    const on = CONTESTANTS.filter(
      ({ name, dialects }) => names.includes(name) && dialects.includes(database.dialect),
    );
    const tell = (section: string) => {
      sections.push('', section);
      console.log(`\n${section}`);
    };
    for (const section of await measureAll(database, on, effort, parts)) tell(section);
    if (parts.includes('growth')) tell(await measureGrowing(database, await larger(), scale, effort));
    if (parts.includes('files')) tell(await measureFiles(database, make, scale));
  };
  if (options.database !== 'postgres') {
    const on = (filling: Filling): Database => {
      return { dialect: 'sqlite', environment: { SIJILL_DATA: sqliteFolder(filling, DATA_VERSION) } };
    };
    await measure(
      on({ scale, searched: true }),
      async () => on({ scale: scale * GROWTH, searched: false }),
      async (filling) => (filling ? copyOf(on(filling)) : emptyOf()),
    );
  }
  if (options.database !== 'sqlite') await onPostgres(scale, measure);
  if (options.write) writeInto(options.write, sections.join('\n'));
}

function positive(name: 'scale' | 'rounds' | 'seconds' | 'connections'): number {
  const value = Number(options[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0.`);
  return value;
}

function chosen<Name extends string>(option: 'parts' | 'against', names: readonly Name[]): Name[] {
  const wanted = options[option].split(',').filter((name) => name !== '');
  const unknown = wanted.filter((name) => !(names as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Error(`--${option} has ${unknown.join(', ')}: it takes ${names.join(', ')}.`);
  return names.filter((name) => wanted.includes(name));
}

/** Measures a database; others are made when they are needed: larger ones, and ones to be written to, empty or filled. */
type Measure = (
  database: Database,
  larger: () => Promise<Database>,
  make: (filling?: Filling) => Promise<Database>,
) => Promise<void>;

/** A registry without records, in a folder of its own. */
function emptyOf(): Database {
  return { dialect: 'sqlite', environment: { SIJILL_DATA: mkdtempSync(join(tmpdir(), 'sijill-bench-')) } };
}

async function onPostgres(scale: number, measure: Measure): Promise<void> {
  const support = new URL('../../../tests/support/postgres.mjs', import.meta.url).href;
  const { startPostgres } = (await import(support)) as typeof PostgresSupport;
  const server = await startPostgres();
  try {
    const fill = async (name: string, filling: Filling): Promise<Database> => {
      const url = await server.create(name);
      await fillPostgres(filling, url);
      return { dialect: 'postgres', environment: { DATABASE_URL: url } };
    };
    let made = 0;
    await measure(
      await fill('bench', { scale, searched: true }),
      () => fill('bench_larger', { scale: scale * GROWTH, searched: false }),
      async (filling) => {
        made += 1;
        if (filling) return fill(`bench_made_${made}`, filling);
        return {
          dialect: 'postgres',
          environment: { DATABASE_URL: await server.create(`bench_made_${made}`) },
        };
      },
    );
  } finally {
    await server.stop();
  }
}

/** The tables of one database. */
async function measureAll(
  database: Database,
  contestants: readonly Contestant[],
  effort: Effort,
  parts: readonly string[],
): Promise<string[]> {
  const title = titleOf(database);
  const sections: string[] = [];
  const peaks = new Map<string, number>();
  const client = new LoadClient();
  const servers: Server[] = [];
  try {
    if (parts.includes('throughput') || parts.includes('mixed')) {
      for (const contestant of contestants)
        servers.push(await Server.start(contestant, database, named(LIGHT)));
    }
    if (parts.includes('throughput')) {
      const rows: Row[] = [];
      for (const question of QUESTIONS.filter(({ name }) => name.includes(options.only))) {
        process.stderr.write(`${title}: ${question.name}\n`);
        rows.push(await measureQuestion(question, servers, client, effort));
      }
      sections.push(`### ${title}: requests per second\n\n${throughputTable(rows, effort)}`);
      const why = reasons(rows);
      if (why) sections.push(why);
      for (const { name, process: child } of servers) peaks.set(name, peakBytes(child.pid ?? 0));
    }
    if (parts.includes('mixed')) {
      process.stderr.write(`${title}: mixed load\n`);
      const able = servers.filter((server) => !('unable' in server.target(named(HEAVY))));
      const mixed = await measureMixed(named(LIGHT), named(HEAVY), able, client, effort);
      sections.push(`### ${title}: "${LIGHT}" beside "${HEAVY}"\n\n${mixedTable(mixed)}`);
    }
  } finally {
    client.stop();
    await Promise.all(servers.map((server) => server.stop()));
  }
  if (parts.includes('footprint')) {
    process.stderr.write(`${title}: start-up and memory\n`);
    const listings = LISTINGS.map(named);
    const footprints = await measureFootprints(contestants, database, named(LIGHT), listings, effort.rounds);
    sections.push(`### ${title}: start-up and memory\n\n${footprintTable(footprints, LISTINGS, peaks)}`);
  }
  return sections;
}

/** How the time of groups grows with the rows, hand-written and Sijill's. */
async function measureGrowing(
  small: Database,
  large: Database,
  scale: number,
  effort: Effort,
): Promise<string> {
  const title = titleOf(small);
  process.stderr.write(`${title}: growth\n`);
  const client = new LoadClient();
  try {
    const contestants = CONTESTANTS.filter(({ name }) => name === 'limit' || name === 'sijill');
    const growths = await measureGrowth(
      [...GROWING.map(named), YARDSTICK],
      contestants,
      [small, large],
      client,
      effort,
    );
    return `### ${title}: how groups grow\n\n${growthTable(growths, scale)}`;
  } finally {
    client.stop();
  }
}

/** How records come out in files and in again. */
async function measureFiles(
  database: Database,
  make: (filling?: Filling) => Promise<Database>,
  scale: number,
): Promise<string> {
  const title = titleOf(database);
  process.stderr.write(`${title}: files\n`);
  const roundTrip = await measureRoundTrip(database, await make());
  const filling = { scale: scale * IMPORT_SCALE, searched: false, without: 'participation' };
  const imported = await measureImport(await make(filling), await make(filling), filling.scale);
  const tables = [filesTable(roundTrip), filesTable(imported)];
  return `### ${title}: a registry in files, and participations from CSV\n\n${tables.join('\n\n')}`;
}

function titleOf({ dialect }: Database): string {
  return dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL';
}

function named(name: string): Question {
  const question = QUESTIONS.find((candidate) => candidate.name === name);
  if (!question) throw new Error(`There is no question "${name}".`);
  return question;
}

/** Replaces what is between the comments `<!-- bench -->` and `<!-- /bench -->` of a file. */
function writeInto(file: string, text: string): void {
  const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url));
  const old = readFileSync(path, 'utf8');
  if (!/<!-- bench -->[^]*<!-- \/bench -->/.test(old))
    throw new Error(`${file} has no place for the tables.`);
  writeFileSync(
    path,
    old.replace(/<!-- bench -->[^]*<!-- \/bench -->/, () => `<!-- bench -->\n\n${text}\n\n<!-- /bench -->`),
  );
}
