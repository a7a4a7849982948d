import { setTimeout as wait } from 'node:timers/promises';
import { Role } from '../../src/access/identity.js';
import { forbidden } from '../../src/model/errors.js';
import { kindNamed, type FieldModel, type KindModel, type Model } from '../../src/model/model.js';
import { snakeCase } from '../../src/model/naming.js';
import { auditOf } from '../support/audit.js';
import { everything } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Answer, type Registry } from '../support/registry.js';
import { outsidersOf } from '../support/outsiders.js';
import { ONE, secretWorld, SUMMARISED, tracesOf } from '../support/secrets.js';

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
  let outsiders: [string, Record<string, string>][];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: secretWorld(ONE), explain: true });
    outsiders = await outsidersOf(registry);
  });
  afterAll(() => registry.close());

  it('is there, and seen by editors and administrators', async () => {
    for (const role of [Role.EDITOR, Role.ADMIN]) {
      const { data } = await registry.ask(
        '{ people(first: 1) { nodes { email phone birthDate { edtf } gender minor } } }',
        {},
        await registry.signedIn(role),
      );
      const { email, phone, birthDate: edtf, gender, minor } = ONE;
      expect(data.people.nodes).toEqual([{ email, phone, birthDate: { edtf }, gender, minor }]);
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
          for (const trace of tracesOf(ONE)) expect(JSON.stringify(answer)).not.toContain(trace);
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
      const { data } = await registry.ask(introspection, {}, headers);
      const told = JSON.stringify(data.__schema.types.filter(({ name }: any) => !SUMMARISED.includes(name)));
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
      for (let times = 0; times < 3; times += 1) expect(await post(body, admin)).toContain(ONE.email);
      for (const [, headers] of outsiders) expect(await post(body, headers)).not.toContain(ONE.email);
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

  it('is not told by what comes of writing, which is refused whatever is written', async () => {
    const before = await everything(registry);
    const { data } = await registry.ask('{ people(first: 1) { nodes { id } } }');
    const [{ id }] = data.people.nodes;
    const change = 'change: { message: "A try." }';
    const target = `id: "${id}", expectedVersion: 1`;
    const writes = [
      `createTopic(input: { slug: "mine", name: { en: "Mine" } }, ${change}) { errors { message } }`,
      `updatePerson(${target}, input: { name: { en: "Mine" } }, ${change}) { record { id } errors { message } }`,
      `updatePerson(id: "${id}", expectedVersion: 9, input: {}, ${change}) { errors { conflicts { field } } }`,
      `deletePerson(${target}, ${change}) { outcomes { changes { field before } } }`,
      `applyChanges(changes: [{ action: DELETE, target: "${id}" }], ${change}) { errors { message } }`,
      `mergeRecords(from: "${id}", into: "person-1", ${change}) { outcomes { id } errors { message } }`,
      `revert(changeSet: "chs_none", ${change}) { outcomes { changes { before } } errors { message } }`,
    ];
    for (const [who, headers] of outsiders) {
      for (const write of writes) {
        const { data: given, status, errors } = await registry.ask(`mutation { ${write} }`, {}, headers);
        const told = errors?.map(({ message, extensions }) => [message, extensions.code]);
        const refused = [[forbidden().message, 'FORBIDDEN']];
        expect([who, write, status, given, told]).toEqual([who, write, 200, null, refused]);
      }
      const erase = `mutation { erasePerson(id: "${id}", ${change}) { errors { code } } }`;
      const erased = await registry.ask(erase, {}, headers);
      expect([who, erased.status, erased.data]).toEqual([who, 400, undefined]);
      expect(erased.errors?.[0]?.message).toMatch(/^Cannot query field "erasePerson"/);
    }
    expect(await everything(registry)).toEqual(before);
  });

  it('is no word of what can be written either, inline or in variables', async () => {
    const document = (given: string, declared = '') =>
      `mutation ${declared} { createPerson(input: ${given}, change: { message: "A try." }) { errors { message } } }`;
    for (const [kind, field] of restrictedIn(registry.model)) {
      const words = [field.name, 'zzzqqq'];
      for (const [who, headers] of outsiders) {
        const [inline, other] = await Promise.all(
          words.map((word) => registry.ask(document(`{ slug: "x", ${word}: "x" }`), {}, headers)),
        );
        const [coerced, otherwise] = await Promise.all(
          words.map((word) =>
            registry.ask(
              document('$input', `($input: ${kind.name}Input!)`),
              { input: { slug: 'x', [word]: 'x' } },
              headers,
            ),
          ),
        );
        for (const [mine, theirs] of [
          [inline, other],
          [coerced, otherwise],
        ] as [Answer, Answer][]) {
          expect([who, mine.status, mine.data]).toEqual([who, 400, undefined]);
          expect([who, neutral(mine, [field.name])]).toEqual([who, neutral(theirs, ['zzzqqq'])]);
        }
      }
    }
  });

  it('is not told by an explanation, which is refused', async () => {
    const explain = { 'sijill-explain': 'true' };
    const document = '{ people { totalCount } }';
    for (const [who, headers] of [
      ...outsiders,
      ['an editor', await registry.signedIn(Role.EDITOR)] as const,
    ]) {
      const { status, data, extensions, errors } = await registry.ask(
        document,
        {},
        { ...headers, ...explain },
      );
      expect([who, status, data, extensions, errors?.[0]?.extensions.code]).toEqual([
        who,
        403,
        undefined,
        undefined,
        'FORBIDDEN',
      ]);
    }
    const admin = { ...(await registry.signedIn(Role.ADMIN)), ...explain };
    expect((await registry.ask(document, {}, admin)).extensions.explain.roots).toHaveLength(1);
  });
});
