import { parse, type OperationDefinitionNode } from 'graphql';
import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import { describeOrder, signatureOf } from '../../src/planner/cursor.js';
import { postgres } from '../../src/planner/dialects/postgres.js';
import { sqlite } from '../../src/planner/dialects/sqlite.js';
import { Planner } from '../../src/planner/planner.js';

const model = await loadModel();
const schema = buildSchema(model);

function statementsOf(source: string, dialect = sqlite) {
  const document = parse(source);
  const [operation] = document.definitions as [OperationDefinitionNode];
  const planner = new Planner(model, schema, dialect);
  const { roots } = planner.prepare({ document, operation, variables: {}, langs: [], typed: false });
  return roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
}

describe('a question is light', () => {
  it.each([
    ['a record by its key', '{ event(slug: "x") { slug name startsOn { edtf } names { text } } }'],
    [
      'what its to-one relations lead to',
      '{ event(slug: "x") { place { country { name } } programme { name } } }',
    ],
    ['whoever it is about', '{ award(slug: "x") { recipient { __typename ... on Team { name } } } }'],
    ['its lists', '{ event(slug: "x") { citations { locator source { slug } } } }'],
    ['records by their ids', '{ nodes(ids: ["evt_a", "per_b"]) { id ... on Event { name } } }'],
    [
      'a page in the order of the key',
      '{ events(first: 20) { nodes { name place { name } } pageInfo { hasNextPage endCursor } } }',
    ],
    ['a page from the end', '{ events(last: 5) { edges { cursor node { slug } } } }'],
    [
      'a page of a relation with an index',
      '{ programme(slug: "x") { events(first: 10) { nodes { name } } } }',
    ],
    [
      'pages in pages, when they are small',
      '{ programmes(first: 8) { nodes { events(first: 5) { nodes { slug } } } } }',
    ],
    ['several of these together', '{ event(slug: "x") { slug } country(code: "AZ") { name } }'],
  ])('%s', (_what, source) => {
    for (const statement of statementsOf(source)) {
      expect(statement.light).toBe(true);
      expect(statement.text).not.toContain('sijill_continues');
    }
  });

  it.each([
    ['a filter', '{ events(first: 1, where: { slug: { eq: "x" } }) { nodes { slug } } }'],
    ['another order', '{ events(first: 1, orderBy: [{ name: ASC }]) { nodes { slug } } }'],
    ['a total', '{ events(first: 1) { totalCount } }'],
    ['groups', '{ events(first: 1) { groups(by: [{ dimension: KIND }]) { nodes { count } } } }'],
    ['an aggregate', '{ events(first: 1) { aggregate { count } } }'],
    ['a total below a record', '{ programme(slug: "x") { events { totalCount } } }'],
    ['a large page', '{ events(first: 600) { nodes { slug } } }'],
    [
      'pages in pages that are large together',
      '{ programmes(first: 60) { nodes { events(first: 10) { nodes { slug } } } } }',
    ],
    ['a relation through a table of pairs', '{ event(slug: "x") { topics(first: 1) { nodes { slug } } } }'],
    ['the numbers of the registry', '{ registry { counts { count } } }'],
    [
      'history, where a record may have any number of versions',
      '{ event(slug: "x", asOf: "2024-06-01T00:00:00Z") { slug } }',
    ],
    ['a search', '{ search(text: "camp") { totalCount } }'],
    [
      'many light ones at once',
      `{ ${Array.from({ length: 260 }, (_, n) => `e${n}: event(slug: "x") { place { name } }`).join(' ')} }`,
    ],
  ])('but not %s', (_what, source) => {
    const statements = statementsOf(source);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.map(({ light }) => light)).not.toContain(true);
  });

  it('unless it looks behind a cursor, which no index answers', () => {
    const order = [
      { hops: [], by: { type: 'column', column: 'slug', encoding: 'token' }, descending: false },
    ];
    const signature = signatureOf(describeOrder('Event', order as never));
    const cursor = Buffer.from(JSON.stringify([signature, 'x'])).toString('hex');
    const lightness = ['hasNextPage endCursor', 'hasPreviousPage'].map(
      (asked) => statementsOf(`{ events(first: 5, after: "${cursor}") { pageInfo { ${asked} } } }`)[0]?.light,
    );
    expect(lightness).toEqual([true, false]);
  });
});

describe('a statement that is not light', () => {
  it.each([
    ['pages', '{ events(orderBy: [{ name: ASC }]) { nodes { slug } } }'],
    ['totals with a filter', '{ events(where: { kind: { eq: CAMP } }) { totalCount } }'],
    ['groups', '{ events { groups(by: [{ dimension: KIND }]) { nodes { count } } } }'],
    ['aggregates', '{ events { aggregate { count } } }'],
  ])('can be stopped in SQLite: %s', (_what, source) => {
    expect(statementsOf(source)[0]?.text).toContain('sijill_continues()');
    expect(statementsOf(source, postgres)[0]?.text).not.toContain('sijill_continues');
  });

  it('counts all records without a look at any', () => {
    expect(statementsOf('{ events { totalCount } }')[0]?.text).not.toMatch(/WHERE|sijill_continues/);
  });

  it('can be stopped while it counts the versions of a moment', () => {
    const [statement] = statementsOf('{ events(asOf: "2024-06-01T00:00:00Z") { totalCount } }');
    expect(statement?.text).toContain('sijill_continues()');
    expect(statement?.values).toEqual(['2024-06-01T00:00:00.000Z', '2024-06-01T00:00:00.000Z']);
  });
});
