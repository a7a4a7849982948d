import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const deep = (levels: number, inner: object): object =>
  levels === 0 ? inner : { not: deep(levels - 1, inner) };
const text = (value: unknown): string => JSON.stringify(value).replace(/"(\w+)":/g, '$1:');

/** What is wrong, the document, its variables, and where the error must point. */
const LITERALS: readonly (readonly [what: string, query: string, path: (string | number)[]])[] = [
  ['a negative page', '{ events(first: -1) { totalCount } }', ['events', 'first']],
  ['a page of a million', '{ events(first: 1000000) { totalCount } }', ['events', 'first']],
  ['a page that is no whole number', '{ events(first: 1.5) { totalCount } }', ['events', 'first']],
  ['a negative page from the end', '{ events(last: -1) { totalCount } }', ['events', 'last']],
  ['both first and last', '{ events(first: 2, last: 3) { totalCount } }', ['events', 'last']],
  ['a malformed cursor', '{ events(after: "%%%") { totalCount } }', ['events', 'after']],
  ['null for a filter', '{ events(where: null) { totalCount } }', ['events', 'where']],
  ['an empty filter', '{ events(where: {}) { totalCount } }', ['events', 'where']],
  ['null for a field', '{ events(where: { kind: null }) { totalCount } }', ['events', 'where', 'kind']],
  ['an empty operator', '{ events(where: { kind: {} }) { totalCount } }', ['events', 'where', 'kind']],
  [
    'null for an operand',
    '{ events(where: { kind: { eq: null } }) { totalCount } }',
    ['events', 'where', 'kind', 'eq'],
  ],
  [
    'null for a number',
    '{ events(where: { topics: { count: { gte: null } } }) { totalCount } }',
    ['events', 'where', 'topics', 'count', 'gte'],
  ],
  [
    'an empty list',
    '{ events(where: { kind: { in: [] } }) { totalCount } }',
    ['events', 'where', 'kind', 'in'],
  ],
  ['an empty or', '{ events(where: { or: [] }) { totalCount } }', ['events', 'where', 'or']],
  [
    'an empty filter in an and',
    '{ events(where: { and: [{ kind: { eq: CAMP } }, {}] }) { totalCount } }',
    ['events', 'where', 'and', 1],
  ],
  [
    'an empty relation',
    '{ events(where: { programme: {} }) { totalCount } }',
    ['events', 'where', 'programme'],
  ],
  [
    'an empty quantifier',
    '{ events(where: { topics: { some: {} } }) { totalCount } }',
    ['events', 'where', 'topics', 'some'],
  ],
  [
    'a count of nothing',
    '{ events(where: { topics: { count: { where: { slug: { eq: "x" } } } } }) { totalCount } }',
    ['events', 'where', 'topics', 'count'],
  ],
  ['isNull at the root', '{ events(where: { isNull: true }) { totalCount } }', ['events', 'where', 'isNull']],
  [
    'isNull beside something else',
    '{ events(where: { programme: { isNull: true, slug: { eq: "x" } } }) { totalCount } }',
    ['events', 'where', 'programme'],
  ],
  [
    'match without an operator',
    '{ events(where: { startsOn: { match: CERTAIN } }) { totalCount } }',
    ['events', 'where', 'startsOn'],
  ],
  [
    'an amount without a currency',
    '{ awards(where: { money: { gt: "5" } }) { totalCount } }',
    ['awards', 'where', 'money'],
  ],
  [
    'an amount that a currency has not',
    '{ awards(where: { money: { currency: JPY, gt: "0.5" } }) { totalCount } }',
    ['awards', 'where', 'money', 'gt'],
  ],
  [
    'a currency that is none',
    '{ awards(where: { money: { currency: XXQ } }) { totalCount } }',
    ['awards', 'where', 'money', 'currency'],
  ],
  [
    'an unknown enum value',
    '{ events(where: { kind: { eq: PARTY } }) { totalCount } }',
    ['events', 'where', 'kind', 'eq'],
  ],
  [
    'an impossible date',
    '{ events(where: { startsOn: { gte: "2024-02-30" } }) { totalCount } }',
    ['events', 'where', 'startsOn', 'gte'],
  ],
  [
    'a date beyond the calendar',
    '{ events(where: { startsOn: { gte: "Y17E8" } }) { totalCount } }',
    ['events', 'where', 'startsOn', 'gte'],
  ],
  [
    'a text of nothing but marks',
    '{ events(where: { name: { contains: "\u064b" } }) { totalCount } }',
    ['events', 'where', 'name', 'contains'],
  ],
  [
    'a NUL in a text',
    '{ events(where: { name: { eq: "a\\u0000b" } }) { totalCount } }',
    ['events', 'where', 'name', 'eq'],
  ],
  [
    'a filter nested 40 deep',
    `{ events(where: ${text(deep(40, { slug: { eq: 'x' } }))}) { totalCount } }`,
    ['events', 'where', ...Array<string>(12).fill('not')],
  ],
  ['5,000 nested brackets', `{ events(where: ${'['.repeat(5000)}`, ['query']],
  [
    'an EDTF string of 100 KB',
    `{ events(where: { startsOn: { gte: "Y${'1'.repeat(100_000)}" } }) { totalCount } }`,
    ['query'],
  ],
  [
    '10,000 aliases',
    `{ ${Array.from({ length: 10_000 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
    ['query'],
  ],
  ['4,001 tokens', `{ ${'__typename '.repeat(4001)} }`, ['query']],
  [
    'an order that names nothing',
    '{ events(orderBy: [{ place: null }]) { totalCount } }',
    ['events', 'orderBy', 0],
  ],
  [
    'an order over too many relations',
    '{ events(orderBy: [{ parent: { parent: { parent: { parent: { parent: { slug: ASC } } } } } }]) { totalCount } }',
    ['events', 'orderBy', 0, 'parent', 'parent', 'parent', 'parent', 'parent'],
  ],
  [
    'a filter of 201 fields',
    `{ events(where: { or: [${'{ edition: { eq: 1 } } '.repeat(201)}] }) { totalCount } }`,
    ['events', 'where', 'or', 199],
  ],
  ['more ids than are taken', `{ nodes(ids: [${'"evt_x", '.repeat(101)}]) { id } }`, ['nodes', 'ids']],
];

const VARIABLES: readonly (readonly [
  what: string,
  query: string,
  variables: object,
  path: (string | number)[],
])[] = [
  ['a negative page', 'query ($n: Int) { events(first: $n) { totalCount } }', { n: -1 }, ['events', 'first']],
  [
    'a page of text',
    'query ($n: Int) { events(first: $n) { totalCount } }',
    { n: 'secret' },
    ['variables', 'n'],
  ],
  [
    'null for a filter',
    'query ($w: EventWhere) { events(where: $w) { totalCount } }',
    { w: null },
    ['events', 'where'],
  ],
  [
    'an unknown enum value',
    'query ($w: EventWhere) { events(where: $w) { totalCount } }',
    { w: { kind: { eq: 'secret' } } },
    ['variables', 'w', 'kind', 'eq'],
  ],
  [
    'an unknown field',
    'query ($w: EventWhere) { events(where: $w) { totalCount } }',
    { w: { nothing: 1 } },
    ['variables', 'w'],
  ],
  [
    'an impossible date',
    'query ($d: Edtf) { events(where: { startsOn: { gte: $d } }) { totalCount } }',
    { d: 'secret' },
    ['variables', 'd'],
  ],
  [
    'an EDTF string of 100 KB',
    'query ($d: Edtf) { events(where: { startsOn: { gte: $d } }) { totalCount } }',
    { d: `Y${'1'.repeat(100_000)}` },
    ['variables', 'd'],
  ],
  [
    'half a surrogate pair',
    'query ($s: String!) { event(slug: $s) { slug } }',
    { s: 'a\ud800' },
    ['variables', 's'],
  ],
  [
    'a NUL',
    'query ($s: [String!]) { events(where: { slug: { in: $s } }) { totalCount } }',
    { s: ['a', '\u0000'] },
    ['variables', 's', 1],
  ],
  ['a missing variable', 'query ($s: String!) { event(slug: $s) { slug } }', {}, ['variables', 's']],
  [
    'a filter nested 40 deep',
    'query ($w: EventWhere) { events(where: $w) { totalCount } }',
    { w: deep(40, { slug: { eq: 'x' } }) },
    ['events', 'where', ...Array<string>(12).fill('not')],
  ],
  [
    'a filter nested 1,000 deep',
    'query ($w: EventWhere) { events(where: $w) { totalCount } }',
    { w: deep(1000, {}) },
    ['variables'],
  ],
  [
    '10,001 values',
    'query ($s: [String!]) { events(where: { slug: { in: $s } }) { totalCount } }',
    { s: Array<string>(10_001).fill('x') },
    ['events', 'where', 'slug', 'in'],
  ],
];

describe.each(DIALECTS)('bad input on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: {} });
  });
  afterAll(() => registry.close());

  const refused = async (query: string, variables: object, path: (string | number)[]) => {
    registry.statements.length = 0;
    const { status, errors, data } = await registry.ask(query, variables);
    expect({ status, code: errors?.[0]?.extensions.code, path: errors?.[0]?.extensions.path, data }).toEqual({
      status: 400,
      code: 'BAD_USER_INPUT',
      path,
      data: undefined,
    });
    expect(JSON.stringify(errors)).not.toMatch(/secret|SELECT|node_modules|1{65}/);
    expect(registry.statements).toEqual([]);
  };

  it.each(LITERALS)(
    '%s in a document is refused with its path, before the database is touched',
    async (_what, query, path) => {
      await refused(query, {}, path);
    },
  );

  it.each(VARIABLES)(
    '%s in a variable is refused with its path, before the database is touched',
    async (_what, query, variables, path) => {
      await refused(query, variables, path);
    },
  );

  it('what is not there is null, not an error', async () => {
    const { data } = await registry.ask(
      '{ event(slug: "nothing") { slug } country(code: "ZZ") { code } node(id: "evt_nothing") { id } other: node(id: "what") { id } nodes(ids: ["evt_x", "y"]) { id } }',
    );
    expect(data).toEqual({ event: null, country: null, node: null, other: null, nodes: [null, null] });
  });

  it('relations in one another beyond what a database can follow are refused, not a failure', async () => {
    const nested = (depth: number): string =>
      depth === 0 ? 'slug' : `programme { events { nodes { ${nested(depth - 1)} } } }`;
    for (const depth of [1, 5, 15]) {
      const { data, errors } = await registry.ask(`{ events { nodes { slug ${nested(depth)} } } }`);
      const isBeyond = dialect === 'sqlite' && depth === 15;
      expect([depth, errors]).toEqual([
        depth,
        isBeyond
          ? [{ message: expect.stringContaining('too complex'), extensions: { code: 'BAD_USER_INPUT' } }]
          : undefined,
      ]);
      expect(Boolean(data)).toBe(!isBeyond);
    }
  });

  it('a hundred wrong values in one document are each told once', async () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => `a${index}: events(where: { kind: { eq: WRONG } }) { totalCount }`,
    );
    const { errors } = await registry.ask(`{ ${many.join(' ')} }`);
    expect(errors?.length).toBe(60);
    expect(errors?.[59]?.extensions.path).toEqual(['a59', 'where', 'kind', 'eq']);
  });
});
