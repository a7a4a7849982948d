import { rmSync } from 'node:fs';
import { keepIndex } from '../../src/changes/search-index.js';
import { seed } from '../../src/files/seed.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { writeSeeds } from '../support/world.js';

const rows = {
  country: [
    {
      slug: 'morocco',
      code: 'MA',
      code3: 'MAR',
      numericCode: '504',
      region: 'AFRICA',
      name: { ar: 'المغرب', en: 'Morocco', fr: 'Maroc' },
    },
  ],
  topic: [
    { slug: 'a-camp', name: { en: 'Camp' } },
    { slug: 'b-camp', name: { en: 'CAMP' } },
    { slug: 'c-camp', name: { en: 'Summer camp' } },
    { slug: 'd-camp', name: { en: 'Summer camps' } },
    { slug: 'e-camp', name: { en: 'Camping' } },
  ],
  organisation: [
    {
      slug: 'icesco',
      kind: 'INTERGOVERNMENTAL',
      acronym: 'ICESCO',
      name: { en: 'Islamic World Educational, Scientific and Cultural Organization' },
      description: { en: 'It holds a camp every year.' },
    },
  ],
};

describe.each(DIALECTS)('search on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows });
  });
  afterAll(() => registry.close());

  const search = async (text: string, args = '') => {
    const { data, errors } = await registry.ask(
      `query ($text: String!) { search(text: $text${args}) { totalCount nodes { kind level field lang text highlights { start end } record { id __typename ... on Topic { slug } ... on Organisation { slug acronym } ... on Country { code } } } } }`,
      { text },
    );
    expect(errors).toBeUndefined();
    return data.search as { totalCount: number; nodes: any[] };
  };

  it('ranks the exact name, the folded one, words, stems, descriptions; ties by slug', async () => {
    const { totalCount, nodes } = await search('Camp');
    expect(totalCount).toBe(6);
    expect(nodes.map(({ level, record }) => `${level} ${record.slug}`)).toEqual([
      'EXACT a-camp',
      'FOLDED b-camp',
      'FOLDED c-camp',
      'FOLDED e-camp',
      'FOLDED d-camp',
      'DESCRIPTION icesco',
    ]);
    expect((await search('camp', ', first: 2')).nodes.map(({ record }) => record.slug)).toEqual([
      'a-camp',
      'b-camp',
    ]);
  });

  it('says which text matched, and where in it', async () => {
    const [acronym] = (await search('icesco')).nodes;
    expect(acronym).toMatchObject({
      kind: 'ORGANISATION',
      level: 'FOLDED',
      field: 'acronym',
      lang: null,
      text: 'ICESCO',
      highlights: [{ start: 0, end: 6 }],
    });
    const [country] = (await search('بالمغرب')).nodes;
    expect(country).toMatchObject({
      kind: 'COUNTRY',
      level: 'STEMMED',
      field: 'name',
      lang: 'AR',
      text: 'المغرب',
      highlights: [{ start: 0, end: 6 }],
      record: { __typename: 'Country', code: 'MA' },
    });
    const [camps] = (await search('camps summer')).nodes;
    expect(camps).toMatchObject({
      record: { slug: 'd-camp' },
      highlights: [
        { start: 0, end: 6 },
        { start: 7, end: 12 },
      ],
    });
    const [typo] = (await search('sumner camp')).nodes;
    expect(typo).toMatchObject({
      level: 'TYPO',
      highlights: [
        { start: 0, end: 6 },
        { start: 7, end: 11 },
      ],
    });
    expect((await search('MAR')).nodes[0]).toMatchObject({
      level: 'EXACT',
      field: 'code3',
      record: { code: 'MA' },
    });
  });

  it('keeps to the kinds that are asked for, and takes an alias, a fragment and no selection of the record', async () => {
    expect((await search('camp', ', kinds: [ORGANISATION]')).nodes.map(({ kind }) => kind)).toEqual([
      'ORGANISATION',
    ]);
    const { data, errors } = await registry.ask(
      '{ found: search(text: "morocco") { __typename total: totalCount nodes { ...result } } } fragment result on SearchResult { __typename what: kind }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      found: {
        __typename: 'SearchResults',
        total: 1,
        nodes: [{ __typename: 'SearchResult', what: 'COUNTRY' }],
      },
    });
  });

  it('answers what cannot be searched for with what to change', async () => {
    const attempts: [string, string[]][] = [
      ['text: ""', ['text']],
      ['text: " ؟! …"', ['text']],
      [`text: "${'a'.repeat(201)}"`, ['text']],
      ['text: "a b c d e f g h i j k l m"', ['text']],
      ['text: "a", first: 101', ['first']],
      ['text: "a", first: -1', ['first']],
      ['text: "a", kinds: []', ['kinds']],
    ];
    for (const [args, path] of attempts) {
      const { status, errors } = await registry.ask(`{ search(${args}) { totalCount } }`);
      expect({
        args,
        status,
        code: errors?.[0]?.extensions.code,
        path: errors?.[0]?.extensions.path,
      }).toEqual({ args, status: 400, code: 'BAD_USER_INPUT', path: ['search', ...path] });
    }
  });

  it('follows every change of a record, and is the same when it is made anew', async () => {
    const folder = writeSeeds({ topic: [{ slug: 'a-camp', name: { en: 'Jamboree' } }] });
    await seed(registry.model, registry.store, folder);
    rmSync(folder, { recursive: true });
    expect((await search('jamboree')).nodes.map(({ record }) => record.slug)).toEqual(['a-camp']);
    expect((await search('camp')).nodes.map(({ record }) => record.slug)).not.toContain('a-camp');
    const content = () =>
      registry.store.transaction(async (manager) => {
        const tables = [
          'search_text',
          'search_word',
          'search_near',
          'search_text_history',
          'search_word_history',
        ];
        const rows = await Promise.all(tables.map((table) => manager.query(`SELECT * FROM ${table}`)));
        // Words that nothing has any more stay among the near ones: they lead nowhere.
        const words = new Set((rows[4] as { term: string }[]).map(({ term }) => term));
        const near = (rows[2] as { word: string }[]).filter(({ word }) => words.has(word));
        return [rows[0], rows[1], near, rows[3], rows[4]].map((table) =>
          table.map((row: object) => JSON.stringify(row)).sort(),
        );
      });
    const kept = await content();
    await registry.store.transaction((manager) =>
      manager.query(`UPDATE topic SET name_en_fold = 'wrong', name_en_sort = NULL WHERE slug = 'b-camp'`),
    );
    const told: number[] = [];
    await keepIndex(registry.model, registry.store, {
      force: true,
      progress: (records) => told.push(records),
    });
    expect(await content()).toEqual(kept);
    expect(told.at(-1)).toBeGreaterThan(7);
    const { data } = await registry.ask(
      '{ topics(where: { name: { eq: "camp" } }, orderBy: [{ name: ASC }]) { nodes { slug } } }',
    );
    expect(data.topics.nodes).toEqual([{ slug: 'b-camp' }]);
    told.length = 0;
    await keepIndex(registry.model, registry.store, { progress: (records) => told.push(records) });
    expect(told).toEqual([]);
  });
});
