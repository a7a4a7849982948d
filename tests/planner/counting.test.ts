import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

interface Country {
  code: string;
}

interface Event {
  slug: string;
  participations: {
    nodes: { role: string; actor: { country: Country | null } }[];
  };
}

interface Award {
  slug: string;
  kind: string;
  money: { amount: string; currency: string } | null;
  recipient: { countries?: { nodes: Country[] } };
}

/** A fraction in whole numbers: exact, unlike the sum of floating-point thirds. */
type Fraction = readonly [bigint, bigint];

const add = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));
const reduced = ([a, b]: Fraction): Fraction => [a / divisor(a, b), b / divisor(a, b)];

/** Groups by what each item has several of: the items of every key, and how many keys each of them has. */
function groupBy<Item>(items: readonly Item[], keysOf: (item: Item) => readonly string[]) {
  const groups = new Map<string, { members: Item[]; weight: Fraction; shares: [Item, bigint][] }>();
  for (const item of items) {
    const keys = [...new Set(keysOf(item))];
    for (const key of keys) {
      const group = groups.get(key) ?? { members: [], weight: [0n, 1n], shares: [] };
      group.members.push(item);
      group.shares.push([item, BigInt(keys.length)]);
      group.weight = reduced(add(group.weight, [1n, BigInt(keys.length)]));
      groups.set(key, group);
    }
  }
  return groups;
}

