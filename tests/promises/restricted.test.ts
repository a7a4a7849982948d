import { setTimeout as wait } from 'node:timers/promises';
import { Role } from '../../src/access/identity.js';
import { buildSchema } from '../../src/graph/schema.js';
import { kindNamed, type FieldModel, type KindModel, type Model } from '../../src/model/model.js';
import { publicModel } from '../../src/model/public.js';
import { snakeCase } from '../../src/model/naming.js';
import { Chance } from '../fuzz/chance.js';
import { Generator } from '../fuzz/generator.js';
import { World } from '../fuzz/world.js';
import { auditOf } from '../support/audit.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Answer, type Registry } from '../support/registry.js';
import { smallWorld, type Rows } from '../support/world.js';
import { byHand } from '../support/by-hand.js';

/** Documents that two registries are asked which differ in restricted values alone. */
const DOCUMENTS = Number(process.env.RESTRICTED_DOCUMENTS ?? 200);

/** What a restricted text, number and date of these registries look like: nothing else does. */
const SECRETS = ['secretone@example.org', '+21255544433', '1977-07-07', 'FEMALE'];
const OTHERS = ['othertwo@example.org', '+33611122233', '2011-11-11', 'MALE'];

/** The small world with restricted values of every person, or of every second one, all of whose birth dates are cited. */
function worldWith([email, phone, birthDate, gender]: readonly string[], minor: boolean, every = 1): Rows {
  const rows = smallWorld();
  const person = (rows.person ?? []).map((row, index) => ({
    ...row,
    ...(index % every === 0 ? { email, phone, birthDate, gender, minor } : {}),
    citations: [{ source: 'paper' }, { source: 'paper', field: 'birthDate' }],
  }));
  return { ...rows, person, source: [...(rows.source ?? []), { slug: 'paper', name: { en: 'A paper' } }] };
}

/** Every restricted field of the model. */
function restrictedIn(model: Model): (readonly [KindModel, FieldModel])[] {
  return [...model.kinds.values()].flatMap((kind) =>
    [...kind.fields.values()].filter(({ restricted }) => restricted).map((field) => [kind, field] as const),
  );
}

/** How to ask for a field, by every way that there is: each a whole document. */
function attempts(model: Model, kind: KindModel, field: FieldModel): Record<string, string> {
  const { name } = field;
  const constant = snakeCase(name).toUpperCase();
  const members = field.type === 'value' ? `${name} { __typename }` : name;
  const operand = field.type === 'value' ? '{ isNull: false }' : '{ isNull: true }';
  const filter = `{ ${name}: ${operand} }`;
  const asked: Record<string, string> = {
    selection: `{ ${kind.plural} { nodes { ${members} } } }`,
    edge: `{ ${kind.plural} { edges { node { alias: ${members} } } } }`,
    node: `{ node(id: "${kind.prefix}_x") { ... on ${kind.name} { ${members} } } }`,
    'one record': `{ ${kind.singular}(${kind.key}: "x") { ${members} } }`,
    fragment: `{ ${kind.plural} { nodes { ...f } } } fragment f on ${kind.name} { ${members} }`,
    'search result': `{ search(text: "a") { nodes { record { ... on ${kind.name} { ${members} } } } } }`,
    comparison: comparisonOf(`{ ${kind.plural} { nodes { ${members} } } }`),
    'comparison of a filter': comparisonOf(`{ ${kind.plural}(where: ${filter}) { totalCount } }`),
    filter: `{ ${kind.plural}(where: ${filter}) { totalCount } }`,
    'filter under not': `{ ${kind.plural}(where: { and: [{ not: ${filter} }] }) { totalCount } }`,
    order: `{ ${kind.plural}(orderBy: [{ ${name}: ASC }]) { nodes { id } } }`,
    dimension: `{ ${kind.plural} { groups(by: [{ dimension: ${constant} }]) { nodes { count } } } }`,
    path: `{ ${kind.plural} { groups(by: [{ path: "${name}" }]) { nodes { count } } } }`,
    distinct: `{ ${kind.plural} { aggregate { distinct(of: ${constant}) } } }`,
    dates: `{ ${kind.plural} { aggregate { dates(of: ${constant}) { earliest latest } } } }`,
    only: `{ ${kind.plural} { aggregate { only(where: ${filter}) { count } } } }`,
    having: `{ ${kind.plural} { groups(by: [{ dimension: COUNTRY }], having: [{ distinct: { of: ${constant}, count: { gt: 0 } } }]) { nodes { count } } } }`,
    'having of a part': `{ ${kind.plural} { groups(by: [{ dimension: COUNTRY }], having: [{ only: { where: ${filter}, having: { count: { gt: 0 } } } }]) { nodes { count } } } }`,
    'order of groups': `{ ${kind.plural} { groups(by: [{ dimension: COUNTRY }], orderBy: [{ distinct: { of: ${constant}, direction: ASC } }]) { nodes { count } } } }`,
  };
  for (const other of model.kinds.values()) {
    for (const relation of other.fields.values()) {
      if ((relation.type !== 'toOne' && relation.type !== 'toMany') || relation.target !== kind.name)
        continue;
      const at = `${other.name}.${relation.name}`;
      const inner = relation.type === 'toOne' || relation.list ? members : `nodes { ${members} }`;
      const where = relation.type === 'toOne' ? filter : `{ some: ${filter} }`;
      asked[`${at}: selection`] = `{ ${other.plural} { nodes { ${relation.name} { ${inner} } } } }`;
      asked[`${at}: filter`] = `{ ${other.plural}(where: { ${relation.name}: ${where} }) { totalCount } }`;
      asked[`${at}: path`] =
        `{ ${other.plural} { groups(by: [{ path: "${relation.name}.${name}" }], counting: WHOLE) { nodes { count } } } }`;
      if (relation.type === 'toOne') {
        asked[`${at}: order`] =
          `{ ${other.plural}(orderBy: [{ ${relation.name}: { ${name}: ASC } }]) { nodes { id } } }`;
        const dimension = `${snakeCase(relation.name).toUpperCase()}_${constant}`;
        asked[`${at}: dimension`] =
          `{ ${other.plural} { groups(by: [{ dimension: ${dimension} }]) { nodes { count } } } }`;
      } else {
        asked[`${at}: count`] =
          `{ ${other.plural}(where: { ${relation.name}: { count: { where: ${filter}, gt: 0 } } }) { totalCount } }`;
        asked[`${at}: order by the count of a part`] =
          `{ ${other.plural}(orderBy: [{ ${relation.name}: { countWhere: { where: ${filter}, direction: ASC } } }]) { nodes { id } } }`;
        asked[`${at}: order by dates`] =
          `{ ${other.plural}(orderBy: [{ ${relation.name}: { dates: { of: ${constant}, bound: LATEST, direction: ASC } } }]) { nodes { id } } }`;
      }
    }
  }
  return asked;
}

