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

    it('parts the records of every filter into those that fulfil it, those that do not, and those of which it is unknown', async () => {
      for (let round = 0; round < DOCUMENTS / 5; round += 1) {
        const generator = new Generator(world, new Chance(SEED, 3, round));
        const kind = generator.kind();
        const where = generator.where(kind, 2);
        const answer = JSON.parse(
          await harness.answer(
            `{ yes: ${kind.plural}(where: ${where}) { totalCount } no: ${kind.plural}(where: { not: ${where} }) { totalCount }
               either: ${kind.plural}(where: { or: [${where}, { not: ${where} }] }) { totalCount }
               both: ${kind.plural}(where: { and: [${where}, { not: ${where} }] }) { totalCount } }`,
          ),
        );
        const [yes, no, either, both] = ['yes', 'no', 'either', 'both'].map(
          (name) => answer[name].totalCount as number,
        );
        expect([where, (yes ?? 0) + (no ?? 0), both]).toEqual([where, either, 0]);
        expect(either).toBeLessThanOrEqual(world.of(kind).length);
      }
    });
  });
});
