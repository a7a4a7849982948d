import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

interface Entry {
  readonly name: string;
  readonly finds: Readonly<Record<string, string>>;
  readonly misses: readonly string[];
}

const corpus = parse(readFileSync(new URL('corpus.yaml', import.meta.url), 'utf8')) as Entry[];

const pairs = corpus.flatMap(({ name, finds, misses }, at) => [
  ...Object.entries(finds).map(([query, level]) => ({ at, name, query, level })),
  ...misses.map((query) => ({ at, name, query, level: null })),
]);

describe.each(DIALECTS)('the corpus of searches on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    const topic = corpus.map(({ name }, at) => ({
      slug: `topic-${at}`,
      name: /\p{Script=Arabic}/u.test(name) ? { ar: name } : { en: name },
    }));
    registry = await startRegistry(dialect, { rows: { topic } });
  });
  afterAll(() => registry.close());

  it('has at least 150 pairs, in three languages', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(150);
    expect(pairs.filter(({ level }) => level === null).length).toBeGreaterThanOrEqual(40);
  });

  it.each(pairs)('“$query” and “$name”: $level', async ({ at, query, level }) => {
    const { data, errors } = await registry.ask(
      'query ($text: String!) { search(text: $text, kinds: [TOPIC], first: 100) { nodes { level record { ... on Topic { slug } } } } }',
      { text: query },
    );
    expect(errors).toBeUndefined();
    const found = data.search.nodes.find(
      ({ record }: { record: { slug: string } }) => record.slug === `topic-${at}`,
    );
    expect(found?.level ?? null).toBe(level);
  });
});
