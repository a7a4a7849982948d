import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Role } from '../../src/access/identity.js';
import { auditOf } from '../support/audit.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const person = (slug: string, en: string) => ({
  slug,
  name: { en },
  email: `${slug}@example.org`,
  citations: [{ source: 'paper', locator: `the line about ${en}` }],
});

const ROWS = {
  source: [{ slug: 'paper', name: { en: 'A paper' } }],
  person: [person('zubaydah', 'Zubaydah'), person('yaqoutah', 'Yaqoutah')],
  event: [{ slug: 'evening', name: { en: 'An evening with Zubaydah' }, kind: 'WORKSHOP' }],
  participation: [
    { slug: 'zubaydah-at-the-evening', event: 'evening', person: 'zubaydah', role: 'SPOKE' },
    { slug: 'somebody', event: 'evening', person: 'yaqoutah', role: 'ATTENDED' },
  ],
};

const ERASE = `mutation ($id: ID!, $change: ChangeNote!) {
  erasePerson(id: $id, change: $change) {
    record { id slug version ... on Person { name(lang: [EN]) email history { action changeSet { message author } } } }
    changeSet { message author }
    outcomes { action kind id slug version changes { field } }
    mentions { kind slug }
    errors { code path message }
  }
}`;

const NOTE = { message: 'They asked for it.' };

describe.each(DIALECTS)('erasePerson on %s', (dialect) => {
  let registry: Registry;

  beforeEach(async () => {
    registry = await startRegistry(dialect, { rows: ROWS });
  });
  afterEach(() => registry.close());

  const idOf = async (slug: string): Promise<string> =>
    (await registry.ask(`{ person(slug: "${slug}") { id } }`)).data.person.id;
  const erase = async (id: string, change: object = NOTE, role = Role.ADMIN, more: object = {}) => {
    const headers = { ...(await registry.signedIn(role)), ...more };
    return registry.ask(ERASE, { id, change }, headers);
  };
  const summary = () =>
    registry.ask('{ people(orderBy: [{ slug: ASC }]) { nodes { slug name(lang: [EN]) version } } }');

  it('forgets a person at the word of an administrator, tells what became of which record, and who is still named where', async () => {
    const id = await idOf('zubaydah');
    const { data, errors } = await erase(id);
    expect(errors).toBeUndefined();
    const { record, changeSet, outcomes, mentions } = data.erasePerson;
    // The id follows from the name: it goes as well.
    expect(await registry.ask(`{ node(id: "${id}") { id } }`)).toMatchObject({ data: { node: null } });
    expect(record).toEqual({
      id: expect.not.stringContaining(id),
      slug: expect.stringMatching(/^erased-[0-9a-f]{16}$/),
      version: 2,
      name: 'Erased person',
      email: null,
      history: [
        { action: 'CREATED', changeSet: expect.anything() },
        { action: 'UPDATED', changeSet: { message: 'They asked for it.', author: 'test ADMIN' } },
      ],
    });
    expect(changeSet).toEqual({ message: 'They asked for it.', author: 'test ADMIN' });
    expect(outcomes).toEqual([
      { action: 'UPDATED', kind: 'Person', id: record.id, slug: record.slug, version: 2, changes: [] },
      {
        action: 'UPDATED',
        kind: 'Participation',
        id: expect.stringMatching(/^par_/),
        slug: expect.stringMatching(/^erased-/),
        version: 2,
        changes: [],
      },
    ]);
    expect(mentions).toEqual([{ kind: 'Event', slug: 'evening' }]);
    const erasures = (await auditOf(registry.store)).filter(({ action }) => action === 'PERSON_ERASED');
    expect(erasures).toMatchObject([{ actor: 'test ADMIN', subject: record.id, detail: '{"records":2}' }]);
  });

  it('is refused to an editor as any write is to who may not write, and is not known to anybody below', async () => {
    const id = await idOf('zubaydah');
    const before = await summary();
    expect(await erase(id, NOTE, Role.EDITOR)).toEqual({
      status: 200,
      data: null,
      errors: [expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })],
    });
    for (const role of [Role.READER, Role.ANALYST]) {
      const { status, errors } = await erase(id, NOTE, role);
      const unknown = errors?.map(({ message }) => message).join();
      expect([status, unknown]).toEqual([400, expect.stringMatching(/^Cannot query field "erasePerson"/)]);
    }
    expect(await summary()).toEqual(before);
  });

  it('tells as data, and in the language of the request, why there is nobody to erase', async () => {
    const failed = async (id: string, change: object, more = {}) =>
      (await erase(id, change, Role.ADMIN, more)).data.erasePerson;
    const nobody = await failed('per_nobody', NOTE, { 'accept-language': 'fr' });
    expect(nobody).toEqual({
      record: null,
      changeSet: null,
      outcomes: [],
      mentions: [],
      errors: [{ code: 'NOT_FOUND', path: ['id'], message: expect.stringContaining('aucun Person') }],
    });
    const id = await idOf('zubaydah');
    const change = { message: '', idempotencyKey: '', citations: [{ source: 'paper' }] };
    expect((await failed(id, change)).errors.map(({ code, path }: any) => [code, ...path])).toEqual([
      ['INVALID', 'change', 'message'],
      ['INVALID', 'change', 'idempotencyKey'],
      ['INVALID', 'change', 'citations'],
    ]);
    expect(await idOf('zubaydah')).toBe(id);
  });

  it('does nothing in a dry run, and nothing more when it is sent again with its key', async () => {
    const id = await idOf('zubaydah');
    const before = await summary();
    const dry = (await erase(id, { ...NOTE, dryRun: true })).data.erasePerson;
    expect([dry.changeSet, dry.outcomes.length, dry.mentions.length, dry.errors]).toEqual([null, 2, 1, []]);
    expect(await summary()).toEqual(before);
    const change = { ...NOTE, idempotencyKey: 'once' };
    const first = await erase(id, change);
    const after = await summary();
    expect(await erase(id, change)).toEqual(first);
    expect(await summary()).toEqual(after);
    const other = await erase(await idOf('yaqoutah'), change);
    expect(other.data.erasePerson.errors).toMatchObject([
      { code: 'KEY_REUSED', path: ['change', 'idempotencyKey'] },
    ]);
  });

  if (dialect === 'sqlite') {
    it('leaves no byte of the name in the file or its log', async () => {
      if (registry.database.dialect !== 'sqlite') throw new Error('not SQLite');
      const folder = dirname(registry.database.file);
      const found = (word: string) =>
        readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(word));
      expect(found('yaqoutah@example.org')).not.toEqual([]);
      await erase(await idOf('yaqoutah'));
      expect(['yaqoutah', 'Yaqoutah'].flatMap(found)).toEqual([]);
    });
  }
});
