import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { erasePerson } from '../../src/changes/erase.js';
import { examineReferences } from '../../src/store/examine.js';
import { fold } from '../../src/text/fold.js';
import { nearForms } from '../../src/text/near.js';
import { sortKey } from '../../src/text/sort-key.js';
import { stems } from '../../src/text/stem.js';
import { wordsOf } from '../../src/text/words.js';
import { auditOf } from '../support/audit.js';
import { change } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import type { Rows } from '../support/world.js';

const NAMES = { ar: 'زرياب القرطبيوس', en: 'Zaryablix Qortobius', fr: 'Zaryabline Qortobuse' };
const SLUG = 'zaryablix-qortobius';
const EMAIL = 'zaryablix@example.org';
const PHONE = '+212655443322';

/** A registry with one person to be erased among many others, who must keep all that is theirs. */
function rows(): Rows {
  const others = Array.from({ length: 300 }, (_, index) => ({
    slug: `other-${index}`,
    name: { en: `Other number ${index} ${'abcdefghij'.charAt(index % 10).repeat(8)}`, ar: `آخر ${index}` },
    honorific: { en: 'Dr' },
    country: 'MA',
    email: `other-${index}@example.org`,
  }));
  const named = {
    slug: SLUG,
    name: NAMES,
    honorific: { en: 'Chamberlainix' },
    country: 'MA',
    email: EMAIL,
    phone: PHONE,
    birthDate: '1987-03-14',
    gender: 'MALE',
    minor: false,
    note: { en: 'Zaryablix was hard to reach.' },
    citations: [{ source: 'paper', locator: 'the line about Zaryablix' }],
    externalIds: [{ scheme: 'WIKIDATA', value: 'Q99887766' }],
  };
  return {
    country: [
      {
        slug: 'morocco',
        code: 'MA',
        code3: 'MAR',
        numericCode: '504',
        name: { en: 'Morocco' },
        region: 'AFRICA',
      },
    ],
    source: [{ slug: 'paper', name: { en: 'A paper' }, publisher: 'house', url: 'https://example.org/a' }],
    organisation: [{ slug: 'house', name: { en: 'The house' }, kind: 'FOUNDATION' }],
    event: [
      {
        slug: 'concert',
        name: { en: 'A concert', fr: 'Un concert' },
        kind: 'WORKSHOP',
        startsOn: '2024-06-03',
      },
    ],
    person: [...others.slice(0, 150), named, ...others.slice(150)],
    participation: [
      { slug: `${SLUG}-at-the-concert`, event: 'concert', person: SLUG, role: 'SPOKE' },
      { slug: 'somebody-at-the-concert', event: 'concert', person: SLUG, role: 'ATTENDED' },
      { slug: 'other-at-the-concert', event: 'concert', person: 'other-7', role: 'ATTENDED' },
    ],
  };
}

/** Every form in which the name, or part of it, may lie on a disk. */
function traces(): string[] {
  const texts = Object.values(NAMES);
  const words = texts.flatMap((text) => wordsOf(fold(text)));
  return [
    ...texts,
    ...texts.map(fold),
    ...texts.map(sortKey),
    ...words,
    ...words.flatMap(stems),
    ...words.flatMap(nearForms).filter((form) => form.length > 5),
    SLUG,
    EMAIL,
    PHONE,
    'Zaryablix',
    'Chamberlainix',
    'Q99887766',
    '1987-03-14',
  ];
}

