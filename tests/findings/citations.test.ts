import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { importDrafts } from '../../src/changes/import.js';
import { readFiles } from '../../src/files/read-file.js';
import { loadModel } from '../../src/model/load.js';
import { kindNamed } from '../../src/model/model.js';
import { citableFields } from '../../src/model/written.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { writeSeeds } from '../support/world.js';

const SOURCES = ['a', 'b', 'c', 'd'].map((slug) => ({ slug, name: { en: slug } }));

const cite = (source: string, field?: string) => ({ source, ...(field === undefined ? {} : { field }) });

const EVENTS = [
  {
    slug: 'cited-field-by-field',
    name: { en: 'One' },
    kind: 'CAMP',
    startsOn: '2024-06-12',
    durationDays: 3,
    citations: [cite('a'), cite('b', 'durationDays'), cite('c', 'name.en'), cite('d', 'name')],
  },
  { slug: 'cited-for-its-name-only', name: { en: 'Two' }, kind: 'CAMP', citations: [cite('a', 'name')] },
];

describe('a citation', () => {
  it('names a field that people write, or a part of it', async () => {
    const model = await loadModel();
    const fields = citableFields(kindNamed(model, 'Award'));
    expect(fields).toEqual(expect.arrayContaining(['rank', 'team', 'money', 'money.amount', 'note.ar']));
    for (const wrong of ['id', 'slug', 'version', 'recipient', 'citations', 'history', 'money.total'])
      expect(fields).not.toContain(wrong);
    expect(citableFields(kindNamed(model, 'Event'))).toContain('topics');
    expect(citableFields(kindNamed(model, 'Event'))).not.toContain('period');
  });
});

describe.each(DIALECTS)('citations on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: { source: SOURCES, event: EVENTS } });
  });
  afterAll(() => registry.close());

  it.each(['begin', 'period', 'id', 'name.de', 'startsOn.earliest', '', 'citations'])(
    'of %p is refused with its place and the fields that there are, and without repeating it',
    async (field) => {
      const { model, store } = registry;
      const folder = writeSeeds({
        event: [{ slug: 'e', name: { en: 'E' }, kind: 'CAMP', citations: [cite('a'), cite('a', field)] }],
      });
      const files = [{ name: 'event.yaml', path: join(folder, 'event.yaml') }];
      const note = { author: 'tests', message: 'No.' };
      const { problems } = await importDrafts(model, store, readFiles(model, files), note);
      rmSync(folder, { recursive: true });
      expect(problems).toEqual([
        expect.objectContaining({ file: 'event.yaml', path: '[0].citations[1].field' }),
      ]);
      const message = problems[0]?.message ?? '';
      expect(message).toMatch(
        /^is not a field of Event that can be cited; it has note, .*name\.ar, .*startsOn,/,
      );
    },
  );

  it.each([
    // The one of the whole record stands for a field without its own.
    ['cited-field-by-field', 'startsOn', ['a']],
    ['cited-field-by-field', 'durationDays', ['b']],
    // Of a value, what supports a part of it as well; of a part, what supports the value.
    ['cited-field-by-field', 'name', ['c', 'd']],
    ['cited-field-by-field', 'name.en', ['c', 'd']],
    ['cited-field-by-field', 'name.ar', ['d']],
    ['cited-for-its-name-only', 'name', ['a']],
    ['cited-for-its-name-only', 'kind', []],
  ])('of %s for its %s say which source supports it', async (slug, field, expected) => {
    const query = `query ($slug: String!, $field: String) { event(slug: $slug) { citations(field: $field) { source { slug } } } }`;
    const { data, errors } = await registry.ask(query, { slug, field });
    expect(errors).toBeUndefined();
    expect(data.event.citations.map(({ source }: any) => source.slug)).toEqual(expected);
  });

  it('are all there when no field is asked for, and can be filtered by it as a list of their own', async () => {
    const { data } = await registry.ask(`{
      event(slug: "cited-field-by-field") { citations { field } }
      citations(where: { field: { eq: "durationDays" }, source: { slug: { eq: "b" } } }) { nodes { record { ... on Event { slug } } } }
    }`);
    expect(data.event.citations).toHaveLength(4);
    expect(data.citations.nodes).toEqual([{ record: { slug: 'cited-field-by-field' } }]);
  });

  it('for a field that the kind does not have are an error that names those it has', async () => {
    const { errors } = await registry.ask('{ events { nodes { citations(field: "begin") { id } } } }');
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^Event has no such field that can be cited; it has note, .*startsOn,/),
      extensions: { code: 'BAD_USER_INPUT', path: ['events', 'nodes', 'citations', 'field'] },
    });
  });
});
