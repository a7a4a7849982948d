import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

/** Orders whose terms are full of nulls and ties, over own fields, to-one paths and numbers of related records. */
const ORDERS = [
  '[]',
  '[{ startsOn: ASC }]',
  '[{ startsOn: DESC }]',
  '[{ mode: DESC }, { edition: ASC }]',
  '[{ edition: DESC }, { name: ASC }]',
  '[{ place: { country: { name: ASC } } }]',
  '[{ programme: { owner: { country: { code: DESC } } } }, { durationDays: DESC }]',
  '[{ participations: { count: DESC } }]',
  '[{ participations: { count: ASC } }, { topics: { count: DESC } }, { startsOn: DESC }]',
  '[{ period: ASC }, { slug: DESC }]',
];

const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

interface Connection {
  nodes: { slug: string }[];
  edges: { cursor: string; node: { slug: string } }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

describe.each(DIALECTS)('pages on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: smallWorld() });
  });
  afterAll(() => registry.close());

  const page = async (args: string, selection = `nodes { slug } edges { cursor node { slug } } ${PAGE}`) => {
    const { data, errors } = await registry.ask(`{ events(${args}) { ${selection} } }`);
    expect(errors).toBeUndefined();
    return data.events as Connection;
  };

  it.each(ORDERS)('walk every record once, both ways, in the order %s', async (order) => {
    const all = (await page(`first: 1000, orderBy: ${order}`)).nodes.map(({ slug }) => slug);
    expect(new Set(all).size).toBe(60);
    for (const size of [1, 7, 25]) {
      const forward: string[] = [];
      for (let after = 'null'; ;) {
        const { nodes, edges, pageInfo } = await page(`first: ${size}, after: ${after}, orderBy: ${order}`);
        expect(pageInfo.hasPreviousPage).toBe(forward.length > 0);
        forward.push(...nodes.map(({ slug }) => slug));
        expect(edges.map(({ node }) => node.slug)).toEqual(nodes.map(({ slug }) => slug));
        expect(pageInfo.startCursor).toBe(edges[0]?.cursor);
        expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
        expect(pageInfo.hasNextPage).toBe(forward.length < all.length);
        if (!pageInfo.hasNextPage) break;
        after = JSON.stringify(pageInfo.endCursor);
      }
      expect(forward).toEqual(all);

      const backward: string[] = [];
      for (let before = 'null'; ;) {
        const { nodes, pageInfo } = await page(`last: ${size}, before: ${before}, orderBy: ${order}`);
        expect(pageInfo.hasNextPage).toBe(backward.length > 0);
        backward.unshift(...nodes.map(({ slug }) => slug));
        expect(pageInfo.hasPreviousPage).toBe(backward.length < all.length);
        if (!pageInfo.hasPreviousPage) break;
        before = JSON.stringify(pageInfo.startCursor);
      }
      expect(backward).toEqual(all);
    }
  });

  it('put what is not stated last, whichever the direction', async () => {
    for (const direction of ['ASC', 'DESC']) {
      const { nodes } = (await page(
        `first: 1000, orderBy: [{ startsOn: ${direction} }]`,
        'nodes { slug startsOn { earliest } }',
      )) as unknown as { nodes: { startsOn: { earliest: string } | null }[] };
      const stated = nodes.map(({ startsOn }) => startsOn?.earliest ?? null);
      const firstNull = stated.indexOf(null);
      expect(firstNull).toBeGreaterThan(0);
      expect(stated.slice(firstNull).every((value) => value === null)).toBe(true);
      const known = stated.slice(0, firstNull) as string[];
      const sorted = [...known].sort();
      expect(known).toEqual(direction === 'ASC' ? sorted : sorted.reverse());
    }
  });

  it('page the records of each parent by themselves, at every level', async () => {
    const all = await registry.ask(
      '{ programmes(first: 100) { nodes { slug events(first: 1000, orderBy: [{ edition: DESC }]) { nodes { slug participations(first: 1000) { nodes { slug } } } } } } }',
    );
    for (const programme of all.data.programmes.nodes) {
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const { data }: { data?: any } = await registry.ask(
          `query ($slug: String!, $after: String) { programme(slug: $slug) { events(first: 2, after: $after, orderBy: [{ edition: DESC }]) { nodes { slug participations(last: 1) { nodes { slug } ${PAGE} } } ${PAGE} } } }`,
          { slug: programme.slug, after },
        );
        const { nodes, pageInfo } = data.programme.events;
        for (const event of nodes) {
          const whole = programme.events.nodes.find(({ slug }: { slug: string }) => slug === event.slug);
          const slugs = whole.participations.nodes.map(({ slug }: { slug: string }) => slug);
          expect(event.participations.nodes.map(({ slug }: { slug: string }) => slug)).toEqual(
            slugs.slice(-1),
          );
          expect(event.participations.pageInfo.hasPreviousPage).toBe(slugs.length > 1);
          seen.push(event.slug);
        }
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      expect(seen).toEqual(programme.events.nodes.map(({ slug }: { slug: string }) => slug));
    }
  });

  it('give an empty page for none, and say whether there is more', async () => {
    const { nodes, edges, pageInfo } = await page('first: 0');
    expect({ nodes, edges }).toEqual({ nodes: [], edges: [] });
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it('lie between two cursors when both are given', async () => {
    const { edges } = await page('first: 10, orderBy: [{ edition: ASC }]');
    const between = await page(
      `first: 100, after: "${edges[2]?.cursor ?? ''}", before: "${edges[7]?.cursor ?? ''}", orderBy: [{ edition: ASC }]`,
    );
    expect(between.nodes).toEqual(edges.slice(3, 7).map(({ node }) => node));
  });

  it('refuse a cursor that is damaged, or was made for another order or another list', async () => {
    const { edges } = await page('first: 1, orderBy: [{ edition: ASC }]');
    const cursor = edges[0]?.cursor ?? '';
    const attempts = [
      `events(after: "${cursor}") { totalCount }`,
      `events(after: "${cursor}", orderBy: [{ edition: DESC }]) { totalCount }`,
      `awards(after: "${cursor}") { totalCount }`,
      `events(after: "${cursor.slice(2)}", orderBy: [{ edition: ASC }]) { totalCount }`,
      `events(after: "${cursor}00", orderBy: [{ edition: ASC }]) { totalCount }`,
      `events(after: "${Buffer.from('["x"]').toString('hex')}", orderBy: [{ edition: ASC }]) { totalCount }`,
      `events(after: "", orderBy: [{ edition: ASC }]) { totalCount }`,
    ];
    registry.statements.length = 0;
    for (const attempt of attempts) {
      const { status, errors } = await registry.ask(`{ ${attempt} }`);
      const field = attempt.slice(0, attempt.indexOf('('));
      expect({ attempt, status, errors }).toEqual({
        attempt,
        status: 400,
        errors: [
          {
            message: expect.stringContaining('cursor'),
            path: [field],
            extensions: { code: 'BAD_USER_INPUT', path: [field, 'after'] },
          },
        ],
      });
    }
    expect(registry.statements).toEqual([]);
  });
});