/** A document that compares the answers to another. */
function comparisonOf(document: string): string {
  return `{ compare(document: ${JSON.stringify(document)}, from: "2020-01-01T00:00:00Z") { changes { path } } }`;
}

/** The same document with a name that nothing has in the place of the field's. */
function misspelt(document: string, { name }: FieldModel): string {
  const constant = snakeCase(name).toUpperCase();
  return document
    .replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'zzzqqq')
    .replaceAll(new RegExp(`(\\b|_)${constant}\\b`, 'g'), '$1ZZZQQQ');
}

/** An answer with names that nothing has in the place of the field's, so that it can be compared with that of another word. */
function neutral({ status, data, errors }: Answer, names: readonly string[]): unknown {
  // What is suggested depends on how near a name is to others; that no secret is suggested is looked at below.
  const word = (message: string) => message.replace(/ Did you mean.*$/, '');
  let text = JSON.stringify({
    status,
    data,
    errors: errors?.map(({ message, extensions }) => [word(message), extensions]),
  });
  for (const name of names) text = text.replaceAll(new RegExp(`(\\b|_)${name}\\b`, 'g'), '$1?');
  return text;
}

describe.each(DIALECTS)('what is restricted on %s', (dialect) => {
  let registry: Registry;
  let other: Registry;
  /** Those who may not see it, by the headers that they send. */
  let outsiders: [string, Record<string, string>][];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: worldWith(SECRETS, true) });
    other = await startRegistry(dialect, { rows: worldWith(OTHERS, false, 2) });
    outsiders = [
      ['anonymous', {}],
      ['a reader', await registry.signedIn(Role.READER)],
      ['an analyst', await registry.signedIn(Role.ANALYST)],
    ];
  });
  afterAll(async () => {
    await registry.close();
    await other.close();
  });

  it('is there, and seen by editors and administrators', async () => {
    for (const role of [Role.EDITOR, Role.ADMIN]) {
      const { data } = await registry.ask(
        '{ people(first: 1) { nodes { email phone birthDate { edtf } gender minor } } }',
        {},
        await registry.signedIn(role),
      );
      const [email, phone, edtf, gender] = SECRETS;
      expect(data.people.nodes).toEqual([{ email, phone, birthDate: { edtf }, gender, minor: true }]);
    }
    expect(restrictedIn(registry.model)).toHaveLength(5);
  });

  it('does not exist for anybody else, by no way of asking: it is as a name that nothing has', async () => {
    let asked = 0;
    for (const [kind, field] of restrictedIn(registry.model)) {
      for (const [way, document] of Object.entries(attempts(registry.model, kind, field))) {
        const names = [field.name, snakeCase(field.name).toUpperCase()];
        for (const [who, headers] of outsiders) {
          const place = `${kind.name}.${field.name}, ${way}, ${who}`;
          const answer = await registry.ask(document, {}, headers);
          const stranger = await registry.ask(misspelt(document, field), {}, headers);
          expect([place, answer.data ?? null]).toEqual([place, null]);
          const unknown = neutral(stranger, ['zzzqqq', 'ZZZQQQ']);
          expect([place, neutral(answer, names)]).toEqual([place, unknown]);
          for (const secret of SECRETS) expect(JSON.stringify(answer)).not.toContain(secret);
          asked += 1;
        }
      }
    }
    expect(asked).toBeGreaterThan(300);
  });

  it('is what those ways do give an editor, wherever the field can be asked so', async () => {
    const headers = await registry.signedIn(Role.EDITOR);
    const answered = new Set<string>();
    for (const [kind, field] of restrictedIn(registry.model)) {
      for (const [way, document] of Object.entries(attempts(registry.model, kind, field))) {
        if (!(await registry.ask(document, {}, headers)).errors) answered.add(way);
      }
    }
    const person = kindNamed(registry.model, 'Person');
    const ways = Object.keys(attempts(registry.model, person, person.fields.get('birthDate') as FieldModel));
    expect(ways.filter((way) => !answered.has(way))).toEqual([]);
  });

  it('leaves a trace each time that it is read, whichever way it was asked, and only then', async () => {
    const headers = await registry.signedIn(Role.ADMIN);
    const email = ['Person.email'];
    const documents: [string, string[]][] = [
      ['{ people(first: 1) { nodes { email } } }', email],
      ['{ people(where: { email: { eq: "x" } }) { totalCount } }', email],
      ['{ people(orderBy: [{ email: ASC }]) { totalCount } }', []],
      ['{ people(orderBy: [{ email: ASC }], first: 1) { nodes { id } } }', email],
      ['{ participations(where: { person: { minor: { eq: true } } }) { totalCount } }', ['Person.minor']],
      [
        '{ participations { groups(by: [{ dimension: PERSON_GENDER }]) { nodes { count } } } }',
        ['Person.gender'],
      ],
      ['{ people { aggregate { dates(of: BIRTH_DATE) { latest } } } }', ['Person.birthDate']],
      ['{ people(first: 1) { nodes { slug } } }', []],
    ];
    await wait(1500);
    const before = (await auditOf(registry.store)).length;
    const expected: Record<string, number> = {};
    for (const [document, fields] of documents) {
      for (let times = 0; times < 2; times += 1) {
        expect((await registry.ask(document, {}, headers)).errors).toBeUndefined();
        for (const field of fields) expected[field] = (expected[field] ?? 0) + 1;
      }
    }
    await wait(1500);
    const noted: Record<string, number> = {};
    for (const { action, actor, subject, detail } of (await auditOf(registry.store)).slice(before)) {
      expect([action, actor]).toEqual(['RESTRICTED_READ', 'test ADMIN']);
      noted[subject] = (noted[subject] ?? 0) + JSON.parse(detail).times;
    }
    expect(noted).toEqual(expected);
  });

  it('is not in what the schema says of itself, nor in any suggestion', async () => {
    const introspection = `{ __schema { types { name description fields { name description args { name } } inputFields { name } enumValues { name description } } } }`;
    const type = '{ __type(name: "Gender") { name } }';
    for (const [, headers] of outsiders) {
      const told = JSON.stringify(await registry.ask(introspection, {}, headers));
      expect(told).toContain('Person');
      expect(told).not.toMatch(/\bemail|\bphone|birth_?date|gender|\bminor(?! unit)|restricted/i);
      expect((await registry.ask(type, {}, headers)).data).toEqual({ __type: null });
      for (const near of ['emai', 'phon', 'birthDat', 'gende', 'mino']) {
        const { errors } = await registry.ask(`{ people { nodes { ${near} } } }`, {}, headers);
        expect(errors?.[0]?.message).not.toMatch(/email|phone|birthDate|gender|minor/);
      }
    }
  });

  it('is not found by search, in whole, in part or mistyped', async () => {
    for (const text of ['secretone', 'secretone@example.org', 'secretona', '21255544433', '1977', 'FEMALE']) {
      const { data } = await registry.ask(`{ search(text: "${text}") { totalCount nodes { text } } }`);
      expect([text, data.search]).toEqual([text, { totalCount: 0, nodes: [] }]);
    }
  });

  it('does not lend its cursors', async () => {
    const { data } = await registry.ask(
      '{ people(orderBy: [{ email: ASC }], first: 1) { pageInfo { endCursor } } }',
      {},
      await registry.signedIn(Role.ADMIN),
    );
    const cursor = data.people.pageInfo.endCursor;
    for (const [, headers] of outsiders) {
      const { status, errors } = await registry.ask(
        `{ people(after: "${cursor}") { nodes { id } } }`,
        {},
        headers,
      );
      expect([status, errors?.[0]?.message]).toEqual([
        400,
        expect.stringContaining('belongs to another order'),
      ]);
    }
  });

  it('is not told by what an administrator has asked just before, in the same words', async () => {
    const document = '{ people(first: 1) { nodes { email } } }';
    const sha256Hash = Buffer.from(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(document)),
    ).toString('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const post = async (body: object, headers: Record<string, string>) => {
      const response = await fetch(`${registry.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return response.text();
    };
    const admin = await registry.signedIn(Role.ADMIN);
    for (const body of [{ query: document }, { query: document, extensions }, { extensions }]) {
      for (let times = 0; times < 3; times += 1) expect(await post(body, admin)).toContain(SECRETS[0]);
      for (const [, headers] of outsiders) expect(await post(body, headers)).not.toContain(SECRETS[0]);
    }
  });

  it('is not told by citations that name it', async () => {
    const document = '{ citations(where: { field: { eq: "birthDate" } }) { totalCount nodes { field } } }';
    const { data } = await registry.ask(document, {}, await registry.signedIn(Role.EDITOR));
    expect(data.citations.totalCount).toBeGreaterThan(0);
    for (const [, headers] of outsiders) {
      expect(await registry.ask(document, {}, headers)).toEqual({
        status: 200,
        data: { citations: { totalCount: 0, nodes: [] } },
      });
      const all = await registry.ask(
        '{ citations(first: 1000) { nodes { field } } people { nodes { citations { field } } } }',
        {},
        headers,
      );
      expect(JSON.stringify(all.data)).not.toContain('birthDate');
    }
  });

  it(`makes no difference to anybody else, in ${DOCUMENTS} random documents that two registries are asked`, async () => {
    const model = publicModel(registry.model);
    await settle(registry, model);
    await settle(other, model);
    const world = await World.read(model, registry.store);
    expect(buildSchema(model).getType('Gender')).toBeUndefined();
    const different: unknown[] = [];
    for (let round = 0; round < DOCUMENTS && different.length < 3; round += 1) {
      const { source, pages } = new Generator(world, new Chance(77, round), true).question();
      // What needs cursors is asked without them: a page from its beginning.
      const document = pages.length > 0 ? source.replaceAll(/"@\d+:\d+"/g, 'null') : source;
      const [mine, theirs] = await Promise.all([registry, other].map((one) => text(one, document, registry)));
      if (mine !== theirs) different.push([document, mine, theirs]);
    }
    expect(different).toEqual([]);
  });
});

/** The answer to who does not say who they are, to the byte; the random name of the only change set left out. */
async function text(registry: Registry, document: string, named: Registry): Promise<string> {
  const own = await changeSetOf(registry);
  const written = await changeSetOf(named);
  const query = document.replaceAll(written.id, own.id).replaceAll(written.slug, own.slug);
  const response = await fetch(`${registry.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  let answer = `${response.status} ${await response.text()}`;
  // Cursors have the values of their order in them, in hexadecimal digits.
  for (const [word, name] of [
    [own.id, 'ID'],
    [own.slug, 'SLUG'],
  ] as const) {
    answer = answer.replaceAll(word, name).replaceAll(Buffer.from(word).toString('hex'), name);
  }
  return answer;
}

async function changeSetOf({ store }: Registry): Promise<{ readonly id: string; readonly slug: string }> {
  const [only, ...rest] = (await store.transaction((manager) =>
    manager.query('SELECT "id", "slug" FROM "change_set"'),
  )) as { id: string; slug: string }[];
  if (!only || rest.length > 0) throw new Error('There must be one change set.');
  return only;
}

/** Gives all records of a registry the same times: two of them are filled one after the other. */
async function settle({ store }: Registry, model: Model): Promise<void> {
  await byHand(store, async (manager) => {
    for (const { table } of model.kinds.values()) {
      const moment = `'2024-06-01T08:00:00.000Z'`;
      await manager.query(`UPDATE "${table}" SET "created_at" = ${moment}, "updated_at" = ${moment}`);
    }
  });
}
