import { Role } from '../../src/access/identity.js';
import { MOST_PROBLEMS } from '../../src/changes/import.js';
import type { Outcome } from '../../src/changes/operation.js';
import { everything } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { archiveOf, importFiles, workbookOf } from '../support/files.js';
import { startRegistry, type Registry } from '../support/registry.js';

const cell = (reference: string, text: string) =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const HEADINGS = `<row r="1">${cell('A1', 'slug')}${cell('B1', 'name.en')}</row>`;
const sheet = (rows: string, others?: Record<string, string>) => workbookOf('topic', HEADINGS + rows, others);

const text = (lines: readonly string[]) => lines.join('\n');

/** Files that cannot be imported, and where and how that is told. */
const REFUSED: readonly (readonly [string, Record<string, string | Buffer | Promise<Buffer>>, RegExp])[] = [
  ['of no format', { 'topic.docx': 'x' }, /^topic\.docx:1: is of no format that can be read; .*\.csv/],
  [
    'named after no kind',
    { 'topics-of-june.csv': 'slug\n' },
    /^topics-of-june\.csv:1: is not named after a kind/,
  ],
  [
    'of a kind that the registry notes by itself',
    { 'revision.jsonl': '{"slug":"x"}' },
    /is not named after a kind/,
  ],
  [
    'in Windows-1256 without saying so',
    { 'topic.csv': Buffer.from('slug\n\xc7\xe1', 'latin1') },
    /is not UTF-8; .*windows-1256/,
  ],
  ['with half a character at its end', { 'topic.csv': Buffer.from([0x61, 0xd8]) }, /is not UTF-8/],
  [
    'with an unknown column',
    { 'topic.csv': 'slug,name.en,colour\na,A,red\n' },
    /^topic\.csv:1, colour: is not a column of Topic; it has id, slug/,
  ],
  ['with a misspelt column', { 'topic.csv': 'slug,nam.en\na,A\n' }, /did you mean name\.en\?$/],
  [
    'with two columns for one field',
    { 'topic.csv': 'slug,name.en,Name.EN\na,A,B\n' },
    /^topic\.csv:1, Name\.EN: stands for a field that another/,
  ],
  [
    'with more cells than headings',
    { 'topic.csv': 'slug,name.en\na,A,red\n' },
    /^topic\.csv:2: has more cells than/,
  ],
  [
    'with a quote that is not closed',
    { 'topic.csv': 'slug,name.en\na,"A\n' },
    /^topic\.csv:\d: has a quote that is not closed/,
  ],
  [
    'with a row without end',
    { 'topic.csv': `slug,name.en\na,"${'x'.repeat(2 ** 21)}` },
    /has a row of more than 1048576 characters/,
  ],
  ['with 100,000 columns', { 'topic.csv': `${'x,'.repeat(100_000)}\n` }, /has more than 1000 columns/],
  [
    'with a control character',
    { 'topic.csv': 'slug,name.en\na,"A\u0007"\n' },
    /^topic\.csv:2, name\.en: has a control character/,
  ],
  [
    'with a NUL',
    { 'topic.csv': 'slug,name.en\na,A\u0000\n' },
    /^topic\.csv:2, name\.en: has a control character/,
  ],
  [
    'with a directional override',
    { 'topic.csv': 'slug,name.ar\na,\u202eA\n' },
    /^topic\.csv:2, name\.ar: has a control character, a directional override/,
  ],
  [
    'with a directional isolate',
    { 'topic.csv': 'slug,name.ar\na,\u2067A\n' },
    /^topic\.csv:2, name\.ar: has a control character, a directional override/,
  ],
  [
    'with a line that is no object',
    { 'topic.jsonl': '{"slug":"a","name":{"en":"A"}}\n[1]\n' },
    /^topic\.jsonl:2: must be a JSON object/,
  ],
  [
    'with a line without end',
    { 'topic.jsonl': `{"slug":"${'x'.repeat(2 ** 21)}` },
    /^topic\.jsonl:1: has a line of more than/,
  ],
  [
    'with a prototype',
    { 'topic.jsonl': '{"slug":"a","name":{"en":"A"},"__proto__":{"x":1}}' },
    /^topic\.jsonl:1: __proto__ is not a field of Topic/,
  ],
  [
    'with an unknown field',
    { 'topic.jsonl': '{"slug":"a","name":{"en":"A"},"brodaer":"x"}' },
    /brodaer is not a field of Topic.*; did you mean broader\?$/,
  ],
  [
    'with records of no kind',
    { 'all.jsonl': '{"kind":"Dance","record":{"slug":"a"}}' },
    /^all\.jsonl:1: is of no kind/,
  ],
  [
    'with an id of another kind',
    { 'topic.jsonl': '{"slug":"a","name":{"en":"A"},"id":"evt_0123456789abcdef"}' },
    /^topic\.jsonl:1: id is not an id of Topic/,
  ],
  [
    'with a record that another line writes',
    { 'topic.jsonl': text(['a', 'b', 'a'].map((slug) => `{"slug":"${slug}","name":{"en":"A"}}`)) },
    /^topic\.jsonl:3: slug is taken already, in line 1 of topic\.jsonl/,
  ],
  [
    'with a record that a line far above writes',
    {
      'topic.jsonl': text(
        Array.from({ length: 1500 }, (_, index) => `{"slug":"t${index % 1400}","name":{"en":"A"}}`),
      ),
    },
    /^topic\.jsonl:1401: slug names a record that the same files write already/,
  ],
  [
    'with a cycle of parents',
    {
      'topic.jsonl':
        '{"slug":"a","name":{"en":"A"},"broader":"b"}\n{"slug":"b","name":{"en":"B"},"broader":"a"}',
    },
    /broader .*part of itself/,
  ],
  [
    'with a misspelt reference',
    { 'person.csv': 'slug,name.en,country\na,A,morroco\n' },
    /^person\.csv:2, country: names no Country: .*; did you mean morocco\?$/,
  ],
  [
    'with a name for a reference',
    { 'person.csv': 'slug,name.en,country\na,A,Maroc\n' },
    /; did you mean MA\?$/,
  ],
  [
    'with the label of a value',
    { 'award.csv': 'slug,kind,tied,team\na,Lauréat,false,reds\n' },
    /^award\.csv:2, kind: .*; did you mean WINNER\?$/,
  ],
  [
    'with text for a number',
    { 'award.csv': 'slug,kind,tied,team,rank\na,WINNER,false,reds,first\n' },
    /^award\.csv:2, rank: must be a whole number/,
  ],
  [
    'that is YAML with an alias bomb',
    {
      'topic.yaml': text([
        '- &a [x]',
        ...'bcdef'
          .split('')
          .map((name, index) => `- &${name} [${Array(10).fill(`*${'abcde'[index]}`).join()}]`),
      ]),
    },
    /^topic\.yaml:1: uses too many aliases/,
  ],
  ['that is YAML with a tag for code', { 'topic.yaml': '- !!js/function "x"\n' }, /^topic\.yaml:1:/],
  [
    'that is no workbook',
    { 'topic.xlsx': 'PK but no more' },
    /^topic\.xlsx:1: is no workbook, or a broken one/,
  ],
  ['that is an empty archive', { 'topic.xlsx': archiveOf([]) }, /^topic\.xlsx:1: is no workbook/],
  [
    'with a formula',
    { 'topic.xlsx': sheet(`<row r="2">${cell('A2', 'a')}<c r="B2"><f>1+1</f><v>2</v></c></row>`) },
    /^topic\.xlsx, topic!2, B2: holds a formula; paste its value/,
  ],
  [
    'with an error in a cell',
    { 'topic.xlsx': sheet(`<row r="2">${cell('A2', 'a')}<c r="B2" t="e"><v>#REF!</v></c></row>`) },
    /^topic\.xlsx, topic!2, B2: holds an error/,
  ],
  [
    'with a row beyond the last',
    { 'topic.xlsx': sheet(`<row r="2147483648">${cell('A2147483648', 'a')}</row>`) },
    /is below row 1048576/,
  ],
  [
    'with a column beyond the last',
    { 'topic.xlsx': sheet(`<row r="2">${cell('XFE2', 'a')}</row>`) },
    /is right of column 16384/,
  ],
  [
    'with a huge cell',
    { 'topic.xlsx': sheet(`<row r="2">${cell('A2', 'a')}${cell('B2', randomText(70_000))}</row>`) },
    /^topic\.xlsx, topic!2, B2: has more than 65536 characters/,
  ],
  [
    'with a sheet of no kind',
    { 'topic.xlsx': workbookOf('Sheet1', HEADINGS).then(async () => archiveOfSheets(['Sheet1', 'Sheet2'])) },
    /^topic\.xlsx, Sheet1!1: is a sheet that is not named after a kind/,
  ],
  [
    'with macros',
    { 'topic.xlsx': sheet('', { 'xl/vbaProject.bin': 'x' }) },
    /has macros, links to other files or objects/,
  ],
  [
    'with links to other files',
    { 'topic.xlsx': sheet('', { 'xl/externalLinks/externalLink1.xml': 'x' }) },
    /has macros, links to other files/,
  ],
  [
    'that declares entities',
    { 'topic.xlsx': sheet('', { 'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>' }) },
    /declares a document type/,
  ],
  [
    'that is a bomb by its ratio',
    {
      'topic.xlsx': sheet('', {
        'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(4 * 2 ** 20)}</t></si></sst>`,
      }),
    },
    /unpacks to more than a file may/,
  ],
  [
    'that lies about its size',
    { 'topic.xlsx': sheet('').then(lyingAboutSizes) },
    /unpacks to another size than it says|is no workbook, or a broken one/,
  ],
  [
    'with two parts of one name',
    {
      'topic.xlsx': archiveOf([
        ['a', 'x'],
        ['a', 'y'],
      ]),
    },
    /two files of one name/,
  ],
  [
    'with a link in the archive',
    { 'topic.xlsx': archiveOf([['a', '/etc/passwd', { mode: 0o120777 }]]) },
    /is an archive with a link in it/,
  ],
  [
    'with 2,000 parts',
    { 'topic.xlsx': archiveOf(Array.from({ length: 2000 }, (_, index) => [`f${index}`, ''] as const)) },
    /more than 1000 files/,
  ],
];

