import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

interface Size {
  low: number;
  high: number | null;
}

interface Headcount {
  slug: string;
  measure: string;
  size: Size;
  event: { slug: string; kind: string; startsOn: { earliest: string; latest: string } | null };
}

const least = (numbers: readonly (number | null)[]) => {
  const known = numbers.filter((number) => number !== null);
  return known.length > 0 ? Math.min(...known) : null;
};

const most = (numbers: readonly (number | null)[]) =>
  numbers.includes(null) ? null : Math.max(...numbers.filter((number) => number !== null));

/** Descending, what has no value last, ties by key. */
function sorted<Item>(
  items: readonly Item[],
  value: (item: Item) => number | string | null,
  key: (item: Item) => string,
) {
  return [...items].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return key(a) < key(b) ? -1 : 1;
    if (left === null) return 1;
    if (right === null) return -1;
    return left > right ? -1 : 1;
  });
}

describe.each(DIALECTS)('measures on %s', (dialect) => {
  let registry: Registry;
  let headcounts: Headcount[];

  const ask = async (query: string) => {
    const { data, errors } = await registry.ask(query);
    expect(errors).toBeUndefined();
    return data;
  };

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: smallWorld() });
    const data = await ask(
      '{ headcounts(first: 1000) { nodes { slug measure size { low high } event { slug kind startsOn { earliest latest } } } } }',
    );
    headcounts = data.headcounts.nodes;
  });
  afterAll(() => registry.close());

  const sizesBy = (key: (headcount: Headcount) => string) => {
    const groups = new Map<string, Size[]>();
    for (const headcount of headcounts)
      groups.set(key(headcount), [...(groups.get(key(headcount)) ?? []), headcount.size]);
    return groups;
  };

  it('give the least and the greatest of vague numbers as ranges', async () => {
    const data = await ask(
      '{ headcounts { groups(by: [{ path: "event.programme" }], first: 100) { nodes { keys { value } quantity(of: SIZE) { min { low high } max { low high } } members(first: 100) { nodes { size { low high } } } } } } }',
    );
    expect(data.headcounts.groups.nodes.length).toBeGreaterThan(4);
    for (const { quantity, members } of data.headcounts.groups.nodes) {
      const sizes: Size[] = members.nodes.map(({ size }: { size: Size }) => size);
      expect(quantity).toEqual({
        min: { low: least(sizes.map(({ low }) => low)), high: least(sizes.map(({ high }) => high)) },
        max: { low: most(sizes.map(({ low }) => low)), high: most(sizes.map(({ high }) => high)) },
      });
    }
    const none = await ask(
      '{ headcounts(where: { slug: { eq: "nowhere" } }) { aggregate { quantity(of: SIZE) { low high min { low } max { low } exactParts } } } }',
    );
    expect(none.headcounts.aggregate.quantity).toEqual({
      low: 0,
      high: 0,
      min: null,
      max: null,
      exactParts: 0,
    });
  });

  it('order and filter groups by any figure of any measure, also of a part of the members', async () => {
    const orders: [string, (sizes: Size[]) => number | null][] = [
      [
        'quantity: { of: SIZE, statistic: MIN, bound: HIGH, direction: DESC }',
        (sizes) => least(sizes.map(({ high }) => high)),
      ],
      [
        'quantity: { of: SIZE, statistic: MAX, bound: HIGH, direction: DESC }',
        (sizes) => most(sizes.map(({ high }) => high)),
      ],
      [
        'quantity: { of: SIZE, statistic: MAX, direction: DESC }',
        (sizes) => most(sizes.map(({ low }) => low)),
      ],
      [
        'only: { where: { size: { qualifier: EXACT } }, by: { count: DESC } }',
        (sizes) => sizes.filter(({ low, high }) => low === high).length,
      ],
    ];
    for (const [order, value] of orders) {
      const data = await ask(
        `{ headcounts { groups(by: [{ path: "event.kind" }, { dimension: MEASURE }], first: 100, orderBy: [{ ${order} }]) { nodes { keys { value } } } } }`,
      );
      const groups = sizesBy(({ event, measure }) => `${event.kind} ${measure}`);
      const expected = sorted(
        [...groups],
        ([, sizes]) => value(sizes),
        ([key]) => key,
      ).map(([key]) => key);
      const found = data.headcounts.groups.nodes.map(({ keys }: { keys: { value: string }[] }) =>
        keys.map((key) => key.value).join(' '),
      );
      expect({ order, found }).toEqual({ order, found: expected });
    }
    const data = await ask(
      `{ events { groups(by: [{ dimension: PROGRAMME }], first: 100, orderBy: [{ dates: { of: STARTS_ON, bound: LATEST, direction: DESC } }],
           having: [{ dates: { of: STARTS_ON, bound: LATEST, day: { lt: "2024-12-31" } } }, { only: { where: { kind: { eq: CAMP } }, having: { count: { gte: 1 } } } }]) {
           nodes { keys { value } dates { latest } only(where: { kind: { eq: CAMP } }) { count only(where: { mode: { eq: ONLINE } }) { count dates { earliest } } } members(first: 1000) { nodes { kind mode startsOn { earliest latest } } } } } } }`,
    );
    const days = data.events.groups.nodes.map(({ dates }: { dates: { latest: string } }) => dates.latest);
    expect(days.length).toBeGreaterThan(1);
    expect(days).toEqual([...days].sort().reverse());
    for (const { dates, only, members } of data.events.groups.nodes) {
      const all: {
        kind: string;
        mode: string | null;
        startsOn: { earliest: string; latest: string } | null;
      }[] = members.nodes;
      expect(dates.latest < '2024-12-31').toBe(true);
      const camps = all.filter(({ kind }) => kind === 'CAMP');
      const online = camps.filter(({ mode }) => mode === 'ONLINE');
      expect(only).toEqual({
        count: camps.length,
        only: {
          count: online.length,
          dates: { earliest: online.flatMap(({ startsOn }) => startsOn?.earliest ?? []).sort()[0] ?? null },
        },
      });
    }
  });

  it('order records by what is worked out over those related ones that fulfil a filter', async () => {
    const events = (await ask('{ events(first: 1000) { nodes { slug } } }')).events.nodes as {
      slug: string;
    }[];
    const of = (slug: string) =>
      headcounts.filter(({ event, measure }) => event.slug === slug && measure === 'VISITORS');
    const cases: [string, (slug: string) => number | null][] = [
      [
        '{ headcounts: { countWhere: { where: { measure: { eq: VISITORS } }, direction: DESC } } }',
        (slug) => of(slug).length,
      ],
      [
        '{ headcounts: { quantity: { of: SIZE, bound: LOW, where: { measure: { eq: VISITORS } }, direction: DESC } } }',
        (slug) => (of(slug).length === 0 ? null : of(slug).reduce((sum, { size }) => sum + size.low, 0)),
      ],
      [
        '{ headcounts: { quantity: { of: SIZE, bound: HIGH, where: { measure: { eq: VISITORS } }, direction: DESC } } }',
        (slug) =>
          of(slug).length === 0
            ? null
            : of(slug).reduce<number | null>(
                (sum, { size }) => (sum === null || size.high === null ? null : sum + size.high),
                0,
              ),
      ],
    ];
    for (const [order, value] of cases) {
      const expected = sorted(
        events,
        ({ slug }) => value(slug),
        ({ slug }) => slug,
      ).map(({ slug }) => slug);
      const found: string[] = [];
      for (let after = ''; ;) {
        const data = await ask(
          `{ events(first: 7, orderBy: [${order}]${after}) { nodes { slug } pageInfo { endCursor hasNextPage } } }`,
        );
        found.push(...data.events.nodes.map(({ slug }: { slug: string }) => slug));
        if (!data.events.pageInfo.hasNextPage) break;
        after = `, after: "${data.events.pageInfo.endCursor}"`;
      }
      expect({ order, found }).toEqual({ order, found: expected });
    }
    const money = await ask(
      `{ teams(first: 100, orderBy: [{ awards: { money: { where: { kind: { eq: WINNER } }, currency: USD, direction: DESC } } }]) { nodes { slug
           awards(where: { kind: { eq: WINNER }, money: { currency: USD } }, first: 100) { aggregate { money { total } } } } } }`,
    );
    const totals = money.teams.nodes.map(({ awards }: any) => Number(awards.aggregate.money[0]?.total ?? -1));
    expect(new Set(totals).size).toBeGreaterThan(3);
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    const programmes = await ask(
      `{ programmes(orderBy: [{ events: { dates: { of: STARTS_ON, bound: EARLIEST, where: { kind: { eq: CAMP } }, direction: ASC } } }]) { nodes { slug
           events(where: { kind: { eq: CAMP } }, first: 1000) { aggregate { dates { earliest } } } } } }`,
    );
    const starts = programmes.programmes.nodes.map(
      ({ events: { aggregate } }: any) => aggregate.dates.earliest ?? '9',
    );
    expect(starts).toEqual([...starts].sort());
  });
});
