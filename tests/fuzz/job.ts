import type { GraphQLSchema } from 'graphql';
import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import type { Model } from '../../src/model/model.js';
import type { Dialect } from '../support/databases.js';
import { Chance } from './chance.js';
import { Generator } from './generator.js';
import type { Askable, Difference } from './harness.js';
import { AT_ONCE } from './reading.js';
import { dialectOf, openRegistry, worldOf, type Registry } from './registries.js';
import { shrink } from './shrink.js';

/** A run of documents by their numbers. */
export interface Chunk {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** The database to ask, or both in turn. */
  readonly database: Dialect | 'both';
}

/** A document whose two answers differ, as small as it could be made. */
export interface Finding extends Difference {
  readonly seed: number;
  readonly number: number;
  readonly dialect: Dialect;
  readonly world: string;
  /** The document as it was generated. */
  readonly original: string;
}

/** How many of the documents are asked in other words as well. */
export const REWORDED = 0.2;

/** Asks documents of the worlds, which it opens as they are needed and keeps while they are. */
export class Job {
  private readonly open = new Map<string, Promise<Registry>>();

  private constructor(
    private readonly model: Model,
    private readonly schema: GraphQLSchema,
  ) {}

  static async start(): Promise<Job> {
    const model = await loadModel();
    return new Job(model, buildSchema(model));
  }

  /** The documents of a chunk that are answered wrongly; at most so many, for each takes its time to make small. */
  async run({ seed, from, count, database }: Chunk, most = 5): Promise<Finding[]> {
    const findings: Finding[] = [];
    let next = from;
    const ask = async () => {
      while (next < from + count && findings.length < most) {
        const number = next;
        next += 1;
        const dialect = database === 'both' ? dialectOf(number) : database;
        const finding = await this.check(seed, number, dialect);
        if (finding) findings.push(finding);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    await this.retire(seed, from + count);
    return findings;
  }

  /** Asks one document. */
  async check(seed: number, number: number, dialect: Dialect): Promise<Finding | null> {
    const name = worldOf(seed, number);
    const { harness, world } = await this.registry(dialect, name);
    const question = new Generator(world, new Chance(seed, 1, number)).question();
    const place = { seed, number, dialect, world: name, original: question.source };
    let asked: Askable;
    try {
      asked = await harness.askable(question);
    } catch (error) {
      return { ...place, source: question.source, answered: String(error), expected: 'cursors of a list' };
    }
    const words = new Chance(seed, 2, number);
    const difference = await harness.check(asked, words.maybe(REWORDED) ? words : undefined);
    if (!difference) return null;
    const small = difference.dressed
      ? difference
      : await shrink(this.schema, difference, (source) => harness.check({ ...asked, source }));
    return { ...small, ...place };
  }

  /** The document of a number. */
  async document(seed: number, number: number, dialect: Dialect): Promise<string> {
    const { world } = await this.registry(dialect, worldOf(seed, number));
    return new Generator(world, new Chance(seed, 1, number)).question().source;
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map(async (registry) => (await registry).close()));
  }

  private registry(dialect: Dialect, name: string): Promise<Registry> {
    const key = `${dialect} ${name}`;
    let registry = this.open.get(key);
    if (!registry) this.open.set(key, (registry = openRegistry(this.model, this.schema, dialect, name)));
    return registry;
  }

  /** Closes the random worlds that the documents from a number on no longer ask. */
  private async retire(seed: number, number: number): Promise<void> {
    const needed = new Set([0, 1, 2, 3].map((place) => worldOf(seed, number + place)));
    for (const [key, registry] of this.open) {
      if (needed.has(key.split(' ')[1] ?? '')) continue;
      this.open.delete(key);
      await (await registry).close();
    }
  }
}
