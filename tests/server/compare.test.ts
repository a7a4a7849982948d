import { setTimeout as wait } from 'node:timers/promises';
import { Role } from '../../src/access/identity.js';
import { MOST_REPLAYED } from '../../src/graph/compare.js';
import { auditOf } from '../support/audit.js';
import { change, told, type Step } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const named = (slug: string, more: object = {}) => ({ slug, name: { en: slug }, ...more });

const country = (slug: string, code: string, code3: string, numericCode: string) =>
  named(slug, { code, code3, numericCode, region: 'AFRICA' });

const award = (slug: string, team: string, more: object = {}) => ({
  slug,
  kind: 'WINNER',
  tied: false,
  programme: 'prize',
  team,
  ...more,
});

const WORLD = {
  country: [country('tunisia', 'TN', 'TUN', '788'), country('morocco', 'MA', 'MAR', '504')],
  source: [named('news', { language: 'AR' })],
  programme: [named('prize', { kind: 'COMPETITION' })],
  team: [
    named('red', { country: 'TN' }),
    named('green', { country: 'TN' }),
    named('blue', { country: 'MA' }),
    named('grey'),
  ],
  award: [
    award('first', 'red', { rank: 1, money: { amount: '100', currency: 'USD' } }),
    award('second', 'green', { rank: 2, money: { amount: '50', currency: 'USD' } }),
    award('third', 'blue', { rank: 3 }),
  ],
  person: [named('ann', { country: 'TN', email: 'ann@example.org' }), named('anne'), named('bob')],
  event: [
    named('camp', { kind: 'CAMP', startsOn: '2024-06-01', citations: [{ source: 'news' }] }),
    named('final', { kind: 'FINAL', startsOn: '2024-06-09' }),
  ],
  participation: [
    { slug: 'ann-at-camp', event: 'camp', person: 'ann', role: 'SPOKE' },
    { slug: 'bob-at-camp', event: 'camp', person: 'bob', role: 'TRAINED' },
  ],
};

const BY_COUNTRY = `awards(where: { kind: { eq: WINNER } }) {
  totalCount
  groups(by: [{ dimension: RECIPIENT_COUNTRY }]) { nodes { count money { currency total } } }
}`;

