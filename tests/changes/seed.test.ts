import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEmpty, seed, SeedError } from '../../src/files/seed.js';
import { loadModel } from '../../src/model/load.js';
import { openStore } from '../../src/store/store.js';
import { DIALECTS, emptyDatabase, type Dialect } from '../support/databases.js';
import { startRegistry } from '../support/registry.js';
import { smallWorld, writeSeeds, type Rows } from '../support/world.js';

/** Seeds of which every line but the first of each file has something wrong with it. */
const BAD: Record<string, string> = {
  'country.yaml': `
- { slug: tunisia, code: TN, code3: TUN, numericCode: "788", name: { en: Tunisia }, region: AFRICA }
- { slug: tunisia, code: TN, code3: tun, numericCode: "78", name: { en: Again }, region: NOWHERE }
`,
  'person.yaml': `
- { slug: ann, name: { en: Ann } }
- { slug: Bob Smith, name: { en: Bob, de: Bob } }
- { slug: cem, name: Cem }
- { slug: dan, country: ZZ }
- { slug: eve, name: { en: "E\\u0007ve" } }
- { slug: fay, name: { en: "F\\u202eay" }, age: 5 }
- just text
`,
  'team.yaml': `
- { slug: reds, name: { en: Reds }, countries: [TN] }
- { slug: blues, name: { en: Blues }, countries: TN, citations: nothing }
- { slug: greens, name: { en: Greens }, countries: [QQ], citations: [5, { source: a1 }] }
`,
  'event.yaml': `
- { slug: camp, name: { en: Camp }, kind: CAMP, startsOn: 2024-06-12 }
- { slug: void, name: { en: Void }, kind: CAMP, startsOn: 2024-02-30, durationDays: 0 }
- { slug: back, name: { en: Back }, kind: CAMP, startsOn: 2024-06-12, endsOn: 2024-06-01, edition: 1.5, period: x }
- { slug: list, name: { en: List }, kind: CAMP, startsOn: [2024] }
`,
  'award.yaml': `
- { slug: first, kind: WINNER, tied: false, rank: 1, team: reds, money: { amount: 10.50, currency: USD } }
- { slug: second, kind: WINNER, tied: maybe, rank: 0, team: reds, person: ann, money: { amount: 5 } }
- { slug: third, kind: WINNER, tied: false, money: { amount: 0.001, currency: USD } }
- { slug: fourth, kind: WINNER, tied: false, team: reds, money: 5 }
`,
  'headcount.yaml': `
- { slug: many, event: camp, measure: TRAINEES, size: 5 }
- { slug: some, event: camp, measure: TRAINEES, size: { qualifier: LOADS, stated: 5 } }
- { slug: none, event: camp, measure: TRAINEES }
`,
  'opening-hours.yaml': '- { slug: hours, place: nowhere, weekly: always, timeZone: Mars/Base }\n',
  'topic.yaml': 'name: not a list\n',
  'sector.yaml': '- slug: [unclosed\n',
  'place.yaml': '- { slug: a, slug: b }\n',
  'unknown.yaml': '[]\n',
};

const EXPECTED = `
award.yaml:3: [1].money needs an amount and a currency
award.yaml:3: [1].team give exactly one of person, team, organisation
award.yaml:3: [1].rank must not be less than 1
award.yaml:3: [1].tied must be true or false
award.yaml:4: [2].money.amount must be an amount that the currency has, such as 12.50
award.yaml:4: [2].person give exactly one of person, team, organisation
award.yaml:5: [3].money must have the form { amount, currency }
country.yaml:3: [1].code is taken already, in line 2 of country.yaml
country.yaml:3: [1].code3 must be three capital letters
country.yaml:3: [1].numericCode must be three digits
country.yaml:3: [1].region must be one of AFRICA, AMERICAS, ASIA, EUROPE, OCEANIA
country.yaml:3: [1].slug is taken already, in line 2 of country.yaml
event.yaml:3: [1].durationDays must not be less than 1
event.yaml:3: [1].startsOn must be a date in EDTF, such as 2024-06-12, 2024-06 or 2024
event.yaml:4: [2].edition must be a whole number
event.yaml:4: [2].period is not a field of Event
event.yaml:4: [2].period must not end before it begins
event.yaml:5: [3].startsOn must be a date in EDTF, such as 2024-06-12, 2024-06 or 2024
headcount.yaml:3: [1].size must be a number, or a stated number with a qualifier
headcount.yaml:4: [2].size must be given
opening-hours.yaml:1: [0].place names no Place: there is none with this slug
opening-hours.yaml:1: [0].timeZone must be a valid IANA time-zone
opening-hours.yaml:1: [0].weekly must be opening hours such as "Tu-Su 10:00-17:00"
person.yaml:3: [1].name.de is not known here; expected ar, en, fr, original
person.yaml:3: [1].slug must be lower-case words joined by hyphens
person.yaml:4: [2].name must have the form { ar, en, fr, original }
person.yaml:5: [3].country names no Country: there is none with this code
person.yaml:5: [3].name must be given
person.yaml:6: [4].name.en has a control character
person.yaml:7: [5].age is not a field of Person
person.yaml:7: [5].name.en has a control character, a directional override
person.yaml:8: [6] must be a record
place.yaml:1: Map keys must be unique
project.yaml:1: uses too many aliases
sector.yaml:2: Flow sequence in block collection must be sufficiently indented
team.yaml:3: [1].citations must be a list
team.yaml:3: [1].countries must be a list
team.yaml:4: [2].citations[0] must be fields and their values
team.yaml:4: [2].citations[1].source names no Source
team.yaml:4: [2].countries[0] names no Country
topic.yaml:1: must be a list of records
unknown.yaml:1: is not named after a kind`
  .trim()
  .split('\n');

