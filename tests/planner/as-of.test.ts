import { loadModel } from '../../src/model/load.js';
import { ChangingWorld } from '../support/changing-world.js';
import { DIALECTS } from '../support/databases.js';
import { datedDocument, ROOTS } from '../support/roots.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { byHand } from '../support/by-hand.js';
import { Chance } from '../fuzz/chance.js';

/** How many change sets are made; 500 take some minutes a database. */
const CHANGES = Number(process.env.AS_OF_CHANGES ?? 40);
const SEED = Number(process.env.AS_OF_SEED ?? 11);

const DOCUMENTS = ROOTS.map(datedDocument);

interface Asked {
  readonly ids: readonly string[];
  readonly id: string;
  readonly slug: string;
}

describe.each(DIALECTS)('asOf on %s', (dialect) => {
  let registry: Registry;
  let world: ChangingWorld;

  beforeAll(async () => {
    world = new ChangingWorld(await loadModel(), SEED);
    registry = await startRegistry(dialect, { rows: world.first });
  });
  afterAll(() => registry.close());

  /** The answers to all documents, as they were sent. */
  async function answers(asked: Asked, asOf: string | null): Promise<string[]> {
    return Promise.all(
      DOCUMENTS.map(async (query) => {
        const response = await fetch(`${registry.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables: { ...asked, asOf } }),
        });
        return response.text();
      }),
    );
  }

  it(
    'gives every answer that was ever given, letter for letter',
    async () => {
      const { data } = await registry.ask(
        '{ events(first: 20, orderBy: [{ slug: ASC }]) { nodes { id slug } } people(first: 10, orderBy: [{ slug: ASC }]) { nodes { id } } }',
      );
      const ids = [...data.events.nodes, ...data.people.nodes].map(({ id }: { id: string }) => id);
      const asked = { ids, id: ids.at(-1) ?? '', slug: data.events.nodes[0].slug };
      const kept: { readonly moment: number; readonly given: readonly string[] }[] = [];
      for (let change = 0; change <= CHANGES; change += 1) {
        if (change > 0) await world.change(registry.store);
        const { data: now } = await registry.ask('{ registry { updatedAt } }');
        const given = await answers(asked, null);
        for (const text of given) expect(text).toMatch(/^\{"data":/);
        kept.push({ moment: Date.parse(now.registry.updatedAt), given });
      }
      const chance = new Chance(SEED, 3);
      for (const [index, { moment, given }] of kept.entries()) {
        expect(await answers(asked, new Date(moment).toISOString())).toEqual(given);
        // Any moment up to the next change will do, in any zone.
        const next = kept[index + 1]?.moment ?? moment + 10_000;
        const between = moment + chance.below(next - moment);
        expect(await answers(asked, inZone(between, chance.pick([-7, 0, 3, 14])))).toEqual(given);
      }
      expect(new Set(kept.map(({ given }) => given.join())).size).toBe(CHANGES + 1);
      // What never changes proves nothing.
      const changed = DOCUMENTS.filter((_, index) => new Set(kept.map(({ given }) => given[index])).size > 1);
      expect(changed.length).toBeGreaterThanOrEqual(Math.min(DOCUMENTS.length - 3, CHANGES / 2));
    },
    CHANGES * 20_000,
  );

  it('gives nothing as of a moment before the first change set, and what stands as of one that is yet to come', async () => {
    const query = `query ($at: DateTime!) { registry(asOf: $at) { dataVersion updatedAt counts { count } } events(asOf: $at) { totalCount nodes { slug } } }`;
    const { data: now } = await registry.ask(query.replaceAll(/\(asOf: \$at\)|\(\$at: DateTime!\)/g, ''));
    for (const at of ['1969-12-31T23:59:59.9999Z', '2020-01-01T00:00:00Z', '0000-01-01T00:00:00+14:00']) {
      const { data } = await registry.ask(query, { at });
      expect(data.registry).toMatchObject({ dataVersion: 0, updatedAt: null });
      expect(data.registry.counts.every(({ count }: { count: number }) => count === 0)).toBe(true);
      expect(data.events).toEqual({ totalCount: 0, nodes: [] });
    }
    for (const at of ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59-14:00', '2990-01-01T00:00:00Z']) {
      expect((await registry.ask(query, { at })).data).toEqual(now);
    }
  });

  it('does not take a moment for a later one whose first three digits after the second are the same', async () => {
    const topic = (slug: string, moment: string) =>
      `INSERT INTO topic (id, slug, version, created_at, updated_at, name_en) VALUES ('top_${slug}', '${slug}', 1, '${moment}', '${moment}', 'x')`;
    const at: string[] = [];
    for (const slug of ['moment-a', 'moment-b']) {
      await byHand(registry.store, async (manager, moment) => {
        at.push(moment);
        await manager.query(topic(slug, moment));
      });
    }
    const [first = '', second = ''] = at;
    const found = async (asOf: string) => {
      const { data } = await registry.ask(
        `query ($asOf: DateTime) { topics(asOf: $asOf, where: { slug: { startsWith: "moment-" } }) { nodes { slug } } }`,
        { asOf },
      );
      return data.topics.nodes.map(({ slug }: { slug: string }) => slug);
    };
    const before = new Date(Date.parse(second) - 1).toISOString();
    expect(await found(first)).toEqual(['moment-a']);
    expect(await found(before.replace('Z', '999999Z'))).toEqual(['moment-a']);
    expect(await found(second.replace('Z', '0001Z'))).toEqual(['moment-a', 'moment-b']);
  });

  it('takes one statement a root field, and may differ from field to field', async () => {
    const { data: made } = await registry.ask('{ registry { updatedAt } }');
    registry.statements.length = 0;
    const { data } = await registry.ask(
      `query ($at: DateTime) { then: topics(asOf: "2000-01-01T00:00:00Z") { totalCount } last: topics(asOf: $at) { totalCount } now: topics { totalCount } }`,
      { at: made.registry.updatedAt },
    );
    expect(registry.statements).toHaveLength(3);
    expect(data.then.totalCount).toBe(0);
    expect(data.now.totalCount).toBeGreaterThan(0);
  });

  it('takes the cursor of another moment: it is a place in an order', async () => {
    const page = `nodes { slug } pageInfo { endCursor }`;
    const { data } = await registry.ask(`{ events(first: 2) { ${page} } }`);
    const rest = `query ($after: String, $asOf: DateTime) { events(first: 500, after: $after, asOf: $asOf) { nodes { slug } } }`;
    const after = data.events.pageInfo.endCursor;
    const now = await registry.ask(rest, { after });
    const then = await registry.ask(rest, { after, asOf: '2990-01-01T00:00:00Z' });
    expect(then.data).toEqual(now.data);
  });

  it('refuses what is no moment, without repeating it', async () => {
    const answer = await registry.ask('query ($at: DateTime) { events(asOf: $at) { totalCount } }', {
      at: '2024-02-30T25:61:00Z',
    });
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).not.toContain('25:61');
  });
});

/** A moment as clocks in a zone write it, with digits beyond the millisecond. */
function inZone(milliseconds: number, hours: number): string {
  const local = new Date(milliseconds + hours * 3_600_000).toISOString().replace('Z', '');
  const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
  return `${local}99${offset}`;
}
