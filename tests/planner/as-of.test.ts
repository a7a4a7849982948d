import { loadModel } from '../../src/model/load.js';
import { ChangingWorld } from '../support/changing-world.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { byHand } from '../support/by-hand.js';
import { Chance } from '../fuzz/chance.js';

/** How many change sets are made; 500 take some minutes a database. */
const CHANGES = Number(process.env.AS_OF_CHANGES ?? 40);
const SEED = Number(process.env.AS_OF_SEED ?? 11);

/** Every way in which the planner names a table, asked with a variable that is null for what stands now. */
const DOCUMENTS = [
  `registry(asOf: $asOf) { dataVersion updatedAt counts { kind count } }`,
  `events(asOf: $asOf, first: 7, orderBy: [{ place: { country: { name: ASC } } }, { startsOn: DESC }]) {
     edges { cursor node { slug version updatedAt name place { name country { code } } topics { totalCount nodes { slug } } } }
     pageInfo { hasNextPage hasPreviousPage endCursor } totalCount }`,
  `events(asOf: $asOf, last: 3) { nodes { id name theme description note period { edtf } citations { locator source { slug } } } }`,
  `events(asOf: $asOf, where: { or: [{ topics: { some: { name: { contains: "a" } } } }, { participations: { none: { role: { eq: SPOKE } } } }] }) {
     totalCount nodes { slug }
     groups(by: [{ dimension: PLACE_COUNTRY }], orderBy: [{ count: DESC }]) {
       totalCount nodes { count keys { state value label node { ... on Country { name version } } } members(first: 2) { nodes { slug } } }
       coverage { dimension known unknown imprecise } } }`,
  `events(asOf: $asOf) { groups(by: [{ dimension: STARTS_ON, bucket: MONTH }, { dimension: TOPICS }], counting: FRACTIONAL) {
     nodes { weight { value } keys { value label } } reconciliation { distinctMembers sumOfGroups overlap } } }`,
  `participations(asOf: $asOf, where: { event: { topics: { some: { slug: { startsWith: "t" } } } } }) {
     totalCount groups(by: [{ path: "event.topics" }, { path: "actor" }], counting: WHOLE) { nodes { count keys { value label } } } }`,
  `awards(asOf: $asOf) {
     aggregate { count distinct(of: RECIPIENT_COUNTRY) money { currency total } }
     groups(by: [{ dimension: RECIPIENT_COUNTRY }], counting: WHOLE) { nodes { count money { currency total count } keys { label } } } }`,
  `programmes(asOf: $asOf, orderBy: [{ events: { count: DESC } }]) { nodes { slug owner { name } parent { slug } events(first: 2) { totalCount nodes { slug } } } }`,
  `teams(asOf: $asOf, where: { countries: { count: { gte: 1 } } }) { totalCount nodes { slug name country { code } countries(first: 3) { nodes { code } } } }`,
  `search(asOf: $asOf, text: "camp") { totalCount nodes { kind level field lang text highlights { start end } record { id slug version } } }`,
  `search(asOf: $asOf, text: "مدرسة", first: 5) { totalCount nodes { level text record { slug } } }`,
  `organisations(asOf: $asOf, first: 4) { nodes { name kind parent { name } } aggregate { distinct(of: COUNTRY) } }`,
  `nodes(asOf: $asOf, ids: $ids) { id version __typename ... on Event { name history { action recordVersion changeSet { author } } } ... on Person { name } }`,
  `node(asOf: $asOf, id: $id) { slug updatedAt }`,
  `event(asOf: $asOf, slug: $slug) { name subEvents { totalCount } place { openingHours { nodes { openAt(at: "2024-06-03T10:00:00Z") } } } }`,
  `revisions(asOf: $asOf, first: 3, orderBy: [{ createdAt: DESC }]) { totalCount nodes { slug record { slug } } }`,
  `changeSets(asOf: $asOf, last: 2, orderBy: [{ createdAt: ASC }]) { totalCount nodes { author message revisions { totalCount } } }`,
].map((root) => {
  const variables = ['asOf: DateTime', 'ids: [ID!]!', 'id: ID!', 'slug: String!'];
  const used = variables.filter((variable) => new RegExp(`\\$${variable.split(':')[0]}\\b`).test(root));
  return `query (${used.map((variable) => `$${variable}`).join(', ')}) { answer: ${root} }`;
});

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
        '{ events(first: 20) { nodes { id slug } } people(first: 10) { nodes { id } } }',
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
      expect(changed.length).toBeGreaterThanOrEqual(Math.min(12, CHANGES / 2));
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
