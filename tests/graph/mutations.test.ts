import { Role } from '../../src/access/identity.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const WORLD = {
  country: [
    {
      slug: 'tunisia',
      code: 'TN',
      code3: 'TUN',
      numericCode: '788',
      name: { en: 'Tunisia' },
      region: 'AFRICA',
    },
    {
      slug: 'morocco',
      code: 'MA',
      code3: 'MAR',
      numericCode: '504',
      name: { en: 'Morocco' },
      region: 'AFRICA',
    },
  ],
  topic: ['a', 'b', 'c'].map((slug) => ({ slug, name: { en: slug.toUpperCase() } })),
  source: [{ slug: 'news', name: { en: 'News' }, language: 'AR' }],
};

const ERRORS = 'errors { code path message conflicts { field author changeSet } }';

describe.each(DIALECTS)('mutations on %s', (dialect) => {
  let registry: Registry;
  const ask = async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
    const signed = await registry.signedIn(Role.EDITOR);
    const answer = await registry.ask(query, variables, { ...signed, ...headers });
    expect(answer.errors ?? []).toEqual([]);
    return answer.data;
  };
  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: WORLD });
  });
  afterAll(() => registry.close());

  it('add a record with all that belongs to it, and serve it like any other', async () => {
    const { createEvent } = await ask(`mutation {
      createEvent(
        change: { message: "A new camp." }
        input: {
          slug: "camp", name: { en: "Camp", ar: "مخيم", original: AR }, kind: CAMP, startsOn: "2024-06", durationDays: 3
          topics: ["a", "b"], note: { en: "Seen in the news." }
          citations: [{ source: "news", field: "startsOn", locator: "paragraph 2" }]
          externalIds: [{ scheme: "SHEET", value: "7" }]
        }
      ) {
        record { slug version ... on Event { name(lang: [AR]) startsOn { edtf } topics { nodes { slug } } citations { field source { slug } } externalIds { value } history { action changeSet { message author } } } }
        changeSet { message revisions { totalCount } }
        outcomes { action kind slug version }
        ${ERRORS}
      }
    }`);
    expect(createEvent).toEqual({
      record: {
        slug: 'camp',
        version: 1,
        name: 'مخيم',
        startsOn: { edtf: '2024-06' },
        topics: { nodes: [{ slug: 'a' }, { slug: 'b' }] },
        citations: [{ field: 'startsOn', source: { slug: 'news' } }],
        externalIds: [{ value: '7' }],
        history: [{ action: 'CREATED', changeSet: { message: 'A new camp.', author: 'test EDITOR' } }],
      },
      changeSet: { message: 'A new camp.', revisions: { totalCount: 3 } },
      outcomes: expect.arrayContaining([{ action: 'CREATED', kind: 'Event', slug: 'camp', version: 1 }]),
      errors: [],
    });
  });

  it('change and delete a record at the version that was read', async () => {
    await ask(
      `mutation { createTopic(change: { message: "One." }, input: { slug: "one", name: { en: "One" } }) { errors { code } } }`,
    );
    const update = (version: number, name: string) =>
      ask(
        `mutation ($version: Int!, $name: String) {
          updateTopic(id: "one", expectedVersion: $version, input: { name: { en: $name } }, change: { message: "Better." }) {
            record { version ... on Topic { name history { changes { field before after } } } }
            ${ERRORS}
          }
        }`,
        { version, name },
        { 'accept-language': 'en' },
      );
    expect((await update(1, 'First')).updateTopic).toEqual({
      record: {
        version: 2,
        name: 'First',
        history: [{ changes: [] }, { changes: [{ field: 'name', before: 'en: One', after: 'en: First' }] }],
      },
      errors: [],
    });
    const { updateTopic } = await update(1, 'Second');
    expect(updateTopic.record).toBeNull();
    expect(updateTopic.errors).toEqual([
      {
        code: 'CONFLICT',
        path: ['expectedVersion'],
        message: expect.stringMatching(/name by test EDITOR in chs_/),
        conflicts: [{ field: 'name', author: 'test EDITOR', changeSet: expect.stringMatching(/^chs_/) }],
      },
    ]);
    const { deleteTopic } = await ask(
      `mutation { deleteTopic(id: "one", expectedVersion: 2, change: { message: "Not needed." }) { record { id } changeSet { message } ${ERRORS} } }`,
    );
    expect(deleteTopic).toEqual({ record: null, changeSet: { message: 'Not needed.' }, errors: [] });
    expect((await update(3, 'Third')).updateTopic.errors).toMatchObject([{ code: 'GONE', path: ['id'] }]);
  });

  it('tell what is wrong as data, by the path of the input, in the language of the request', async () => {
    const bad = `mutation {
      createAward(
        change: { message: "Bad." }
        input: { slug: "w", kind: WINNER, rank: 0, tied: false, money: { amount: "5" }, person: "nobody", citations: [{ source: "none" }] }
      ) { record { id } changeSet { id } outcomes { id } errors { code path message } }
    }`;
    const { createAward } = await ask(bad, {}, { 'accept-language': 'fr' });
    expect(createAward).toEqual({
      record: null,
      changeSet: null,
      outcomes: [],
      errors: expect.arrayContaining([
        { code: 'INVALID', path: ['input', 'rank'], message: 'ne doit pas être inférieur à 1' },
        { code: 'INVALID', path: ['input', 'money'], message: 'a besoin d’un montant et d’une devise' },
        {
          code: 'UNKNOWN_REFERENCE',
          path: ['input', 'person'],
          message: 'ne désigne aucun Person : il n’y en a pas avec ce slug',
        },
        {
          code: 'UNKNOWN_REFERENCE',
          path: ['input', 'citations', '0', 'source'],
          message: 'ne désigne aucun Source : il n’y en a pas avec ce slug',
        },
      ]),
    });
    expect(createAward.errors).toHaveLength(4);
  });

  it('make several changes at once, and show beforehand what they would do', async () => {
    const apply = (dryRun: boolean) =>
      ask(
        `mutation ($dryRun: Boolean!) {
          applyChanges(
            change: { message: "A programme.", dryRun: $dryRun, citations: [{ source: "news" }] }
            changes: [
              { action: CREATE, input: { programme: { slug: "prog", name: { en: "Programme" }, kind: OTHER, owner: "org" } } }
              { action: CREATE, input: { organisation: { slug: "org", name: { en: "Organisation" }, kind: MINISTRY, country: "TN" } } }
              { action: UPDATE, target: "topic:a", expectedVersion: 1, input: { topic: { broader: "b" } } }
              { action: PUT, input: { person: { slug: "ann", name: { en: "Ann" } } } }
              { action: DELETE, target: "topic:c" }
            ]
          ) {
            record { id } changeSet { revisions { totalCount } }
            outcomes { action kind slug version changes { field before after } }
            ${ERRORS}
          }
        }`,
        { dryRun },
      );
    const { applyChanges: shown } = await apply(true);
    expect(shown.errors).toEqual([]);
    expect(shown.changeSet).toBeNull();
    expect(shown.outcomes).toContainEqual({
      action: 'UPDATED',
      kind: 'Topic',
      slug: 'a',
      version: 2,
      changes: [{ field: 'broader', before: null, after: 'b' }],
    });
    expect(await ask('{ programme(slug: "prog") { id } topic(slug: "c") { slug } }')).toEqual({
      programme: null,
      topic: { slug: 'c' },
    });
    const { applyChanges: made } = await apply(false);
    expect(made.outcomes).toEqual(shown.outcomes);
    expect(made.changeSet).toEqual({ revisions: { totalCount: made.outcomes.length } });
    expect(
      await ask(
        '{ programme(slug: "prog") { owner { country { code } citations { source { slug } } } } topic(slug: "c") { slug } }',
      ),
    ).toEqual({
      programme: { owner: { country: { code: 'TN' }, citations: [{ source: { slug: 'news' } }] } },
      topic: null,
    });
    const { applyChanges: again } = await apply(false);
    expect(again.errors.map(({ code, path }: any) => [code, path.join('.')])).toEqual(
      expect.arrayContaining([
        ['TAKEN', 'changes.0.input.programme.slug'],
        ['TAKEN', 'changes.1.input.organisation.slug'],
        ['CONFLICT', 'changes.2.expectedVersion'],
        ['GONE', 'changes.4.target'],
      ]),
    );
  });

  it('undo a change set, and merge records', async () => {
    const make = (slug: string) =>
      ask(
        `mutation ($slug: String) { createTeam(change: { message: "A team." }, input: { slug: $slug, name: { en: "Team" } }) { record { id } changeSet { id slug } errors { code } } }`,
        { slug },
      );
    const first = (await make('first')).createTeam;
    const second = (await make('second')).createTeam;
    const { mergeRecords } = await ask(
      `mutation ($from: ID!, $into: ID!) { mergeRecords(from: $from, into: $into, change: { message: "The same." }) { record { slug } changeSet { slug } outcomes { action slug } ${ERRORS} } }`,
      { from: second.record.id, into: first.record.id },
    );
    expect(mergeRecords).toMatchObject({
      record: { slug: 'first' },
      outcomes: [{ action: 'MERGED', slug: 'second' }],
      errors: [],
    });
    expect(await ask('{ team(slug: "second") { slug } }')).toEqual({ team: { slug: 'first' } });
    const revert = (changeSet: string) =>
      ask(
        `mutation ($changeSet: ID!) { revert(changeSet: $changeSet, change: { message: "A mistake." }) { changeSet { message } ${ERRORS} } }`,
        { changeSet },
      );
    expect((await revert(mergeRecords.changeSet.slug)).revert).toEqual({
      changeSet: { message: 'A mistake.' },
      errors: [],
    });
    expect(await ask('{ team(slug: "second") { slug } }')).toEqual({ team: { slug: 'second' } });
    expect((await revert(first.changeSet.id)).revert.errors).toEqual([]);
    expect(await ask('{ team(slug: "first") { slug } }')).toEqual({ team: null });
  });

  it('answer a repeat under the same key with what was made', async () => {
    const query = `mutation {
      createTopic(change: { message: "Once.", idempotencyKey: "key" }, input: { slug: "once", name: { en: "Once" } }) { record { id version } changeSet { id } outcomes { slug } ${ERRORS} }
    }`;
    const first = await ask(query);
    expect(await ask(query)).toEqual(first);
    expect(first.createTopic.record.version).toBe(1);
    const other = (await ask(query.replace('en: "Once"', 'en: "Twice"'))).createTopic;
    expect(other.errors).toMatchObject([{ code: 'KEY_REUSED', path: ['change', 'idempotencyKey'] }]);
  });

  it('write nothing when the result cannot be selected, or the request is not one', async () => {
    const signed = await registry.signedIn(Role.EDITOR);
    const ask = (fields: string, input: string) =>
      registry.ask(
        `mutation { createTopic(change: { message: "No." }, input: { slug: "no", ${input} }) { ${fields} } }`,
        {},
        signed,
      );
    const tooMany = await ask(
      'record { ... on Topic { events(first: 5000) { totalCount } } }',
      'name: { en: "No" }',
    );
    expect(tooMany.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const wrongType = await ask('errors { code }', 'name: "No"');
    expect(wrongType.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const noTarget = await registry.ask(
      'mutation { applyChanges(change: { message: "No." }, changes: [{ action: DELETE }]) { errors { code } } }',
      {},
      signed,
    );
    expect(noTarget.errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', path: ['changes', 0, 'target'] },
    });
    expect((await registry.ask('{ topic(slug: "no") { id } }')).data).toEqual({ topic: null });
  });

  it('never repeat a value of a variable in an error', async () => {
    const answer = await registry.ask(
      'mutation ($input: TopicInput!) { createTopic(change: { message: "x" }, input: $input) { errors { code } } }',
      { input: { slug: { secret: 1 } } },
    );
    expect(answer.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['variables', 'input', 'slug'],
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('refuse a caller who may not write, and a request that is sent by GET', async () => {
    const mutation =
      'mutation { createTopic(change: { message: "x" }, input: { slug: "x", name: { en: "x" } }) { errors { code } } }';
    const slugs = '{ topics { nodes { slug } } }';
    const before = await ask(slugs);
    for (const headers of [{}, await registry.signedIn(Role.READER), await registry.signedIn(Role.ANALYST)]) {
      const answer = await registry.ask(mutation, {}, headers);
      expect(answer.errors).toMatchObject([{ path: ['createTopic'], extensions: { code: 'FORBIDDEN' } }]);
    }
    const got = await fetch(`${registry.url}/graphql?query=${encodeURIComponent(mutation)}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(got.status).toBe(405);
    expect(await ask(slugs)).toEqual(before);
  });

  it('exist for every kind that people write, and for no other', async () => {
    const { __schema: schema } = await ask('{ __schema { mutationType { fields { name } } } }');
    const names = new Set(schema.mutationType.fields.map(({ name }: { name: string }) => name));
    for (const kind of registry.model.kinds.values()) {
      for (const verb of ['create', 'update', 'delete'])
        expect(names.has(`${verb}${kind.name}`)).toBe(kind.written);
    }
    expect(
      [...registry.model.kinds.values()]
        .filter(({ written }) => !written)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['ChangeSet', 'FieldChange', 'Revision']);
  });
});
