import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { seed } from '../../src/files/seed.js';
import type { Model } from '../../src/model/model.js';
import { postgres } from '../../src/planner/dialects/postgres.js';
import { sqlite } from '../../src/planner/dialects/sqlite.js';
import { Planner } from '../../src/planner/planner.js';
import { openStore, type Store } from '../../src/store/store.js';
import { byHand } from '../support/by-hand.js';
import { emptyDatabase, type Dialect } from '../support/databases.js';
import { smallWorld, writeSeeds, type Rows } from '../support/world.js';
import { askPlanner, Harness } from './harness.js';
import { openReading, type Reading } from './reading.js';
import { randomWorld } from './random-world.js';
import { World } from './world.js';

/** The first data set, as it is in the repository. */
const SEEDS = resolve('seeds');

/** A registry that can be asked: by the planner in a database, by the evaluator in memory. */
export interface Registry {
  readonly store: Store;
  readonly reading: Reading;
  readonly world: World;
  readonly harness: Harness;
  close(): Promise<void>;
}

/** The worlds by name: `first` is the first data set, `small` the small world, `random-7` one made by chance. */
export async function openRegistry(
  model: Model,
  schema: GraphQLSchema,
  dialect: Dialect,
  name: string,
): Promise<Registry> {
  const database = await emptyDatabase(dialect);
  const store = await openStore(model, database.settings);
  const rows = rowsOf(model, name);
  const folder = rows ? writeSeeds(rows) : SEEDS;
  await seed(model, store, folder);
  if (rows) rmSync(folder, { recursive: true });
  await settleTimes(model, store);
  const world = await World.read(model, store);
  const reading = openReading(database.settings);
  const planner = new Planner(model, schema, dialect === 'postgres' ? postgres : sqlite);
  return {
    store,
    world,
    reading,
    harness: new Harness(model, schema, world, (words) => askPlanner(planner, schema, reading, words)),
    close: async () => {
      await reading.close();
      await store.close();
      await database.drop();
    },
  };
}

const MORNING = '2024-06-01T08:00:00.000Z';
const NOON = '2024-06-01T12:00:00.000Z';
const LATER = '2024-06-03T00:00:00.001Z';

/** Gives records times that are the same at every run, some of them before others and many at once. */
async function settleTimes(model: Model, store: Store): Promise<void> {
  const by = (first: string, second: string, third: string) =>
    `CASE WHEN substr("id", 6, 1) < 'a' THEN '${first}' WHEN substr("id", 7, 1) < 'm' THEN '${second}' ELSE '${third}' END`;
  await byHand(store, async (manager) => {
    for (const { table } of model.kinds.values()) {
      const times = `"created_at" = ${by(MORNING, NOON, MORNING)}, "updated_at" = ${by(LATER, NOON, MORNING)}`;
      await manager.query(`UPDATE "${table}" SET ${times}`);
    }
  });
}

/** The rows of a world by its name; null for those of the first data set. */
export function rowsOf(model: Model, name: string): Rows | null {
  if (name === 'first') return null;
  return name === 'small' ? smallWorld() : randomWorld(model, Number(name.replace('random-', '')));
}

/** How many documents the same two random worlds serve. */
const RENEWED = 40_000;

/** The world that a document asks, by its number: they take turns. */
export function worldOf(seedNumber: number, number: number): string {
  const place = number % 4;
  if (place < 2) return place === 0 ? 'first' : 'small';
  return `random-${seedNumber * 1000 + Math.floor(number / RENEWED) * 2 + place - 2}`;
}

/** The databases that a document is asked of: both of them take turns as well. */
export function dialectOf(number: number): Dialect {
  return Math.floor(number / 4) % 2 === 0 ? 'sqlite' : 'postgres';
}