function randomText(length: number): string {
  let text = '';
  for (let number = 1; text.length < length; number = (number * 48271) % 2147483647)
    text += number.toString(36);
  return text.slice(0, length);
}

function archiveOfSheets(names: readonly string[]): Promise<Buffer> {
  const links = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const sheets = names.map(
    (name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="r${index + 1}"/>`,
  );
  return archiveOf([
    ['xl/workbook.xml', `<workbook xmlns:r="${links}"><sheets>${sheets.join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', '<Relationships/>'],
  ]);
}

/** The archive with every part said to be one byte when it is unpacked. */
function lyingAboutSizes(archive: Buffer): Buffer {
  const lying = Buffer.from(archive);
  for (let at = lying.indexOf('PK\u0001\u0002'); at >= 0; at = lying.indexOf('PK\u0001\u0002', at + 4)) {
    lying.writeUInt32LE(1, at + 24);
  }
  return lying;
}

/** What a problem is, in the words in which the command line tells it. */
async function toldOf(registry: Registry, files: Record<string, string | Buffer>): Promise<string[]> {
  const { problemText } = await import('../../src/changes/draft.js');
  return (await importFiles(registry, files)).problems.map(problemText);
}

describe.each(DIALECTS)('files on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, {
      rows: {
        country: [
          {
            slug: 'morocco',
            code: 'MA',
            code3: 'MAR',
            numericCode: '504',
            region: 'AFRICA',
            name: { fr: 'Maroc', ar: 'المغرب' },
          },
        ],
        team: [{ slug: 'reds', name: { en: 'Reds' } }],
        topic: [{ slug: 'old', name: { en: 'Old' }, externalIds: [{ scheme: 'WIKIDATA', value: 'Q1' }] }],
      },
    });
  });
  afterAll(() => registry.close());

  it.each(REFUSED)('%s are refused with their place, and nothing is written', async (_name, files, told) => {
    const before = await everything(registry);
    const contents = await Promise.all(
      Object.entries(files).map(async ([name, content]) => [name, await content] as const),
    );
    const problems = await toldOf(registry, Object.fromEntries(contents));
    expect(problems).toContainEqual(expect.stringMatching(told));
    expect(await everything(registry)).toEqual(before);
  });

  it('with thousands of problems are read until enough of them are known', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `t-${index},,-1`);
    const { problems } = await importFiles(registry, {
      'event.csv': ['slug,name.en,edition', ...lines].join('\n'),
    });
    expect(problems).toHaveLength(MOST_PROBLEMS);
  });

  it('are not blamed for references to records that have problems of their own', async () => {
    const problems = await toldOf(registry, {
      'person.csv': 'slug,name.en,gender\nann,Ann,WRONG\n',
      'award.csv': 'slug,kind,tied,person\nfirst,WINNER,false,ann\n',
    });
    expect(problems).toEqual([expect.stringMatching(/^person\.csv:2, gender: must be one of/)]);
  });

  it.each([
    [
      'Windows-1256, when it is named',
      Buffer.from('slug;name.ar\nx;\xc7\xe1\xe3\xdb\xd1\xc8', 'latin1'),
      'windows-1256',
    ],
    ['UTF-8 with a byte-order mark', '\ufeffslug;name.ar\nx;المغرب', undefined],
    ['UTF-16 with a byte-order mark', Buffer.from('\ufeffslug\tname.ar\nx\tالمغرب', 'utf16le'), undefined],
    ['CRLF and quotes', '"slug","name.ar"\r\n"x","المغرب"\r\n\r\n', undefined],
  ])('are understood in %s', async (_name, content, encoding) => {
    const outcomes: Outcome[] = [];
    const { problems } = await importFiles(
      registry,
      { 'topic.csv': content },
      { dryRun: true, encoding, tell: (outcome) => outcomes.push(outcome) },
    );
    expect(problems).toEqual([]);
    expect(outcomes).toMatchObject([
      {
        action: 'CREATED',
        slug: 'x',
        changes: expect.arrayContaining([{ field: 'name', before: null, after: 'ar: المغرب' }]),
      },
    ]);
  });

  it('of workbooks give days for dates, texts for shared and rich texts, and nothing for styles', async () => {
    const outcomes: Outcome[] = [];
    const headings = ['slug', 'name.en', 'kind', 'startsOn', 'endsOn'];
    const rows = `<row>${headings.map((heading) => `<c t="inlineStr"><is><t>${heading}</t></is></c>`).join('')}</row>
      <row r="4"><c r="A4" t="inlineStr"><is><r><t>ca</t></r><r><t>mp</t></r><rPh><t>no</t></rPh></is></c><c r="B4" t="s"><v>1</v></c><c r="C4" t="str"><v>CAMP</v></c><c r="D4" s="1"><v>45448</v></c><c r="E4" s="2"><v>45450.75</v></c><c r="G4" s="2"/></row>`;
    const file = await workbookOf('Event', rows, {
      'xl/sharedStrings.xml': '<sst><si><t>no</t></si><si><r><t>Great </t></r><r><t>camp</t></r></si></sst>',
      'xl/styles.xml':
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="[Red]0.0&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="171"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>',
    });
    const { problems } = await importFiles(
      registry,
      { 'list.xlsx': file },
      { dryRun: true, tell: (outcome) => outcomes.push(outcome) },
    );
    expect(problems).toEqual([]);
    const [{ slug = '', changes = [] } = {}] = outcomes;
    expect([slug, ...changes.map(({ field, after }) => `${field} ${after}`)]).toEqual(
      expect.arrayContaining(['camp', 'name en: Great camp', 'startsOn 2024-06-05', 'endsOn 2024-06-07']),
    );
  });

  it('may call columns as they like, leave some out, and refer to records by what others call them', async () => {
    const columns = new Map([
      ['Titre', 'name.fr'],
      ['Sous', 'broader'],
      ['Remarques', null],
    ]);
    const content =
      'slug,Titre,Sous,Remarques,externalIds.1.scheme,externalIds.1.value\nx,Thème,WIKIDATA:Q1,=1,ROR,9\n';
    const made = await importFiles(
      registry,
      { 'list.csv': content },
      { columns, kind: registry.model.kinds.get('Topic') },
    );
    expect(made).toMatchObject({ created: 2, problems: [] });
    const { data } = await registry.ask(
      '{ topic(slug: "x") { name broader { slug } externalIds { scheme value } } }',
    );
    expect(data.topic).toEqual({
      name: 'Thème',
      broader: { slug: 'old' },
      externalIds: [{ scheme: 'ROR', value: '9' }],
    });
    const after = await importFiles(registry, { 'topic.csv': 'slug,name.fr,broader\ny,Autre,ROR:9\n' });
    expect(after).toMatchObject({ created: 1, problems: [] });
  });

  it('may refer to records of any file, in any order and in both directions', async () => {
    const topics = Array.from({ length: 1200 }, (_, index) => {
      return JSON.stringify({
        kind: 'topic',
        record: { slug: `n${index}`, name: { en: 'N' }, broader: index === 1199 ? null : `n${index + 1}` },
      });
    });
    const made = await importFiles(registry, { 'all.jsonl': topics.join('\n') });
    expect(made).toMatchObject({ created: 1200, problems: [] });
    // A chain of 1,200 takes half a minute on a machine that has nothing else to do.
  }, 180_000);

  it('are taken over HTTP from editors, and from nobody else', async () => {
    const headers = await registry.signedIn(Role.EDITOR);
    const send = async (
      query: string,
      body: string | Buffer | undefined,
      more: Record<string, string> = headers,
    ) => {
      const response = await fetch(`${registry.url}/import?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', ...more },
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    };
    const body = 'slug,name.en\nsent,Sent\n';
    const denied = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
    expect(await send('name=topic.csv', body, {})).toMatchObject({ status: 403, ...denied });
    expect(await send('name=topic.csv', body, await registry.signedIn(Role.ANALYST))).toMatchObject({
      status: 403,
      ...denied,
    });
    expect(await send('name=topic.csv&dryRun=true', body)).toMatchObject({
      status: 200,
      created: 1,
      changeSet: null,
      changes: [{ action: 'CREATED', slug: 'sent' }],
    });
    const sent = await send('name=topic.csv&message=Sent', body);
    expect(sent).toMatchObject({
      status: 200,
      created: 1,
      problems: [],
      changeSet: expect.stringMatching(/^chs_/),
    });
    const { data } = await registry.ask(
      '{ topic(slug: "sent") { history { message: changeSet { author message } } } }',
    );
    expect(data.topic.history).toMatchObject([{ message: { author: 'test EDITOR', message: 'Sent' } }]);
    expect(
      await send('name=topic.csv', 'slug,name.en\nBad Slug,Sent\n', { ...headers, 'accept-language': 'fr' }),
    ).toMatchObject({
      status: 422,
      changeSet: null,
      problems: [
        {
          file: 'topic.csv',
          line: 2,
          column: 'slug',
          code: 'INVALID',
          message: expect.stringContaining('minuscules'),
        },
      ],
    });
    for (const query of [
      '',
      'name=x.doc',
      'name=topic.csv&kind=dance',
      'name=topic.csv&encoding=x',
      'name=topic.csv&dryRun=maybe',
    ]) {
      expect(await send(query, body)).toMatchObject({
        status: 400,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
    const long = Buffer.alloc(50 * 2 ** 20 + 1, 'x');
    expect(await send('name=topic.csv', long)).toMatchObject({ status: 413 });
  });
});
