import { loadModel } from '../../src/model/load.js';
import { Chance } from '../fuzz/chance.js';
import { ChangingWorld } from '../support/changing-world.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { datedDocument, ROOTS, undatedDocument } from '../support/roots.js';

/** How many change sets are made, and between how many pairs of moments each document is compared. */
const CHANGES = Number(process.env.COMPARE_CHANGES ?? 24);
const SPANS = Number(process.env.COMPARE_SPANS ?? 5);
const SEED = Number(process.env.COMPARE_SEED ?? 23);

const DOCUMENTS = ROOTS.map((root) => [undatedDocument(root), datedDocument(root)] as const);

/** A moment at which the registry stood still, and the change set that had brought it there. */
interface Moment {
  readonly at: string;
  readonly changeSet: string;
}

const COMPARE = `query ($document: String!, $variables: JSON, $from: DateTime!, $to: DateTime) {
  compare(document: $document, variables: $variables, from: $from, to: $to) {
    same exact changeCount changeSets(first: 1000) { nodes { id } }
    changes(first: 1000) { kind path before after record { id } keys { value } changeSets { id } }
  } }`;

describe.each(DIALECTS)('a comparison on %s', (dialect) => {
  let registry: Registry;
  let variables: Record<string, unknown>;
  const moments: Moment[] = [];

  beforeAll(
    async () => {
      const world = new ChangingWorld(await loadModel(), SEED);
      registry = await startRegistry(dialect, { rows: world.first });
      const { data } = await registry.ask(
        '{ events(first: 20, orderBy: [{ slug: ASC }]) { nodes { id slug } } people(first: 10, orderBy: [{ slug: ASC }]) { nodes { id } } }',
      );
      const ids = [...data.events.nodes, ...data.people.nodes].map(({ id }: { id: string }) => id);
      variables = { ids, id: ids.at(-1), slug: data.events.nodes[0].slug };
      for (let change = 0; change <= CHANGES; change += 1) {
        if (change > 0) await world.change(registry.store);
        const now = await registry.ask(
          '{ changeSets(first: 1, orderBy: [{ sequence: DESC }]) { nodes { id createdAt } } }',
        );
        const [{ id, createdAt }] = now.data.changeSets.nodes;
        moments.push({ at: createdAt, changeSet: id });
      }
    },
    CHANGES * 5000 + 60_000,
  );
  afterAll(() => registry.close());

  it(
    'finds that answers differ wherever they do, and names every change set that made the answer another one',
    async () => {
      const chance = new Chance(SEED, 5);
      const seen = { different: 0, same: 0, named: 0, spared: 0 };
      for (const [document, dated] of DOCUMENTS) {
        const texts = await Promise.all(
          moments.map(async ({ at: asOf }) => {
            const { data, errors } = await registry.ask(dated, { ...variables, asOf });
            expect(errors).toBeUndefined();
            return JSON.stringify(data);
          }),
        );
        for (let span = 0; span < SPANS; span += 1) {
          const first = chance.below(moments.length);
          const last = first + chance.below(moments.length - first);
          const { data, errors } = await registry.ask(COMPARE, {
            document,
            variables,
            from: moments[first]?.at,
            // The last moment stands until now.
            ...(last === moments.length - 1 ? {} : { to: moments[last]?.at }),
          });
          expect(errors).toBeUndefined();
          const { same, exact, changeCount, changes, changeSets } = data.compare;
          const idsOf = (sets: { id: string }[]) => sets.map(({ id }) => id);
          const named = idsOf(changeSets.nodes);
          const between = moments.slice(first + 1, last + 1).map(({ changeSet }) => changeSet);
          const did = between.filter((_, index) => texts[first + index] !== texts[first + index + 1]);
          const where = { document, first, last };
          if (texts[first] !== texts[last]) expect({ ...where, same }).toEqual({ ...where, same: false });
          expect({ ...where, missing: did.filter((id) => !named.includes(id)) }).toEqual({
            ...where,
            missing: [],
          });
          // In their order, and none from outside the span.
          expect(named).toEqual(between.filter((id) => named.includes(id)));
          expect({ exact, same, count: Math.min(changeCount, 1000) }).toEqual({
            exact: true,
            same: changeCount === 0,
            count: changes.length,
          });
          for (const change of changes) {
            expect(change.changeSets.length).toBeGreaterThan(0);
            expect(named).toEqual(expect.arrayContaining(idsOf(change.changeSets)));
            expect(change.before).not.toEqual(change.after);
            if (/\[[a-z]{3}_/.test(change.path) && !/groups/.test(change.path))
              expect(change.record).not.toBeNull();
          }
          seen[same ? 'same' : 'different'] += 1;
          seen.named += named.length;
          seen.spared += between.length - named.length;
        }
      }
      // What never happens proves nothing.
      expect(Math.min(...Object.values(seen))).toBeGreaterThan(DOCUMENTS.length);
    },
    DOCUMENTS.length * (CHANGES + SPANS * 4) * 500,
  );
});
