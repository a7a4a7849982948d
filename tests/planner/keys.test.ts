import { parse, type OperationDefinitionNode } from 'graphql';
import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import { sqlite } from '../../src/planner/dialects/sqlite.js';
import { Planner } from '../../src/planner/planner.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const model = await loadModel();
const schema = buildSchema(model);

/** Prepares one document with several variables, one after the other; what is bound each time, a key twice: of the record, and of one that was merged. */
function valuesOf(source: string, ...given: Record<string, unknown>[]) {
  const document = parse(source);
  const [operation] = document.definitions as [OperationDefinitionNode];
  const planner = new Planner(model, schema, sqlite);
  return given.map((variables) => {
    const { roots } = planner.prepare({ document, operation, variables, langs: [], typed: false });
    return roots.map((root) => ('statement' in root ? [...new Set(root.statement.values)] : root.json));
  });
}

describe('a variable that is the key of a record', () => {
  it('is bound anew each time', () => {
    expect(valuesOf('query ($s: String!) { event(slug: $s) { slug } }', { s: 'a' }, { s: 'b' })).toEqual([
      [['a']],
      [['b']],
    ]);
  });

  it('is bound wherever it is a key, and beside values that are not', () => {
    const source = `query ($s: String!, $c: String!) {
      event(slug: $s) { participations(where: { person: { country: { code: { eq: $c } } } }) { totalCount } }
      programme(slug: $s) { slug } country(code: $c) { name } other: event(slug: "x") { slug } }`;
    const [first, second, third] = valuesOf(
      source,
      { s: 'a', c: 'AZ' },
      { s: 'b', c: 'AZ' },
      { s: 'b', c: 'TR' },
    );
    expect(first?.slice(1)).toEqual([['a'], ['AZ'], ['x']]);
    expect(second?.slice(1)).toEqual([['b'], ['AZ'], ['x']]);
    expect(third?.slice(1)).toEqual([['b'], ['TR'], ['x']]);
    expect([first, second, third].map((roots) => roots?.[0]?.includes('TR'))).toEqual([false, false, true]);
  });

  it('is planned with when a directive decides by another variable whether it is asked', () => {
    const source =
      'query ($s: String!, $with: Boolean!) { event(slug: $s) @include(if: $with) { slug } country(code: "AZ") { code } }';
    expect(valuesOf(source, { s: 'a', with: false }, { s: 'a', with: true }, { s: 'b', with: true })).toEqual(
      [[['AZ']], [['a'], ['AZ']], [['b'], ['AZ']]],
    );
  });

  it('is refused when it is null, whatever it was before', () => {
    const source = 'query ($s: String = "a") { event(slug: $s) { slug } }';
    expect(valuesOf(source, { s: 'a' })).toEqual([[['a']]]);
    expect(() => valuesOf(source, { s: 'a' }, { s: null })).toThrow('must not be null');
  });
});

describe.each(DIALECTS)('records asked for by a variable on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect);
  });
  afterAll(() => registry.close());

  it('are each their own, the first time and later', async () => {
    const query = 'query ($code: String!) { country(code: $code) { code } }';
    for (const code of ['AZ', 'TR', 'AZ', 'none', "' OR 1 = 1 --", 'TN']) {
      const { data } = await registry.ask(query, { code });
      expect(data.country?.code).toBe(/^[A-Z]{2}$/.test(code) ? code : undefined);
    }
  });
});
