import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parse, type DocumentNode } from 'graphql';
import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import type * as PlannerFile from '../../src/planner/planner.js';
import { DIALECTS, type Dialect } from '../support/databases.js';
import { Chance } from './chance.js';
import { takeOutChecks } from './checks.js';
import { dress, type Dressed } from './dress.js';
import { Generator } from './generator.js';
import { askPlanner, isSame } from './harness.js';
import { REWORDED } from './job.js';
import { MUTANTS, type Mutant } from './mutant-list.js';
import { compile, postgresServer, tell, tellShare } from './plant.js';
import type { Reading } from './reading.js';
import { openRegistry, worldOf } from './registries.js';

const HELP = `npm run mutants -- [options]

Plants small bugs in the planner, one at a time, and asks it the documents of the short run until one is answered wrongly.
What survives on SQLite is tried on PostgreSQL as well; bugs in a dialect, on its database alone. The exit code is 1 when fewer than 98 % are found.
With --checks, what decides who may see or do what is taken out, one check at a time, and the tests that promise it have to fail: each time.

  --checks             takes out the checks of access instead
  --documents N        how many documents each bug has to survive (2000)
  --seed N             which documents (1)
  --only TEXT          only bugs in files with this in their name
  --help`;

/** The share of the bugs that must be found. */
const WANTED = 0.98;

/** The compiled planner, and where its copies with a bug each go: beside it, so that they import the same files. */
const PLANNER = fileURLToPath(new URL('../../src/planner/', import.meta.url));
const SOURCES = resolve('src/planner');

/** A document and its right answer, worked out once for all bugs. */
interface Trial {
  readonly reading: Reading;
  readonly source: string;
  readonly document: DocumentNode;
  readonly langs: readonly string[];
  readonly variables: Dressed['variables'];
  readonly expected: string;
}

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    checks: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(HELP);
else if (options.checks) await takeOutChecks(options.only);
else await main();

async function main(): Promise<void> {
  const mutants = MUTANTS.filter(({ file }) => file.includes(options.only));
  // All of them are compiled first: a text that is no longer there is told at once.
  const compiled = mutants.map((mutant) => compile(SOURCES, mutant));
  const model = await loadModel();
  const schema = buildSchema(model);
  const server = await postgresServer();
  const closing: (() => Promise<void>)[] = [];
  const trials = new Map<Dialect, Trial[]>();
  for (const dialect of DIALECTS) {
    const seed = Number(options.seed);
    const registries = await Promise.all(
      [0, 1, 2, 3].map((place) => openRegistry(model, schema, dialect, worldOf(seed, place))),
    );
    closing.push(...registries.map(({ close }) => close));
    const found: Trial[] = [];
    for (let number = 0; number < Number(options.documents); number += 1) {
      const { world, harness, reading } = registries[number % 4] as (typeof registries)[number];
      const asked = await harness.askable(new Generator(world, new Chance(seed, 1, number)).question());
      const document = parse(asked.source);
      const words = new Chance(seed, 2, number);
      const { source, variables } = words.maybe(REWORDED)
        ? dress(schema, document, words, world.moment)
        : { source: asked.source, variables: {} };
      const expected = harness.expected(document, asked.langs, asked.cursors);
      found.push({ reading, source, document: parse(source), langs: asked.langs, variables, expected });
    }
    trials.set(dialect, found);
  }

  const wrong = async (planner: PlannerFile.Planner, trial: Trial): Promise<boolean> => {
    try {
      return !isSame(await askPlanner(planner, schema, trial.reading, trial), trial.expected);
    } catch {
      return true;
    }
  };
  /** The first document that a planner answers wrongly. */
  const firstWrong = async (folder: string, dialect: Dialect): Promise<number | null> => {
    const { Planner } = (await import(pathToFileURL(join(folder, 'planner.js')).href)) as typeof PlannerFile;
    const file = pathToFileURL(join(folder, 'dialects', `${dialect}.js`)).href;
    const planner = new Planner(model, schema, (await import(file))[dialect]);
    for (const [number, trial] of (trials.get(dialect) ?? []).entries()) {
      if (await wrong(planner, trial)) return number;
    }
    return null;
  };

  let count = 0;
  try {
    for (const dialect of trials.keys()) {
      const number = await firstWrong(PLANNER, dialect);
      if (number !== null) throw new Error(`Document ${number} is answered wrongly without any bug planted.`);
    }
    for (const [index, mutant] of mutants.entries()) {
      const folder = join(dirname(PLANNER), `planner-with-bug-${index}`);
      cpSync(PLANNER, folder, { recursive: true });
      writeFileSync(join(folder, mutant.file.replace('.ts', '.js')), compiled[index] ?? '');
      let number: number | null = null;
      for (const dialect of dialectsFor(mutant)) number ??= await firstWrong(folder, dialect).catch(() => 0);
      rmSync(folder, { recursive: true });
      if (number !== null) count += 1;
      tell(mutant, number === null ? null : String(number));
    }
  } finally {
    for (const close of closing) await close();
    await server.stop();
  }
  tellShare(count, mutants.length, WANTED);
}

function dialectsFor({ file }: Mutant): readonly Dialect[] {
  const own = DIALECTS.filter((dialect) => file === `dialects/${dialect}.ts`);
  return own.length > 0 ? own : DIALECTS;
}
