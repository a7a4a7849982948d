import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { DIALECTS } from './support/databases.js';
import { startRegistry, type Registry } from './support/registry.js';

const FOLDER = fileURLToPath(new URL('./questions/', import.meta.url));
const QUESTIONS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.replace('.graphql', ''));

interface Fact {
  readonly fact: string;
  readonly source: string;
  readonly query: string;
  readonly answer: unknown;
}

const FACTS = parseYaml(readFileSync(new URL('./facts/facts.yaml', import.meta.url), 'utf8')) as Fact[];

/** The database's JSON sent untouched, and walked by graphql-js: both must say the same. */
const WAYS = [false, true];

describe.each(
  DIALECTS.flatMap((dialect) => WAYS.map((walk) => [dialect, walk ? 'walked' : 'untouched'] as const)),
)('the first data set on %s, answers %s', (dialect, way) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { walk: way === 'walked' });
  });
  afterAll(() => registry.close());

  it.each(QUESTIONS)('answers %s in one document, with one statement a root field', async (name) => {
    const query = readFileSync(`${FOLDER}${name}.graphql`, 'utf8');
    registry.statements.length = 0;
    const { data, errors } = await registry.ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual(JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8')));
    expect(registry.statements).toHaveLength(rootFields(query));
    // What was asked before may take a shorter way.
    expect((await registry.ask(query)).data).toEqual(data);
  });

  it.each(FACTS.map((fact) => [fact.fact, fact] as const))('knows: %s', async (_name, { query, answer }) => {
    for (const _time of ['first', 'again']) {
      const { data, errors } = await registry.ask(query);
      expect(errors).toBeUndefined();
      expect(data).toEqual(answer);
    }
  });
});

describe('the first data set', () => {
  it('cites a source for every record that an editor wrote', async () => {
    const registry = await startRegistry('sqlite');
    const missing: string[] = [];
    for (const kind of registry.model.kinds.values()) {
      if (!kind.fields.has('citations') || kind.name === 'ChangeSet') continue;
      const { data } = await registry.ask(
        `{ ${kind.plural}(where: { citations: { count: { eq: 0 } } }, first: 1000) { nodes { slug } } }`,
      );
      missing.push(...data[kind.plural].nodes.map(({ slug }: { slug: string }) => `${kind.name} ${slug}`));
    }
    await registry.close();
    expect(missing).toEqual([]);
  });

  it('names every record in Arabic, English and French', async () => {
    const registry = await startRegistry('sqlite');
    const incomplete: string[] = [];
    for (const kind of registry.model.kinds.values()) {
      if (!kind.fields.has('name')) continue;
      const { data } = await registry.ask(
        `{ ${kind.plural}(first: 1000) { nodes { slug names { lang } } } }`,
      );
      for (const { slug, names } of data[kind.plural].nodes) {
        if (names.length !== 3) incomplete.push(`${kind.name} ${slug}`);
      }
    }
    await registry.close();
    expect(incomplete).toEqual([]);
  });
});

function rootFields(query: string): number {
  const [operation] = parse(query).definitions;
  return operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections.length : 0;
}
