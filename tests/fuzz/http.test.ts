import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import { publicModel } from '../../src/model/public.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { Chance } from './chance.js';
import { Generator } from './generator.js';
import { Harness, type Difference, type Words } from './harness.js';
import { REWORDED } from './job.js';
import { rowsOf } from './registries.js';
import { World } from './world.js';

const SEED = Number(process.env.FUZZ_SEED ?? 1);
const DOCUMENTS = Number(process.env.FUZZ_HTTP_DOCUMENTS ?? 200);

/** The database's JSON sent untouched, and walked by graphql-js: both must say the same. */
const WAYS = ['untouched', 'walked'];

describe.each(DIALECTS.flatMap((dialect) => WAYS.map((way) => [dialect, way] as const)))(
  'random documents over HTTP on %s, answers %s',
  (dialect, way) => {
    let registry: Registry;
    let harness: Harness;
    let world: World;

    const ask = async ({ source, langs, variables }: Words): Promise<string> => {
      const { data, errors } = await registry.ask(source, variables, { 'accept-language': langs.join(', ') });
      if (errors) throw new Error(JSON.stringify(errors));
      return JSON.stringify(data);
    };

    beforeAll(async () => {
      const whole = await loadModel();
      const rows = rowsOf(whole, `random-${SEED}`);
      registry = await startRegistry(dialect, { ...(rows ? { rows } : {}), walk: way === 'walked' });
      // Who does not say who they are sees the registry without personal details.
      const model = publicModel(whole);
      world = await World.read(model, registry.store);
      harness = new Harness(model, buildSchema(model), world, ask);
    });
    afterAll(() => registry.close());

    it(`answers ${DOCUMENTS} of them as the naive evaluator does`, async () => {
      const differences: Difference[] = [];
      for (let round = 0; round < DOCUMENTS && differences.length < 5; round += 1) {
        const generator = new Generator(world, new Chance(SEED, 6, round), true);
        const words = new Chance(SEED, 7, round);
        const asked = await harness.askable(generator.question());
        const difference = await harness.check(asked, words.maybe(REWORDED) ? words : undefined);
        if (difference) differences.push(difference);
      }
      expect(differences).toEqual([]);
    });
  },
);