const ask = async (
  dialect: Dialect,
  steps: (apply: (rows: Rows) => Promise<object>, query: (text: string) => Promise<any>) => Promise<void>,
) => {
  const registry = await startRegistry(dialect, { rows: {} });
  const apply = async (rows: Rows) => {
    const folder = writeSeeds(rows);
    try {
      return await seed(registry.model, registry.store, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  await steps(apply, async (text) => (await registry.ask(text)).data);
  await registry.close();
};

describe.each(DIALECTS)('seeds on %s', (dialect) => {
  it('with problems are all told at once, by file, line and path, and nothing is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sijill-bad-'));
    for (const [file, text] of Object.entries(BAD))
      writeFileSync(join(folder, file), text.replace(/^\n/, '\n'));
    writeFileSync(join(folder, 'figure.yaml'), Buffer.from([0xc8, 0xcf, 0x41]));
    const ten = (alias: string) => `[${Array<string>(10).fill(`*${alias}`).join()}]`;
    writeFileSync(
      join(folder, 'project.yaml'),
      `- &a [x]
- &b ${ten('a')}
- &c ${ten('b')}
- &d ${ten('c')}
`,
    );
    const model = await loadModel();
    const database = await emptyDatabase(dialect);
    const store = await openStore(model, database.settings);
    const failure = await seed(model, store, folder).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(SeedError);
    const told = (failure as SeedError).message.split('\n').map((line) => line.trim());
    expect(EXPECTED.filter((line) => !told.some((other) => other.startsWith(line)))).toEqual([]);
    expect(told[0]).toBe(
      `The seeds have ${(failure as SeedError).problems.length} problems; nothing was written.`,
    );
    expect(told).toContainEqual(
      expect.stringMatching(/^figure.yaml:1: is not UTF-8; save it as UTF-8, or say what it is/),
    );
    expect(await isEmpty(store)).toBe(true);
    await store.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('change nothing when they are loaded twice', async () => {
    await ask(dialect, async (apply, query) => {
      const first = await apply(smallWorld());
      const before = await query(
        '{ registry { dataVersion } events(first: 1000) { nodes { slug version updatedAt } } }',
      );
      expect(await apply(smallWorld())).toEqual({
        created: 0,
        updated: 0,
        unchanged: (first as { created: number }).created,
      });
      expect(
        await query('{ registry { dataVersion } events(first: 1000) { nodes { slug version updatedAt } } }'),
      ).toEqual(before);
    });
  });

  it('update what has changed, keep its id, and note who did it', async () => {
    const rows = (name: string, topics: string[], programme?: string): Rows => ({
      topic: ['a', 'b', 'c'].map((slug) => ({ slug, name: { en: slug } })),
      // The parent stands below its child: the order of a file does not matter.
      programme: [
        { slug: 'child', name: { en: 'Child' }, kind: 'OTHER', parent: 'parent' },
        { slug: 'parent', name: { en: 'Parent' }, kind: 'OTHER' },
      ],
      event: [
        { slug: 'camp', name: { en: name }, kind: 'CAMP', topics, ...(programme ? { programme } : {}) },
      ],
    });
    const event =
      '{ event(slug: "camp") { id name version programme { slug parent { slug } } topics { nodes { slug } } history { action recordVersion changeSet { author } } } }';
    await ask(dialect, async (apply, query) => {
      expect(await apply(rows('Camp', ['a', 'b']))).toEqual({ created: 6, updated: 0, unchanged: 0 });
      const before = (await query(event)).event;
      expect(await apply(rows('Great camp', ['b', 'c'], 'child'))).toEqual({
        created: 0,
        updated: 1,
        unchanged: 5,
      });
      const after = (await query(event)).event;
      expect(after).toEqual({
        id: before.id,
        name: 'Great camp',
        version: 2,
        programme: { slug: 'child', parent: { slug: 'parent' } },
        topics: { nodes: [{ slug: 'b' }, { slug: 'c' }] },
        history: [
          { action: 'CREATED', recordVersion: 1, changeSet: { author: 'seeds' } },
          { action: 'UPDATED', recordVersion: 2, changeSet: { author: 'seeds' } },
        ],
      });
      expect(await apply(rows('Great camp', []))).toEqual({ created: 0, updated: 1, unchanged: 5 });
      expect((await query(event)).event).toMatchObject({
        version: 3,
        programme: null,
        topics: { nodes: [] },
      });
    });
  });

  it('hold citations and external ids of the record that they are written in', async () => {
    await ask(dialect, async (apply, query) => {
      await apply({
        source: [{ slug: 'news', name: { en: 'News' }, language: 'AR' }],
        organisation: [
          {
            slug: 'icesco',
            name: { en: 'ICESCO' },
            kind: 'INTERGOVERNMENTAL',
            citations: [{ source: 'news', field: 'name', locator: 'title' }],
            externalIds: [{ scheme: 'ROR', value: '0x' }],
          },
        ],
      });
      expect(
        await query(
          '{ organisation(slug: "icesco") { citations { source { slug } field locator record { __typename } } externalIds { scheme value } } source(slug: "news") { supports { nodes { record { slug } } } } }',
        ),
      ).toEqual({
        organisation: {
          citations: [
            {
              source: { slug: 'news' },
              field: 'name',
              locator: 'title',
              record: { __typename: 'Organisation' },
            },
          ],
          externalIds: [{ scheme: 'ROR', value: '0x' }],
        },
        source: { supports: { nodes: [{ record: { slug: 'icesco' } }] } },
      });
    });
  });
});