describe.each(DIALECTS)('groups across to-many relations on %s', (dialect) => {
  let registry: Registry;
  let events: Event[];
  let awards: Award[];

  const ask = async (query: string) => {
    const { data, errors } = await registry.ask(query);
    expect(errors).toBeUndefined();
    return data;
  };

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: smallWorld() });
    const country = 'country { code }';
    const data = await ask(
      `{ events(first: 1000) { nodes { slug participations(first: 100) { nodes { role
           actor { ... on Person { ${country} } ... on Team { ${country} } ... on Organisation { ${country} } } } } } }
         awards(first: 1000) { nodes { slug kind money { amount currency } recipient { ... on Team { countries { nodes { code } } } } } } }`,
    );
    events = data.events.nodes;
    awards = data.awards.nodes;
  });
  afterAll(() => registry.close());

  /** What an event's participations say together: the role with the country of the same participation. */
  const rolesAndCountries = ({ participations: { nodes } }: Event): string[] =>
    nodes.length === 0
      ? ['null null']
      : nodes.map(({ role, actor }) => `${role} ${actor.country?.code ?? 'null'}`);

  const keyOf = ({ keys }: { keys: { value: string | null }[] }) =>
    keys.map(({ value }) => String(value)).join(' ');

  it.each(['WHOLE', 'FRACTIONAL'])(
    'walk a relation together that two dimensions share, and count each member %s',
    async (counting) => {
      const data = await ask(
        `{ events { groups(by: [{ dimension: PARTICIPATIONS_ROLE }, { path: "participations.actor.country" }], counting: ${counting}, first: 1000) {
             totalCount
             nodes { keys { dimension state value } count weight { numerator denominator value } members(first: 1000) { totalCount nodes { slug } } }
             coverage { dimension known unknown imprecise }
             reconciliation { distinctMembers sumOfGroups overlap } } } }`,
      );
      const expected = groupBy(events, rolesAndCountries);
      const { nodes, totalCount, coverage, reconciliation } = data.events.groups;
      expect(totalCount).toBe(expected.size);
      expect(nodes[0].keys.map((key: { dimension: string }) => key.dimension)).toEqual([
        'PARTICIPATIONS_ROLE',
        'PARTICIPATIONS_ACTOR_COUNTRY',
      ]);
      for (const node of nodes) {
        const group = expected.get(keyOf(node));
        const weight =
          counting === 'WHOLE' ? ([BigInt(group?.members.length ?? 0), 1n] as const) : group?.weight;
        expect({ ...node, keys: keyOf(node) }).toEqual({
          keys: keyOf(node),
          count: group?.members.length,
          weight: {
            numerator: Number(weight?.[0]),
            denominator: Number(weight?.[1]),
            value: Math.round((Number(weight?.[0]) / Number(weight?.[1])) * 1000) / 1000,
          },
          members: {
            totalCount: group?.members.length,
            nodes: group?.members.map(({ slug }) => ({ slug })),
          },
        });
      }
      const unattended = events.filter(({ participations }) => participations.nodes.length === 0).length;
      const nowhere = events.filter((event) =>
        rolesAndCountries(event).every((key) => key.endsWith('null')),
      ).length;
      expect(coverage).toEqual([
        {
          dimension: 'PARTICIPATIONS_ROLE',
          known: events.length - unattended,
          unknown: unattended,
          imprecise: 0,
        },
        {
          dimension: 'PARTICIPATIONS_ACTOR_COUNTRY',
          known: events.length - nowhere,
          unknown: nowhere,
          imprecise: 0,
        },
      ]);
      const sum = [...expected.values()].reduce((total, { members }) => total + members.length, 0);
      expect(reconciliation).toEqual(
        counting === 'WHOLE'
          ? { distinctMembers: events.length, sumOfGroups: sum, overlap: sum - events.length }
          : { distinctMembers: events.length, sumOfGroups: events.length, overlap: 0 },
      );
    },
  );

  it('divide money by the number of keys, exactly, and round only the sum', async () => {
    const data = await ask(
      `{ awards { groups(by: [{ dimension: RECIPIENT_COUNTRIES }], counting: FRACTIONAL, first: 100, orderBy: [{ money: { currency: EUR, direction: DESC } }]) {
           nodes { keys { value } count money { currency count total average max }
             only(where: { kind: { eq: WINNER } }) { count money { currency total } } } } } }`,
    );
    const countriesOf = ({ recipient }: Award) => {
      const codes = recipient.countries?.nodes.map(({ code }) => code) ?? [];
      return codes.length === 0 ? ['null'] : codes;
    };
    const minor = ({ amount, currency }: { amount: string; currency: string }) =>
      BigInt(Math.round(Number(amount) * (currency === 'TND' ? 1000 : 100)));
    const half = ([a, b]: Fraction) => (2n * a + b) / (2n * b);
    const total = (shares: readonly [Award, bigint][], currency: string, kind?: string) =>
      shares
        .filter(
          ([award]) => award.money?.currency === currency && (kind === undefined || award.kind === kind),
        )
        .reduce<Fraction>(
          (sum, [{ money }, share]) => add(sum, [money ? minor(money) : 0n, share]),
          [0n, 1n],
        );
    const text = (units: bigint, currency: string) => {
      const unit = currency === 'TND' ? 1000n : 100n;
      const digits = currency === 'TND' ? 3 : 2;
      return units % unit === 0n ? String(units / unit) : (Number(units) / Number(unit)).toFixed(digits);
    };
    const expected = groupBy(awards, countriesOf);
    const euros: bigint[] = [];
    for (const node of data.awards.groups.nodes) {
      const group = expected.get(keyOf(node));
      const shares = group?.shares ?? [];
      for (const money of node.money) {
        const { currency } = money;
        const paid = shares.filter(([award]) => award.money?.currency === currency);
        const weight = paid.reduce<Fraction>((sum, [, share]) => add(sum, [1n, share]), [0n, 1n]);
        const sum = total(shares, currency);
        expect({ key: keyOf(node), ...money }).toEqual({
          key: keyOf(node),
          currency,
          count: paid.length,
          total: text(half(sum), currency),
          average: text(half([sum[0] * weight[1], sum[1] * weight[0]]), currency),
          max: text(
            paid.map(([{ money: m }]) => (m ? minor(m) : 0n)).reduce((a, b) => (a > b ? a : b)),
            currency,
          ),
        });
        if (currency === 'EUR') euros.push(half(sum));
      }
      expect(node.only.count).toBe(shares.filter(([{ kind }]) => kind === 'WINNER').length);
      for (const { currency, total: written } of node.only.money) {
        expect(written).toBe(text(half(total(shares, currency, 'WINNER')), currency));
      }
    }
    expect(euros.length).toBeGreaterThan(2);
    expect(euros).toEqual([...euros].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
  });

  it('page by weight through every group once, both ways, and filter by it', async () => {
    const walk = async (way: 'first' | 'last') => {
      const found: string[] = [];
      for (let cursor = ''; ;) {
        const data = await ask(
          `{ events { groups(by: [{ path: "participations.actor.country" }], counting: FRACTIONAL, orderBy: [{ weight: DESC }], ${way}: 2${cursor}) {
               nodes { keys { value } weight { value } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }`,
        );
        const { nodes, pageInfo } = data.events.groups;
        const page = nodes.map(
          (node: { weight: { value: number }; keys: { value: string }[] }) =>
            `${keyOf(node)} ${node.weight.value}`,
        );
        if (way === 'first') found.push(...page);
        else found.unshift(...page);
        if (!(way === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return found;
        cursor = way === 'first' ? `, after: "${pageInfo.endCursor}"` : `, before: "${pageInfo.startCursor}"`;
      }
    };
    const forward = await walk('first');
    const expected = groupBy(events, ({ participations: { nodes } }) =>
      nodes.length === 0 ? ['null'] : nodes.map(({ actor }) => actor.country?.code ?? 'null'),
    );
    expect(forward).toHaveLength(expected.size);
    expect(await walk('last')).toEqual(forward);
    const bound = 3.5;
    const heavy = await ask(
      `{ events { groups(by: [{ path: "participations.actor.country" }], counting: FRACTIONAL, having: [{ weight: { gte: ${bound} } }], first: 100) { nodes { keys { value } } } } }`,
    );
    expect(heavy.events.groups.nodes.map(keyOf).sort()).toEqual(
      [...expected]
        .filter(
          ([
            ,
            {
              weight: [a, b],
            },
          ]) => Number(a) / Number(b) >= bound,
        )
        .map(([key]) => key)
        .sort(),
    );
  });

  it('leave out what is unknown when told to, but not from what is covered', async () => {
    const data = await ask(
      `{ events { groups(by: [{ dimension: PARTICIPATIONS_ROLE }], counting: WHOLE, includeUnknown: false) {
           totalCount nodes { keys { state } } coverage { unknown } reconciliation { distinctMembers } } } }`,
    );
    const { totalCount, nodes, coverage, reconciliation } = data.events.groups;
    expect(totalCount).toBe(3);
    expect(nodes).toHaveLength(3);
    expect(nodes.every(({ keys }: { keys: { state: string }[] }) => keys[0]?.state === 'KNOWN')).toBe(true);
    expect(coverage[0].unknown).toBe(
      events.filter(({ participations }) => participations.nodes.length === 0).length,
    );
    expect(reconciliation.distinctMembers).toBe(events.length);
  });

  it('count the different values that lie beyond a relation, without counting a member twice', async () => {
    const data = await ask(
      `{ events { groups(by: [{ dimension: KIND }]) { nodes { keys { value } count distinct(of: PARTICIPATIONS_ACTOR_COUNTRY)
           only(where: { mode: { eq: ONLINE } }) { count distinct(of: PARTICIPATIONS_ACTOR_COUNTRY) } members(first: 1000) { nodes { slug mode } } } } } }`,
    );
    const bySlug = new Map(events.map((event) => [event.slug, event]));
    for (const { count, distinct, only, members } of data.events.groups.nodes) {
      const countries = (slugs: string[]) =>
        new Set(
          slugs.flatMap((slug) =>
            (bySlug.get(slug)?.participations.nodes ?? []).flatMap(({ actor }) => actor.country?.code ?? []),
          ),
        ).size;
      const all: { slug: string; mode: string | null }[] = members.nodes;
      const online = all.filter(({ mode }) => mode === 'ONLINE');
      expect({ count, distinct }).toEqual({
        count: all.length,
        distinct: countries(all.map(({ slug }) => slug)),
      });
      expect(only).toEqual({ count: online.length, distinct: countries(online.map(({ slug }) => slug)) });
    }
  });

  it('want to be told how to count, and say where a path goes wrong', async () => {
    const attempts: [string, (string | number)[], RegExp][] = [
      ['by: [{ dimension: PARTICIPATIONS_ROLE }]', ['counting'], /PARTICIPATIONS_ROLE: say with `counting`/],
      ['by: [{ path: "participations.role" }]', ['counting'], /FRACTIONAL/],
      [
        'by: [{ path: "participations.colour" }]',
        ['by', 0, 'path'],
        /Field 2 of the path is not a field of Participation/,
      ],
      [
        'by: [{ path: "kind.name" }]',
        ['by', 0, 'path'],
        /Field 2 of the path leads nowhere: Event.kind is not a relation/,
      ],
      ['by: [{ path: "name" }]', ['by', 0, 'path'], /Field 1 of the path is not something to group by/],
      ['by: [{ path: "" }]', ['by', 0, 'path'], /Field 1/],
      ['by: [{ path: "a.b.c.d.e.f.g.h.i" }]', ['by', 0, 'path'], /at most 8/],
      ['by: [{ path: "kind", dimension: KIND }]', ['by', 0], /one of the two/],
      ['by: [{}]', ['by', 0], /one of the two/],
      [
        'by: [{ dimension: STARTS_ON, bucket: WEEK, calendar: HIJRI }]',
        ['by', 0, 'calendar'],
        /same in every calendar/,
      ],
      [
        'by: [{ dimension: KIND }], having: [{ distinct: { of: MODE } }]',
        ['having', 0, 'distinct', 'count'],
        /Say how much/,
      ],
      [
        'by: [{ dimension: KIND }], orderBy: [{ only: { where: { mode: { eq: ONLINE } }, by: { key: ASC } } }]',
        ['orderBy', 0, 'only', 'by'],
        /no part/,
      ],
      [
        'by: [{ dimension: KIND }], orderBy: [{ only: { where: {}, by: { count: ASC } } }]',
        ['orderBy', 0, 'only', 'where'],
        /cannot be empty/,
      ],
    ];
    for (const [args, path, message] of attempts) {
      const { status, errors } = await registry.ask(`{ events { groups(${args}) { totalCount } } }`);
      expect({
        args,
        status,
        code: errors?.[0]?.extensions.code,
        path: errors?.[0]?.extensions.path,
      }).toEqual({
        args,
        status: 400,
        code: 'BAD_USER_INPUT',
        path: ['events', 'groups', ...path],
      });
      expect(errors?.[0]?.message).toMatch(message);
    }
  });
});