describe.each(DIALECTS)('a person who is erased on %s', (dialect) => {
  let registry: Registry;
  let id: string;
  /** Ids that can be worked out from the name: of the person, of what is named after it, and of what is named after that. */
  let guessable: string[];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: rows() });
    const { data } = await registry.ask(`{ person(slug: "${SLUG}") { id } }`);
    id = data.person.id;
    // Change sets note what was there before and after, and keep their results for who sends the same again.
    const { errors } = await change(
      registry,
      [{ update: 'Person', of: SLUG, input: { honorific: { en: 'Sir Zaryablix' }, email: `new-${EMAIL}` } }],
      { idempotencyKey: 'a-key' },
    );
    expect(errors).toEqual([]);
    // Who was taken for somebody else was the same person.
    await change(registry, [
      { create: 'Person', input: { slug: 'zaryablix', name: { en: 'Zaryablix', fr: 'Zaryabline' } } },
    ]);
    await change(registry, [{ merge: 'Person', of: 'zaryablix', into: SLUG }]);
    for (const person of [SLUG, 'other-7']) {
      await change(registry, [{ update: 'Participation', of: 'other-at-the-concert', input: { person } }]);
    }
    guessable = await registry.store.transaction(async (manager) => {
      const own = `SELECT "id" FROM "person_history" WHERE "slug" IN ('${SLUG}', 'zaryablix') UNION SELECT "id" FROM "participation" WHERE "slug" LIKE '${SLUG}-%'`;
      const parts = `${own} UNION SELECT "id" FROM "citation" WHERE "record_id" IN (${own}) UNION SELECT "id" FROM "external_id" WHERE "record_id" IN (${own})`;
      const revisions = `SELECT "id" FROM "revision" WHERE "record_id" IN (${parts})`;
      const fields = `SELECT "id" FROM "field_change" WHERE "revision_id" IN (${revisions})`;
      const rows = await manager.query(`${parts} UNION ${revisions} UNION ${fields}`);
      return rows.map((row: { id: string }) => row.id);
    });
  });
  afterAll(() => registry.close());

  const erase = (person = id, { model, store } = registry) =>
    erasePerson(model, store, { id: person, path: ['id'], author: 'tests', message: 'They asked for it.' });
  const searched = async (text: string) =>
    (await registry.ask(`{ search(text: "${text}") { nodes { record { slug } } } }`)).data.search.nodes.map(
      ({ record }: { record: { slug: string } }) => record.slug,
    );
  /** Every row of every table, as text that begins with the table's name. */
  const everything = (): Promise<readonly string[]> =>
    registry.store.transaction(async (manager) => {
      const tables = (await manager.query(
        dialect === 'postgres'
          ? `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
          : `SELECT name FROM sqlite_master WHERE type = 'table'`,
      )) as { name: string }[];
      const all: string[] = [];
      for (const { name } of tables) {
        all.push(`${name} ${JSON.stringify(await manager.query(`SELECT * FROM "${name}"`))}`);
      }
      return all;
    });

  it('is there before, in every form that is looked for afterwards', async () => {
    const before = await everything();
    expect(traces().filter((trace) => !before.some((table) => table.includes(trace)))).toEqual([]);
    expect(await searched('Zaryablix')).toEqual([SLUG]);
    expect(await searched('zaryablux')).toContain(SLUG);
  });

  it('is not somebody who was never there, nor who was merged into them', async () => {
    const [{ id: merged }] = await registry.store.transaction((manager) =>
      manager.query('SELECT "id" FROM "redirect"'),
    );
    expect((await erase('per_nobody')).errors).toEqual([
      { code: 'NOT_FOUND', path: ['id'], message: expect.stringContaining('Person'), conflicts: [] },
    ]);
    expect((await erase(merged)).errors).toEqual([
      { code: 'GONE', path: ['id'], message: expect.stringContaining(id), conflicts: [] },
    ]);
  });

  it('is named by nothing but a name that says nothing, in every language, and keeps having taken part', async () => {
    const before = id;
    const { records, outcomes, mentions, errors } = await erase();
    id = records[0] ?? '';
    expect((await registry.ask(`{ node(id: "${before}") { id } }`)).data).toEqual({ node: null });
    expect([outcomes.map(({ kind }) => kind), mentions, errors]).toEqual([
      ['Person', 'Participation'],
      [],
      [],
    ]);
    const { data } = await registry.ask(
      `{ node(id: "${id}") { ... on Person { slug version ar: name(lang: [AR]) en: name(lang: [EN]) fr: name(lang: [FR]) honorific note country { code }
         citations { id } externalIds { id } history { action changeSet { message author } }
         participations(orderBy: [{ role: ASC }]) { nodes { slug role event { slug } } } } } }`,
    );
    expect(data.node).toEqual({
      slug: expect.stringMatching(/^erased-[0-9a-f]{16}$/),
      version: 3,
      ar: 'شخص محذوف',
      en: 'Erased person',
      fr: 'Personne effacée',
      honorific: null,
      note: null,
      country: { code: 'MA' },
      citations: [],
      externalIds: [],
      history: expect.arrayContaining([
        { action: 'UPDATED', changeSet: { message: 'They asked for it.', author: 'tests' } },
      ]),
      participations: {
        nodes: [
          { slug: 'somebody-at-the-concert', role: 'ATTENDED', event: { slug: 'concert' } },
          { slug: expect.stringMatching(/^erased-/), role: 'SPOKE', event: { slug: 'concert' } },
        ],
      },
    });
  });

  it('is who took part then as well, under the new id, in every version of what refers to it', async () => {
    const { data: made } = await registry.ask(
      '{ changeSets(orderBy: [{ sequence: ASC }]) { nodes { createdAt } } }',
    );
    for (const { createdAt } of made.changeSets.nodes) {
      const { data } = await registry.ask(
        `{ node(id: "${id}", asOf: "${createdAt}") { ... on Person { name(lang: [EN]) participations { nodes { event { slug } } } } }
           event(slug: "concert", asOf: "${createdAt}") { participations(where: { person: { name: { eq: "Erased person" } } }) { totalCount } } }`,
      );
      const { name, participations } = data.node;
      expect([createdAt, name, data.event.participations.totalCount]).toEqual([
        createdAt,
        'Erased person',
        participations.nodes.length,
      ]);
      expect(participations.nodes.length).toBeGreaterThan(1);
    }
    const references = await registry.store.transaction(({ connection }) =>
      examineReferences(registry.model, connection),
    );
    expect(references.state).toBe('ok');
  });

  it('is found by nobody, however they spell the name', async () => {
    for (const text of ['zaryablux', 'Zaryabline', 'Qortobuse', 'القرطبيوس', 'chamberlainix']) {
      expect([text, await searched(text)]).toEqual([text, []]);
    }
    expect((await registry.ask(`{ person(slug: "${SLUG}") { id } }`)).data).toEqual({ person: null });
  });

  it('has left no trace in any table, and no id by which a guess of the name could be tried', async () => {
    expect(guessable.length).toBeGreaterThan(12);
    const found = (await everything()).flatMap((table) =>
      [...traces(), ...guessable].flatMap((trace) =>
        table.includes(trace) ? [`${table.split(' ')[0]}: ${trace}`] : [],
      ),
    );
    expect(found).toEqual([]);
    // The others have lost nothing.
    expect(await searched('Other number 299')).toEqual(['other-299']);
    expect((await registry.ask('{ people { totalCount } }')).data.people.totalCount).toBe(301);
  });

  it('stays in the audit log as an id', async () => {
    const entries = (await auditOf(registry.store)).filter(({ action }) => action === 'PERSON_ERASED');
    expect(entries[0]).toMatchObject({ actor: 'tests', subject: id, detail: '{"records":2}' });
  });

  if (dialect === 'sqlite') {
    it('has left no byte in the file or its log, whatever the encoding', () => {
      if (registry.database.dialect !== 'sqlite') throw new Error('not SQLite');
      const folder = dirname(registry.database.file);
      const found: string[] = [];
      for (const file of readdirSync(folder)) {
        const bytes = readFileSync(join(folder, file));
        for (const trace of [...traces(), ...guessable]) {
          for (const encoding of ['utf8', 'utf16le'] as const) {
            if (bytes.includes(Buffer.from(trace, encoding))) found.push(`${file}: ${trace} (${encoding})`);
          }
        }
      }
      expect(found).toEqual([]);
    });
  }

  it('is told of where texts of other records still have the name, which only people can mend', async () => {
    const person = [{ slug: SLUG, name: NAMES }];
    const event = [
      { slug: 'evening', name: { en: 'An evening with Zaryablix Qortobius' }, kind: 'WORKSHOP' },
      { slug: 'other', name: { en: 'An evening with Zaryablix' }, kind: 'WORKSHOP' },
    ];
    const other = await startRegistry(dialect, { rows: { person, event } });
    const { data } = await other.ask(`{ person(slug: "${SLUG}") { id } }`);
    const { mentions } = await erase(data.person.id, other);
    expect(mentions).toEqual([{ kind: 'Event', slug: 'evening' }]);
    // What somebody else is called is still found by who mistypes it.
    expect(
      (await other.ask('{ search(text: "Qortobiux") { nodes { record { slug } } } }')).data.search.nodes,
    ).toEqual([{ record: { slug: 'evening' } }]);
    await other.close();
  });
});
