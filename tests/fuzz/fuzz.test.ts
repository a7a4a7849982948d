import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import { DIALECTS } from '../support/databases.js';
import { Chance } from './chance.js';
import { Generator } from './generator.js';
import type { Difference, Harness } from './harness.js';
import { REWORDED } from './job.js';
import { openRegistry, worldOf, type Registry } from './registries.js';
import type { World } from './world.js';

const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** Documents of each world and database. */
const DOCUMENTS = Number(process.env.FUZZ_DOCUMENTS ?? 500);

const WORLDS = [0, 1, 2, 3].map((number) => worldOf(SEED, number));

describe.each(DIALECTS)('random documents on %s', (dialect) => {
  describe.each(WORLDS)('of the world %s', (name) => {
    let registry: Registry;
    let harness: Harness;
    let world: World;

    beforeAll(async () => {
      const model = await loadModel();
      registry = await openRegistry(model, buildSchema(model), dialect, name);
      ({ harness, world } = registry);
    });
    afterAll(() => registry.close());

    const slugs = async (source: string): Promise<string[]> =>
      JSON.parse(await harness.answer(source)).page.nodes.map(({ slug }: { slug: string }) => slug);

    it(`answers ${DOCUMENTS} of them as the naive evaluator does`, async () => {
      const differences: Difference[] = [];
      for (let round = 0; round < DOCUMENTS && differences.length < 5; round += 1) {
        const generator = new Generator(world, new Chance(SEED, 1, round));
        const words = new Chance(SEED, 2, round);
        const asked = await harness.askable(generator.question());
        const difference = await harness.check(asked, words.maybe(REWORDED) ? words : undefined);
        if (difference) differences.push(difference);
      }
      expect(differences).toEqual([]);
    });

    it('finds every record once on a walk through the pages, forward and backward, whatever the order', async () => {
      for (let round = 0; round < DOCUMENTS / 20; round += 1) {
        const generator = new Generator(world, new Chance(SEED, 4, round));
        const kind = generator.kind();
        const list = generator.list(kind);
        const size = 2 + (round % 5);
        const all = await slugs(
          `{ page: ${kind.plural}(${[list, 'first: 1000'].filter(Boolean).join(', ')}) { nodes { slug } } }`,
        );
        expect(new Set(all).size).toBe(all.length);
        for (const way of ['first', 'last']) {
          const walked: string[] = [];
          for (let cursor = ''; ;) {
            const args = [list, `${way}: ${size}`, cursor].filter(Boolean).join(', ');
            const { page } = JSON.parse(
              await harness.answer(
                `{ page: ${kind.plural}(${args}) { nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
              ),
            );
            const found = page.nodes.map(({ slug }: { slug: string }) => slug);
            if (way === 'first') walked.push(...found);
            else walked.unshift(...found);
            const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
            // Each page knows whether there is more on the side that it came from.
            expect([list, way === 'first' ? hasPreviousPage : hasNextPage]).toEqual([list, cursor !== '']);
            if (!(way === 'first' ? hasNextPage : hasPreviousPage)) break;
            cursor = way === 'first' ? `after: "${endCursor}"` : `before: "${startCursor}"`;
          }
          expect([list, way, walked]).toEqual([list, way, all]);
        }
      }
    });

    it('parts the records and groups of every filter into those that fulfil it, those that do not, and those of which it is unknown', async () => {
      for (let round = 0; round < DOCUMENTS / 5; round += 1) {
        const chance = new Chance(SEED, 4, round);
        const generator = new Generator(world, chance);
        const kind = generator.kind();
        const p = generator.where(kind, 2);
        const either = `{ or: [${p}, { not: ${p} }] }`;
        const dimensions = [...kind.dimensions.values()].filter(({ leaf }) => leaf !== 'date');
        const by = dimensions.length > 0 ? chance.pick(dimensions).name : null;
        const groups = (members: string) =>
          by === null
            ? ''
            : `groups(by: [{ dimension: ${by} }], counting: WHOLE, first: 1000) { nodes { keys { value node { __typename } } count ${members} } }`;
        const answer = JSON.parse(
          await harness.answer(
            `{ all: ${kind.plural} { totalCount ${groups(`yes: only(where: ${p}) { count } no: only(where: { not: ${p} }) { count } either: only(where: ${either}) { count }`)} }
               yes: ${kind.plural}(where: ${p}) { totalCount ${groups('')} }
               no: ${kind.plural}(where: { not: ${p} }) { totalCount ${groups('')} }
               either: ${kind.plural}(where: ${either}) { totalCount }
               both: ${kind.plural}(where: { and: [${p}, { not: ${p} }] }) { totalCount } }`,
          ),
        );
        const { all, yes, no, both } = answer;
        expect([p, yes.totalCount + no.totalCount, both.totalCount]).toEqual([
          p,
          answer.either.totalCount,
          0,
        ]);
        expect(all.totalCount).toBe(world.of(kind).length);
        expect(answer.either.totalCount).toBeLessThanOrEqual(all.totalCount);
        for (const group of all.groups?.nodes ?? []) {
          const { keys, count } = group;
          const numbers = [group.yes.count, group.no.count, group.either.count];
          const counted = [yes, no].map(
            ({ groups: { nodes } }) =>
              nodes.find((other: any) => JSON.stringify(other.keys) === JSON.stringify(keys))?.count ?? 0,
          );
          expect([p, keys, ...numbers]).toEqual([p, keys, ...counted, counted[0] + counted[1]]);
          expect(numbers[2]).toBeLessThanOrEqual(count);
        }
      }
    });

    it('finds every group once on a walk through the pages, forward and backward, whatever the order', async () => {
      for (let round = 0; round < DOCUMENTS / 20; round += 1) {
        const generator = new Generator(world, new Chance(SEED, 5, round));
        const { kind, asked } = generator.groupsToWalk();
        const walk = async (way: 'first' | 'last'): Promise<unknown[]> => {
          const walked: unknown[] = [];
          for (let cursor = ''; ;) {
            const args = [asked, `${way}: ${1 + (round % 4)}`, cursor].filter(Boolean).join(', ');
            const { page } = JSON.parse(
              await harness.answer(
                `{ page: ${kind.plural} { groups(${args}) { nodes { keys { value state node { id } } count } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
              ),
            );
            const { nodes, pageInfo } = page.groups;
            if (way === 'first') walked.push(...nodes);
            else walked.unshift(...nodes);
            if (!(way === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return walked;
            cursor = way === 'first' ? `after: "${pageInfo.endCursor}"` : `before: "${pageInfo.startCursor}"`;
          }
        };
        const all = JSON.parse(
          await harness.answer(
            `{ page: ${kind.plural} { groups(${asked}, first: 1000) { totalCount nodes { keys { value state node { id } } count } } } }`,
          ),
        ).page.groups;
        // Pages of one or a few groups must end.
        if (all.totalCount > 60) continue;
        expect([asked, await walk('first')]).toEqual([asked, all.nodes]);
        expect([asked, await walk('last')]).toEqual([asked, all.nodes]);
      }
    });
  });
});
