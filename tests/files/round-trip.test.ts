import { join } from 'node:path';
import { SEEDS_FOLDER } from '../../src/cli/serve.js';
import { importDrafts } from '../../src/changes/import.js';
import { exportRecords, FORMATS } from '../../src/files/export.js';
import { readFiles } from '../../src/files/read-file.js';
import { seed } from '../../src/files/seed.js';
import { change } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { filesIn, importFiles, temporaryFolder } from '../support/files.js';
import { startRegistry, type Registry } from '../support/registry.js';

/** Texts that have given trouble somewhere, each of which a name or a remark can be. */
const HARD = [
  '=1+1',
  "'=1+1",
  "''quoted",
  '@sum',
  '-5',
  "'-5",
  '+212 5 37',
  '－1',
  'NO',
  '1e5',
  '007',
  '2024-06-05',
  'a;b,c\td',
  '"quoted" \\ back',
  'two\nlines\r\nand three',
  ' spaces around ',
  '# no comment',
  '- [no list](x): {y}',
  '<b>&amp;</b>]]>',
  'أذربيجان\u200cو\u200fالإيسيسكو',
  'e\u0301 and \u00e9',
  '\u{1f3c6} prize',
  '{{7*7}} ${x} %s',
  '__proto__',
];

describe.each(DIALECTS)('an export on %s', (dialect) => {
  let registry: Registry;
  const folders: (() => void)[] = [];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: {} });
    const { model, store } = registry;
    await seed(model, store, SEEDS_FOLDER);
    const rows = HARD.map((text, index) => ({
      slug: `hard-${index}`,
      name: { ar: text, fr: index % 2 ? text : null },
      note: { en: text },
      externalIds: [{ scheme: 'TEST', value: `${index} ${text}` }],
    }));
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    expect((await importFiles(registry, { 'topic.jsonl': lines })).problems).toEqual([]);
    // A record that has another slug than the one from which its id follows.
    await change(registry, [{ update: 'Topic', of: 'hard-0', input: { slug: 'renamed' } }]);
  });
  afterAll(async () => {
    for (const remove of folders) remove();
    await registry.close();
  });

  const exported = async ({ model, store }: Registry, format: string) => {
    const { path, remove } = temporaryFolder();
    folders.push(remove);
    await exportRecords(model, store, { folder: path, format });
    return path;
  };

  it.each(FORMATS)('as %s gives the same registry when it is imported into an empty one', async (format) => {
    const first = await exported(registry, format);
    const other = await startRegistry(dialect, { rows: {} });
    try {
      const { model, store } = other;
      const files = Object.keys(filesIn(first)).map((name) => ({ name, path: join(first, name) }));
      const note = { author: 'tests', message: 'An export.' };
      const imported = await importDrafts(model, store, readFiles(model, files), note);
      expect(imported).toMatchObject({ problems: [], updated: 0, unchanged: 0 });
      expect(filesIn(await exported(other, format))).toEqual(filesIn(first));
      expect(filesIn(await exported(other, 'jsonl'))).toEqual(filesIn(await exported(registry, 'jsonl')));
      const again = await importDrafts(model, store, readFiles(model, files), note);
      expect(again).toMatchObject({ problems: [], created: 0, updated: 0, changeSet: null });
    } finally {
      await other.close();
    }
  });

  it('does not write into a folder that holds anything', async () => {
    const folder = await exported(registry, 'csv');
    const { model, store } = registry;
    await expect(exportRecords(model, store, { folder, format: 'csv' })).rejects.toThrow('is not empty');
  });

  it('has no cell that a spreadsheet takes for a formula', async () => {
    const folder = await exported(registry, 'csv');
    const text = Buffer.from(filesIn(folder)['topic.csv'] ?? '', 'base64').toString();
    expect(text).toContain(",'=1+1,");
    expect(text).not.toMatch(/(^|,)"?[=@+]/m);
  });
});
