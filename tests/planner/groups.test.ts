import { Role } from '../../src/access/identity.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

interface Award {
  slug: string;
  kind: string;
  rank: number | null;
  tied: boolean;
  programme: { slug: string } | null;
  recipient: { __typename: string; slug: string; country: { code: string; name: string } | null };
  money: { amount: string; currency: string } | null;
}

const country = 'slug country { code name(lang: [EN]) }';
const AWARD = `slug kind rank tied programme { slug } money { amount currency }
  recipient { __typename ... on Person { ${country} } ... on Team { ${country} } ... on Organisation { ${country} } }`;

/** Minor units, so that sums are exact; the dinar has three decimals. */
const minor = ({ amount, currency }: { amount: string; currency: string }) =>
  Math.round(Number(amount) * (currency === 'TND' ? 1000 : 100));

const text = (units: number, currency: string) => {
  const unit = currency === 'TND' ? 1000 : 100;
  return units % unit === 0 ? String(units / unit) : (units / unit).toFixed(currency === 'TND' ? 3 : 2);
};

function partition<Item>(
  items: readonly Item[],
  key: (item: Item) => string | null,
): Map<string | null, Item[]> {
  const groups = new Map<string | null, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function moneyOf(awards: readonly Award[]) {
  const paid = awards.flatMap(({ money }) => (money ? [money] : []));
  return [...partition(paid, ({ currency }) => currency)]
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    .map(([currency, amounts]) => {
      const units = amounts.map(minor);
      const total = units.reduce((sum, unit) => sum + unit, 0);
      const write = (value: number) => text(value, String(currency));
      return {
        currency,
        count: units.length,
        total: write(total),
        min: write(Math.min(...units)),
        max: write(Math.max(...units)),
        average: write(Math.floor((2 * total + units.length) / (2 * units.length))),
      };
    });
}

const MONEY = 'money { currency count total min max average }';

describe.each(DIALECTS)('groups on %s', (dialect) => {
  let registry: Registry;
  let awards: Award[];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: smallWorld() });
    awards = (await registry.ask(`{ awards(first: 1000) { nodes { ${AWARD} } } }`)).data.awards.nodes;
  });
  afterAll(() => registry.close());

  const ask = async (query: string) => {
    const { data, errors } = await registry.ask(query, {}, await registry.signedIn(Role.EDITOR));
    expect(errors).toBeUndefined();
    return data;
  };

  it('count and add up each group in each currency, with the unknown key last', async () => {
    const data = await ask(
      `{ awards { groups(by: [{ dimension: RECIPIENT_COUNTRY }], first: 100) { totalCount
         nodes { keys { dimension state value label(lang: [EN]) node { ... on Country { code } } } count ${MONEY} distinct(of: PROGRAMME) }
         coverage { dimension known unknown imprecise } } } }`,
    );
    const expected = [...partition(awards, ({ recipient }) => recipient.country?.code ?? null)]
      .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
      .map(([code, members]) => ({
        keys: [
          code === null
            ? { dimension: 'RECIPIENT_COUNTRY', state: 'UNKNOWN', value: null, label: null, node: null }
            : {
                dimension: 'RECIPIENT_COUNTRY',
                state: 'KNOWN',
                value: code,
                label: members[0]?.recipient.country?.name,
                node: { code },
              },
        ],
        count: members.length,
        money: moneyOf(members),
        distinct: new Set(members.flatMap(({ programme }) => (programme ? [programme.slug] : []))).size,
      }));
    const unknown = awards.filter(({ recipient }) => recipient.country === null).length;
    expect(data.awards.groups).toEqual({
      totalCount: expected.length,
      nodes: expected,
      coverage: [{ dimension: 'RECIPIENT_COUNTRY', known: awards.length - unknown, unknown, imprecise: 0 }],
    });
  });

  it('order by the sum in one currency, ties by key, and filter by measures', async () => {
    const data = await ask(
      `{ awards(where: { kind: { eq: WINNER } }) { groups(by: [{ dimension: PROGRAMME }, { dimension: KIND }], having: [{ count: { gte: 3 } }, { money: { currency: USD, amount: { gt: "100" } } }],
         orderBy: [{ money: { currency: "USD", direction: DESC } }, { count: ASC }]) { nodes { keys { value } count money { currency total } } } } }`,
    );
    const winners = awards.filter(({ kind }) => kind === 'WINNER');
    const dollars = (members: readonly Award[]) =>
      members.reduce((sum, { money }) => sum + (money?.currency === 'USD' ? minor(money) : 0), 0);
    const expected = [...partition(winners, ({ programme }) => programme?.slug ?? null)]
      .filter(([, members]) => members.length >= 3 && dollars(members) > 10_000)
      .sort(
        ([a, first], [b, second]) =>
          dollars(second) - dollars(first) ||
          first.length - second.length ||
          (String(a) < String(b) ? -1 : 1),
      )
      .map(([slug, members]) => ({
        keys: [{ value: slug }, { value: 'WINNER' }],
        count: members.length,
        money: moneyOf(members).map(({ currency, total }) => ({ currency, total })),
      }));
    expect(expected.length).toBeGreaterThan(1);
    expect(data.awards.groups.nodes).toEqual(expected);
  });

  it('open into the records behind them, with everything that a connection has', async () => {
    const data = await ask(
      `{ awards { groups(by: [{ dimension: RECIPIENT }], first: 1000) { nodes { keys { value node { __typename slug } }
         members(orderBy: [{ rank: DESC }], first: 2) { totalCount nodes { slug } groups(by: [{ dimension: TIED }]) { nodes { keys { value label } count } } } } } } }`,
    );
    const groups = partition(awards, ({ recipient }) => recipient.slug);
    expect(data.awards.groups.nodes).toHaveLength(groups.size);
    for (const { keys, members } of data.awards.groups.nodes) {
      const [{ value, node }] = keys;
      const mine = groups.get(value) ?? [];
      expect(node).toEqual({ __typename: mine[0]?.recipient.__typename, slug: value });
      expect(members.totalCount).toBe(mine.length);
      const byRank = [...mine].sort((a, b) => (b.rank ?? 0) - (a.rank ?? 0) || (a.slug < b.slug ? -1 : 1));
      expect(members.nodes).toEqual(byRank.slice(0, 2).map(({ slug }) => ({ slug })));
      expect(members.groups.nodes).toEqual(
        [false, true]
          .map((tied) => ({
            keys: [{ value: String(tied), label: String(tied) }],
            count: mine.filter((award) => award.tied === tied).length,
          }))
          .filter(({ count }) => count > 0),
      );
    }
  });

  it('put dates into buckets, and those that are too vague under what is known of them', async () => {
    const { events } = await ask('{ events(first: 1000) { nodes { startsOn { edtf earliest latest } } } }');
    const bucketOf: Record<string, (day: string) => string> = {
      YEAR: (day) => day.slice(0, 4),
      QUARTER: (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`,
      MONTH: (day) => day.slice(0, 7),
      WEEK: isoWeek,
      DAY: (day) => day,
    };
    for (const [bucket, key] of Object.entries(bucketOf)) {
      const data = await ask(
        `{ events { groups(by: [{ dimension: STARTS_ON, bucket: ${bucket} }], first: 1000) { nodes { keys { state value label from to } count dates(of: STARTS_ON) { earliest latest } } coverage { known unknown imprecise } } } }`,
      );
      const stated = events.nodes.map(({ startsOn }: any) =>
        startsOn === null
          ? null
          : key(startsOn.earliest) === key(startsOn.latest)
            ? `KNOWN ${key(startsOn.earliest)}`
            : `IMPRECISE ${startsOn.edtf}`,
      );
      const counts = partition<string | null>(stated, (item) => item);
      const got = data.events.groups.nodes.map(({ keys: [{ state, value }], count }: any) => [
        state === 'UNKNOWN' ? null : `${state} ${value}`,
        count,
      ]);
      expect(new Map(got)).toEqual(new Map([...counts].map(([item, items]) => [item, items.length])));
      expect(got.at(-1)[0]).toBeNull();
      for (const {
        keys: [{ state, from, to }],
        dates,
      } of data.events.groups.nodes) {
        if (state !== 'KNOWN') {
          expect({ from, to }).toEqual({ from: null, to: null });
          continue;
        }
        expect(key(from)).toBe(key(to));
        expect(from <= dates.earliest && dates.latest <= to).toBe(true);
        expect(key(shift(from, -1))).not.toBe(key(from));
        expect(key(shift(to, 1))).not.toBe(key(to));
      }
      const starting = (state: string) =>
        stated.filter((item: string | null) => item?.startsWith(state)).length;
      expect(data.events.groups.coverage).toEqual([
        {
          known: starting('KNOWN'),
          unknown: stated.filter((item: unknown) => item === null).length,
          imprecise: starting('IMPRECISE'),
        },
      ]);
    }
  });

  it('add up vague numbers to a range, and say how many are vague', async () => {
    const data = await ask(
      `{ headcounts(first: 1000) { nodes { measure size { low high } } aggregate { count quantity(of: SIZE) { low high exactParts vagueParts } }
         groups(by: [{ dimension: MEASURE }], orderBy: [{ quantity: { of: SIZE, direction: DESC } }], having: [{ quantity: { of: SIZE, number: { gte: 1 } } }]) { nodes { keys { value } quantity(of: SIZE) { low high exactParts vagueParts } } } } }`,
    );
    const sum = (rows: { size: { low: number; high: number | null } }[]) => ({
      low: rows.reduce((total, { size }) => total + size.low, 0),
      high: rows.some(({ size }) => size.high === null)
        ? null
        : rows.reduce((total, { size }) => total + (size.high ?? 0), 0),
      exactParts: rows.filter(({ size }) => size.low === size.high).length,
      vagueParts: rows.filter(({ size }) => size.low !== size.high).length,
    });
    const { nodes, aggregate, groups } = data.headcounts;
    expect(aggregate).toEqual({ count: 30, quantity: sum(nodes) });
    const expected = [...partition(nodes, ({ measure }: any) => measure)]
      .map(([value, rows]) => ({ keys: [{ value }], quantity: sum(rows as any) }))
      .sort((a, b) => b.quantity.low - a.quantity.low);
    expect(groups.nodes).toEqual(expected);
  });

  it('give the same measures ungrouped, and zero for nothing', async () => {
    const data = await ask(
      `{ awards { aggregate { count distinct(of: RECIPIENT_COUNTRY) ${MONEY} } }
         none: awards(where: { slug: { eq: "missing" } }) { aggregate { count distinct(of: RANK) ${MONEY} } groups(by: [{ dimension: RANK }]) { totalCount nodes { count } coverage { known unknown } } } }`,
    );
    expect(data.awards.aggregate).toEqual({
      count: awards.length,
      distinct: new Set(
        awards.flatMap(({ recipient }) => (recipient.country ? [recipient.country.code] : [])),
      ).size,
      money: moneyOf(awards),
    });
    expect(data.none).toEqual({
      aggregate: { count: 0, distinct: 0, money: [] },
      groups: { totalCount: 0, nodes: [], coverage: [{ known: 0, unknown: 0 }] },
    });
  });

  it.each([
    '[{ count: DESC }]',
    '[{ key: DESC }]',
    '[{ distinct: { of: KIND, direction: ASC } }, { money: { currency: EUR, direction: ASC } }]',
  ])('are paged once each, both ways, in the order %s', async (order) => {
    const groups = async (args: string) =>
      (
        await ask(
          `{ awards { groups(by: [{ dimension: RECIPIENT }, { dimension: RANK }], orderBy: ${order}, ${args}) { nodes { keys { value } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
        )
      ).awards.groups;
    const all = (await groups('first: 1000')).nodes;
    const forward: unknown[] = [];
    for (let after = 'null'; ;) {
      const { nodes, pageInfo } = await groups(`first: 9, after: ${after}`);
      forward.push(...nodes);
      if (!pageInfo.hasNextPage) break;
      after = JSON.stringify(pageInfo.endCursor);
    }
    expect(forward).toEqual(all);
    const backward: unknown[] = [];
    for (let before = 'null'; ;) {
      const { nodes, pageInfo } = await groups(`last: 9, before: ${before}`);
      backward.unshift(...nodes);
      if (!pageInfo.hasPreviousPage) break;
      before = JSON.stringify(pageInfo.startCursor);
    }
    expect(backward).toEqual(all);
  });

  it('can be formed along every dimension of every kind, and measured along all of them at once', async () => {
    for (const { name, plural, dimensions } of registry.model.kinds.values()) {
      if (dimensions.size === 0) continue;
      const all = [...dimensions.values()];
      const distinct = all.map((dimension, n) => `d${n}: distinct(of: ${dimension.name})`);
      const groups = all.map(({ name: dimension, leaf }, n) => {
        const bucket = leaf === 'date' ? ', bucket: MONTH' : '';
        return `g${n}: groups(by: [{ dimension: ${dimension}${bucket} }], counting: WHOLE, first: 1) { totalCount nodes { count keys { state value label node { slug } from } members { totalCount } } }`;
      });
      const data = await ask(`{ a: ${plural} { totalCount aggregate { ${distinct.join(' ')} } } }`);
      for (let start = 0; start < groups.length; start += 20) {
        const { b } = await ask(`{ b: ${plural} { ${groups.slice(start, start + 20).join(' ')} } }`);
        Object.entries<any>(b).forEach(([key, { totalCount, nodes }]) => {
          const known = data.a.aggregate[key.replace('g', 'd')];
          // One group more than there are values, when some members do not state any; dates fall into fewer.
          if (all[Number(key.slice(1))]?.leaf !== 'date') expect([known, known + 1]).toContain(totalCount);
          for (const { count, members } of nodes)
            expect({ name, key, count }).toEqual({ name, key, count: members.totalCount });
        });
      }
    }
  });

  it('refuse a date without a bucket, a bucket without a date, and a term with two measures', async () => {
    const attempts: [string, (string | number)[]][] = [
      ['events { groups(by: [{ dimension: STARTS_ON }]) { totalCount } }', ['events', 'groups', 'by', 0]],
      [
        'events { groups(by: [{ dimension: KIND, bucket: YEAR }]) { totalCount } }',
        ['events', 'groups', 'by', 0, 'bucket'],
      ],
      ['events { groups(by: []) { totalCount } }', ['events', 'groups', 'by']],
      [
        'awards { groups(by: [{ dimension: KIND }], orderBy: [{ count: ASC, key: ASC }]) { totalCount } }',
        ['awards', 'groups', 'orderBy', 0],
      ],
      [
        'awards { groups(by: [{ dimension: KIND }], having: [{ count: {} }]) { totalCount } }',
        ['awards', 'groups', 'having', 0, 'count'],
      ],
      [
        'awards { groups(by: [{ dimension: KIND }], having: [{ money: { currency: JPY, amount: { eq: "0.5" } } }]) { totalCount } }',
        ['awards', 'groups', 'having', 0, 'money', 'amount', 'eq'],
      ],
    ];
    for (const [query, path] of attempts) {
      const { status, errors } = await registry.ask(`{ ${query} }`);
      expect({
        query,
        status,
        code: errors?.[0]?.extensions.code,
        path: errors?.[0]?.extensions.path,
      }).toEqual({
        query,
        status: 400,
        code: 'BAD_USER_INPUT',
        path,
      });
    }
  });
});

function shift(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function isoWeek(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const firstDay = Date.UTC(date.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((date.getTime() - firstDay) / 86_400_000 + 1) / 7);
  return `${date.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}