describe.each(DIALECTS)('compare on %s', (dialect) => {
  let registry: Registry;
  /** When the world was as it is at first. */
  let start: string;
  const ids = new Map<string, string>();

  beforeEach(async () => {
    registry = await startRegistry(dialect, { rows: WORLD });
    start = await lastMoment();
    const kinds = ['countries', 'teams', 'awards', 'people', 'events', 'participations', 'programmes'];
    const { data } = await registry.ask(
      `{ ${kinds.map((kind) => `${kind} { nodes { slug id } }`).join(' ')} }`,
    );
    for (const kind of kinds) for (const { slug, id } of data[kind].nodes) ids.set(slug, id);
  });
  afterEach(() => registry.close());

  const lastMoment = async () => (await registry.ask('{ registry { updatedAt } }')).data.registry.updatedAt;
  const make = async (...steps: Step[]): Promise<string> => {
    const applied = await change(registry, steps);
    expect(told(applied)).toEqual([]);
    return applied.changeSet ?? '';
  };
  const SELECTED = `same exact changeCount changeSets { nodes { id } }
    changes { kind path before after record { slug } keys { dimension state value label } changeSets { id } }`;
  const request = (query: string, selected: string, asked: object) => {
    const types = { document: 'String!', variables: 'JSON', from: 'DateTime!', to: 'DateTime' };
    const given = { from: start, document: query, ...asked };
    const names = Object.entries(types).filter(([name]) => name in given);
    const declared = names.map(([name, type]) => `$${name}: ${type}`).join(', ');
    const args = names.map(([name]) => `${name}: $${name}`).join(', ');
    return [`query (${declared}) { compare(${args}) { ${selected} } }`, given] as const;
  };
  /** What a comparison gives, with ids of change sets alone. */
  const compare = async (query: string, asked: object = {}, headers = {}) => {
    const { data, errors } = await registry.ask(...request(query, SELECTED, asked), headers);
    expect(errors).toBeUndefined();
    const { same, exact, changeCount, changes, changeSets } = data.compare;
    const told = changes.map((each: any) => ({
      ...each,
      record: each.record?.slug ?? null,
      changeSets: each.changeSets?.map(({ id }: any) => id),
    }));
    return { same, exact, changeCount, changes: told, changeSets: changeSets.nodes.map(({ id }: any) => id) };
  };
  /** The changes of a comparison in short. */
  const changesOf = async (query: string, asked: object = {}) => {
    const { changes, changeCount } = await compare(query, asked);
    expect(changes).toHaveLength(changeCount);
    return changes.map(({ kind, path, before, after, record }: any) => [kind, path, before, after, record]);
  };
  const failure = async (query: string, asked: object = {}, headers = {}) => {
    const { status, errors } = await registry.ask(...request(query, 'same', asked), headers);
    expect(errors).toHaveLength(1);
    const [error] = errors ?? [];
    return { status, code: error?.extensions.code, path: error?.extensions.path, message: error?.message };
  };

  it('tells which groups a changed record left and joined, though the change was made two relations away', async () => {
    const moved = await make({ update: 'Team', of: 'green', input: { country: 'MA' } });
    await make({ update: 'Event', of: 'camp', input: { durationDays: 3 } });
    const result = await compare(`{ ${BY_COUNTRY} }`);
    const key = (slug: string, value: string) => [
      { dimension: 'RECIPIENT_COUNTRY', state: 'KNOWN', value, label: slug },
    ];
    const at = (slug: string) => `awards.groups.nodes[${ids.get(slug)}]`;
    const morocco = { record: null, keys: key('morocco', 'MA'), changeSets: [moved] };
    const tunisia = { record: null, keys: key('tunisia', 'TN'), changeSets: [moved] };
    const dollars = { currency: 'USD', total: '50' };
    expect(result).toEqual({
      same: false,
      exact: true,
      changeCount: 4,
      changeSets: [moved],
      changes: [
        { kind: 'CHANGED', path: `${at('morocco')}.count`, before: 1, after: 2, ...morocco },
        { kind: 'ADDED', path: `${at('morocco')}.money[USD]`, before: null, after: dollars, ...morocco },
        { kind: 'CHANGED', path: `${at('tunisia')}.count`, before: 2, after: 1, ...tunisia },
        {
          kind: 'CHANGED',
          path: `${at('tunisia')}.money[USD].total`,
          before: '150',
          after: '100',
          ...tunisia,
        },
      ],
    });
  });

  it('tells of groups that came and went, and of the records behind a figure', async () => {
    const cleared = await make({ update: 'Team', of: 'blue', input: { country: null } });
    const { changes } = await compare(`{ awards { groups(by: [{ dimension: RECIPIENT_COUNTRY }]) {
      nodes { members { nodes { rank } } } } } }`);
    const members = { members: { nodes: [{ rank: 3 }] } };
    expect(changes).toEqual([
      {
        kind: 'ADDED',
        path: 'awards.groups.nodes[UNKNOWN]',
        before: null,
        after: members,
        record: null,
        keys: [{ dimension: 'RECIPIENT_COUNTRY', state: 'UNKNOWN', value: null, label: null }],
        changeSets: [cleared],
      },
      {
        kind: 'REMOVED',
        path: `awards.groups.nodes[${ids.get('morocco')}]`,
        before: members,
        after: null,
        record: null,
        keys: [{ dimension: 'RECIPIENT_COUNTRY', state: 'KNOWN', value: 'MA', label: 'morocco' }],
        changeSets: [cleared],
      },
    ]);
  });

  it('names a record that was renamed, also where the document asks for nothing but names', async () => {
    await make({ update: 'Team', of: 'red', input: { name: { en: 'Scarlet' } } });
    expect(
      await changesOf('{ teams { nodes { name } } awards { edges { node { team { name } } } } }'),
    ).toEqual([
      ['CHANGED', `teams.nodes[${ids.get('red')}].name`, 'red', 'Scarlet', 'red'],
      ['CHANGED', `awards.edges[${ids.get('first')}].node.team.name`, 'red', 'Scarlet', 'red'],
    ]);
    await make({ update: 'Country', of: 'tunisia', input: { slug: 'tunis', name: { en: 'Tunis' } } });
    const groups = `groups(by: [{ dimension: RECIPIENT_COUNTRY }]) { nodes { keys { label } count } }`;
    expect(await changesOf(`{ awards { ${groups} } }`)).toEqual([
      [
        'CHANGED',
        `awards.groups.nodes[${ids.get('tunisia')}].keys[RECIPIENT_COUNTRY].label`,
        'tunisia',
        'Tunis',
        null,
      ],
    ]);
  });

  it('tells of records that were added, deleted and merged', async () => {
    const added = await make({ create: 'Person', input: named('eve') });
    const merged = await make({ merge: 'Person', of: 'bob', into: 'anne' });
    const gone = await make({ delete: 'Award', of: 'third', version: 1 });
    const query = `{ people { totalCount nodes { name } } awards { nodes { rank } }
      event(slug: "camp") { participations { nodes { person { name } } } } person(slug: "bob") { name } }`;
    const { changes, changeSets } = await compare(query);
    const { data } = await registry.ask('{ person(slug: "eve") { id } }');
    const bobs = `event.participations.nodes[${ids.get('bob-at-camp')}].person`;
    expect(changeSets).toEqual([added, merged, gone]);
    expect(
      changes.map(({ kind, path, before, after, record, changeSets: sets }: any) => [
        kind,
        path,
        before,
        after,
        record,
        sets,
      ]),
    ).toEqual([
      ['ADDED', `people.nodes[${data.person.id}]`, null, { name: 'eve' }, 'eve', [added]],
      ['REMOVED', `people.nodes[${ids.get('bob')}]`, { name: 'bob' }, null, 'bob', [merged]],
      ['REMOVED', `awards.nodes[${ids.get('third')}]`, { rank: 3 }, null, 'third', [gone]],
      ['CHANGED', bobs, { name: 'bob' }, { name: 'anne' }, 'bob-at-camp', [merged]],
      ['CHANGED', 'person', { name: 'bob' }, { name: 'anne' }, 'anne', [merged]],
    ]);
  });

  it('sees that records came into a page of another order, and that those which stayed changed places', async () => {
    await make({ update: 'Event', of: 'camp', input: { startsOn: '2024-07-01' } });
    const [camp, final] = [ids.get('camp'), ids.get('final')];
    expect(await changesOf('{ events(orderBy: [{ startsOn: ASC }]) { nodes { name } } }')).toEqual([
      ['REORDERED', 'events.nodes', [camp, final], [final, camp], null],
    ]);
    expect(await changesOf('{ events(orderBy: [{ startsOn: ASC }], first: 1) { nodes { name } } }')).toEqual([
      ['ADDED', `events.nodes[${final}]`, null, { name: 'final' }, 'final'],
      ['REMOVED', `events.nodes[${camp}]`, { name: 'camp' }, null, 'camp'],
    ]);
  });

  it('follows unions, searches, plain lists, records by id, computed fields and the registry itself', async () => {
    await make(
      { update: 'Event', of: 'camp', input: { name: { en: 'Summer camp' }, citations: [] } },
      { create: 'Event', input: named('camp-two', { kind: 'CAMP' }) },
    );
    const { data } = await registry.ask('{ event(slug: "camp-two") { id } }');
    const [camp, two] = [ids.get('camp'), data.event.id];
    const citations = await registry.ask(
      `query ($from: DateTime!) { event(slug: "camp", asOf: $from) { citations { id } } }`,
      { from: start },
    );
    const [cited] = citations.data.event.citations;
    expect(
      await changesOf(
        `query ($ids: [ID!]!) {
          search(text: "camp") { totalCount nodes { highlights { start end } record { ... on Event { name } } } }
          nodes(ids: $ids) { ... on Event { name } }
          participations(first: 1) { nodes { actor { __typename ... on Person { name } } event { citations { locator } names { lang text } } } }
          registry { counts { kind count } }
        }`,
        { variables: { ids: [camp, two] } },
      ),
    ).toEqual([
      ['CHANGED', 'search.totalCount', 1, 2, null],
      [
        'ADDED',
        `search.nodes[${two}]`,
        null,
        { highlights: [{ start: 0, end: 4 }], record: { name: 'camp-two' } },
        'camp-two',
      ],
      [
        'CHANGED',
        `search.nodes[${camp}].highlights`,
        [{ start: 0, end: 4 }],
        [{ start: 7, end: 11 }],
        'camp',
      ],
      ['CHANGED', `search.nodes[${camp}].record.name`, 'camp', 'Summer camp', 'camp'],
      ['CHANGED', `nodes[${camp}].name`, 'camp', 'Summer camp', 'camp'],
      ['ADDED', `nodes[${two}]`, null, { name: 'camp-two' }, 'camp-two'],
      [
        'REMOVED',
        `participations.nodes[${ids.get('ann-at-camp')}].event.citations[${cited.id}]`,
        { locator: null },
        null,
        expect.any(String),
      ],
      [
        'CHANGED',
        `participations.nodes[${ids.get('ann-at-camp')}].event.names[EN].text`,
        'camp',
        'Summer camp',
        'camp',
      ],
      ['CHANGED', 'registry.counts[ChangeSet].count', 1, 2, null],
      ['CHANGED', 'registry.counts[Revision].count', 19, 22, null],
      ['CHANGED', 'registry.counts[FieldChange].count', 0, 1, null],
      ['CHANGED', 'registry.counts[Event].count', 2, 3, null],
      ['CHANGED', 'registry.counts[Citation].count', 1, 0, null],
    ]);
  });

  it('says that nothing changed where nothing did, and names nobody', async () => {
    await make({ update: 'Event', of: 'camp', input: { durationDays: 3 } });
    await make({ create: 'Person', input: named('eve') });
    for (const query of [
      `{ ${BY_COUNTRY} }`,
      '{ events { totalCount nodes { name startsOn { edtf } } } }',
      '{ __typename }',
    ]) {
      expect(await compare(query)).toEqual({
        same: true,
        exact: true,
        changeCount: 0,
        changes: [],
        changeSets: [],
      });
    }
    const now = await lastMoment();
    expect((await compare('{ people { totalCount } }', { from: now })).same).toBe(true);
    expect((await compare('{ people { totalCount } }', { from: start, to: start })).same).toBe(true);
  });

  it('names those change sets as well whose changes were undone again', async () => {
    const made = await make({ create: 'Person', input: named('eve') });
    const undone = await make({ delete: 'Person', of: 'eve', version: 1 });
    const result = await compare('{ people { totalCount } }');
    expect(result).toMatchObject({ same: true, exact: true, changes: [], changeSets: [made, undone] });
  });

  it('takes any two moments: one before the registry began, when it was empty, and one that is yet to come', async () => {
    const query = '{ countries { totalCount } }';
    const span = { from: '1999-01-01T00:00:00Z', to: '2990-01-01T00:00:00+01:00' };
    const { data } = await registry.ask(...request(query, 'from to changes { before after }', span));
    expect(data.compare).toEqual({
      from: '1999-01-01T00:00:00.000Z',
      to: '2989-12-31T23:00:00.000Z',
      changes: [{ before: 0, after: 2 }],
    });
    await make({ update: 'Country', of: 'tunisia', input: { name: { en: 'Tunis' } } });
    const until = await changesOf('{ countries { nodes { name } } }', {
      to: start,
      from: '1999-01-01T00:00:00Z',
    });
    expect(until.map(([, , , after]: any) => after.name)).toEqual(['morocco', 'tunisia']);
  });

  it('gives as many changes as are asked for and counts them all; change sets as a connection, records as they are', async () => {
    for (const slug of ['eve', 'fay', 'gil']) await make({ create: 'Person', input: named(slug) });
    const selected = `changeCount some: changes(first: 2) { record { ... on Person { name } } } none: changes(first: 0) { path }
      changeSets(first: 1, where: { author: { eq: "amina" } }) { totalCount nodes { message } pageInfo { hasNextPage } }`;
    const { data, errors } = await registry.ask(...request('{ people { nodes { id } } }', selected, {}));
    expect(errors).toBeUndefined();
    expect(data.compare).toEqual({
      changeCount: 3,
      some: [{ record: { name: 'eve' } }, { record: { name: 'fay' } }],
      none: [],
      changeSets: { totalCount: 3, nodes: [{ message: 'A test.' }], pageInfo: { hasNextPage: true } },
    });
  });

  it('takes three reads at the most, and two where nobody asks which change sets did it', async () => {
    for (const slug of ['eve', 'fay', 'gil']) await make({ create: 'Person', input: named(slug) });
    const statements = async (selected: string) => {
      registry.statements.length = 0;
      const { errors } = await registry.ask(...request('{ people { totalCount } }', selected, {}));
      expect(errors).toBeUndefined();
      return registry.statements.length;
    };
    // The answer at both ends, and the change sets between.
    expect(await statements('same changes { path }')).toBe(3);
    // The answers between three change sets.
    expect(await statements('same exact')).toBe(5);
    expect(await statements('same changeSets { totalCount }')).toBe(6);
  });

  it('names all that may have done it where there are too many to ask after each', async () => {
    const made: string[] = [];
    for (let number = 0; number <= MOST_REPLAYED; number += 1) {
      made.push(await make({ update: 'Person', of: 'ann', input: { name: { en: `Ann ${number}` } } }));
    }
    const page = `exact changes { after changeSets { id } } changeSets(first: 1000) { nodes { id } }`;
    const { data } = await registry.ask(...request('{ people { nodes { name } } }', page, {}));
    expect(data.compare).toEqual({
      exact: false,
      changes: [{ after: `Ann ${MOST_REPLAYED}`, changeSets: null }],
      changeSets: { nodes: made.map((id) => ({ id })) },
    });
    const later = await registry.ask(...request('{ people { nodes { slug } } }', page, {}));
    expect(later.data.compare).toEqual({ exact: true, changes: [], changeSets: { nodes: [] } });
  }, 120_000);

  it('refuses what cannot be compared, and says where', async () => {
    const at = (...path: unknown[]) => ['compare', ...path];
    const cases: [query: string, asked: object, path: unknown[], message: RegExp][] = [
      ['{ events {', {}, at('document'), /not GraphQL at line 1, column 11: Expected Name/],
      ['{ events { nodes { zzz } } }', {}, at('document'), /Cannot query field "zzz" on type "Event"/],
      ['{ a: events(first: -1) { totalCount } }', {}, at('document', 'a', 'first'), /must be from 0 to 1000/],
      ['{ events(first: "x") { totalCount } }', {}, at('document', 'events', 'first'), /type Int/],
      [
        'mutation { deleteEvent(id: "a", expectedVersion: 1, change: { message: "x" }) { errors { code } } }',
        {},
        at('document'),
        /Only a query/,
      ],
      ['query a { __typename } query b { __typename }', {}, at('document'), /one operation/],
      ['fragment f on Query { __typename }', {}, at('document'), /one operation/],
      [
        '{ ...f } fragment f on Query { x: events(asOf: "2024-01-01T00:00:00Z") { totalCount } }',
        {},
        at('document', 'x', 'asOf'),
        /Leave `asOf` out/,
      ],
      [
        '{ compare(document: "{ __typename }", from: "2024-01-01T00:00:00Z") { same } }',
        {},
        at('document', 'compare'),
        /cannot be compared/,
      ],
      ['{ __schema { description } }', {}, at('document', '__schema'), /no history/],
      [
        'query ($n: Int!) { events(first: $n) { totalCount } }',
        { variables: { n: 'x' } },
        at('variables', 'n'),
        /type Int/,
      ],
      ['query ($n: Int!) { events(first: $n) { totalCount } }', {}, at('variables', 'n'), /must be given/],
      ['{ __typename }', { variables: [1] }, at('variables'), /as an object/],
      [
        '{ __typename }',
        { from: '2024-02-01T00:00:00Z', to: '2024-01-01T00:00:00Z' },
        at('from'),
        /must not be after/,
      ],
      [`{ ${'a'.repeat(70_000)} }`, {}, at('document'), /65536 bytes/],
      [`{ ${'__typename '.repeat(5000)} }`, {}, at('document'), /4000 tokens/],
      [
        `{ events(where: ${'{not: '.repeat(101)}{}${'}'.repeat(101)}) { totalCount } }`,
        {},
        at('document'),
        /100 brackets/,
      ],
      [doubling(14), {}, at('document'), /at most 5000 fields/],
    ];
    for (const [query, asked, path, message] of cases) {
      const error = await failure(query, asked);
      expect({ query, ...error }).toEqual({
        query,
        status: 400,
        code: 'BAD_USER_INPUT',
        path,
        message: expect.stringMatching(message),
      });
    }
  });

  it('is asked once a request, with as many changes as a page has records', async () => {
    const one = 'compare(document: "{ __typename }", from: "2024-01-01T00:00:00Z")';
    const twice = await registry.ask(`{ a: ${one} { same } b: ${one} { same } }`);
    expect(twice.errors?.[0]?.message).toMatch(/one comparison/);
    const many = await registry.ask(`{ ${one} { changes(first: 1001) { path } } }`);
    expect(many.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['compare', 'changes', 'first'],
    });
    const beside = await registry.ask(`{ ${one} { same } people { totalCount } }`);
    expect(beside.data).toEqual({ compare: { same: true }, people: { totalCount: 3 } });
  });

  it('has no restricted field for who may not see it, nor names who changed one; who sees it is noted', async () => {
    const secret = await make({ update: 'Person', of: 'ann', input: { email: 'secret@example.org' } });
    const query = '{ people { nodes { email } } }';
    const misspelt = await failure('{ people { nodes { emayl } } }');
    const refused = await failure(query);
    expect(refused).toEqual({ ...misspelt, message: misspelt.message?.replace('emayl', 'email') });
    expect(await compare('{ people { nodes { name } } }')).toMatchObject({ same: true, changeSets: [] });
    const headers = await registry.signedIn(Role.EDITOR);
    const seen = await compare(query, {}, headers);
    expect(seen).toMatchObject({
      changes: [{ before: 'ann@example.org', after: 'secret@example.org', changeSets: [secret] }],
    });
    const noted = async () =>
      (await auditOf(registry.store)).filter(({ action }) => action === 'RESTRICTED_READ');
    while ((await noted()).length === 0) await wait(100);
    expect(await noted()).toEqual([
      expect.objectContaining({ actor: 'test EDITOR', subject: 'Person.email' }),
    ]);
  });
});

/** A document that doubles what it selects with every fragment. */
function doubling(fragments: number): string {
  const texts = Array.from({ length: fragments }, (_, index) => {
    const next = index + 1 === fragments ? 'name' : `...f${index + 1}`;
    return `fragment f${index} on Organisation { a: parent { ${next} } b: parent { ${next} } }`;
  });
  return `{ organisations { nodes { ...f0 } } } ${texts.join(' ')}`;
}
