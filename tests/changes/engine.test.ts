import { change, everything, told, type Step } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const named = (slug: string, more: object = {}) => ({ slug, name: { en: slug }, ...more });

const WORLD = {
  country: [
    named('tunisia', { code: 'TN', code3: 'TUN', numericCode: '788', region: 'AFRICA' }),
    named('morocco', { code: 'MA', code3: 'MAR', numericCode: '504', region: 'AFRICA' }),
  ],
  topic: [named('a'), named('b', { broader: 'a' }), named('c', { broader: 'b' })],
  source: [named('news', { language: 'AR' }), named('letter')],
  person: [named('ann', { country: 'TN' }), named('anne', { country: 'MA' }), named('bob')],
  event: [
    named('camp', {
      kind: 'CAMP',
      startsOn: '2024-06-01',
      topics: ['a', 'b'],
      citations: [{ source: 'news' }],
    }),
  ],
  participation: [
    { slug: 'ann-at-camp', event: 'camp', person: 'ann', role: 'SPOKE' },
    { slug: 'anne-at-camp', event: 'camp', person: 'anne', role: 'TRAINED' },
  ],
  award: [
    {
      slug: 'first',
      kind: 'WINNER',
      rank: 1,
      tied: false,
      person: 'anne',
      money: { amount: '12.50', currency: 'USD' },
    },
  ],
};

/** How often two editors race for one record. */
const RACES = Number(process.env.SIJILL_RACES ?? 200);

/** Milliseconds that the races may take. */
const RACES_TAKE_MS = RACES * 300;

describe.each(DIALECTS)('change sets on %s', (dialect) => {
  let registry: Registry;
  const ask = async (query: string) => {
    const answer = await registry.ask(query);
    expect(answer.errors ?? []).toEqual([]);
    return answer.data;
  };
  const changeSetOf = (applied: { changeSet: string | null }) => applied.changeSet ?? '';
  /** All fields of a record that people write, and its id, but not its versions. */
  const written = async () =>
    ask(`{
      events { nodes { id slug name startsOn { edtf } durationDays place { slug } topics { nodes { slug } } citations { source { slug } locator } createdAt } }
      participations { nodes { id slug person { slug } role } }
      people { nodes { id slug name country { code } createdAt } }
      awards { nodes { id slug person { slug } rank money { amount currency } } }
      topics { nodes { id slug broader { slug } } }
    }`);
  beforeEach(async () => {
    registry = await startRegistry(dialect, { rows: WORLD });
  });
  afterEach(() => registry.close());

  it('may refer to what they add themselves, in any order', async () => {
    const applied = await change(registry, [
      {
        create: 'Participation',
        input: { slug: 'eve-at-final', event: 'final', person: 'eve', role: 'SPOKE' },
      },
      { create: 'Event', input: named('final', { kind: 'FINAL', parent: 'forum', topics: ['d'] }) },
      { create: 'Event', input: named('forum', { kind: 'FORUM' }) },
      { create: 'Person', input: named('eve', { country: 'XK' }) },
      {
        create: 'Country',
        input: named('x', { code: 'XK', code3: 'XKX', numericCode: '983', region: 'EUROPE' }),
      },
      { create: 'Topic', input: named('d') },
      { create: 'Citation', input: { slug: 'c', source: 'news', record: 'event:final' } },
      { update: 'Event', of: 'final', input: { startsOn: '2024-07' } },
    ]);
    expect(told(applied)).toEqual([]);
    expect(
      await ask(
        '{ participation(slug: "eve-at-final") { event { version startsOn { edtf } parent { slug } topics { nodes { slug } } citations { source { slug } } } person { country { code } } } }',
      ),
    ).toEqual({
      participation: {
        event: {
          // One change set is one version, however many operations it has.
          version: 1,
          startsOn: { edtf: '2024-07' },
          parent: { slug: 'forum' },
          topics: { nodes: [{ slug: 'd' }] },
          citations: [{ source: { slug: 'news' } }],
        },
        person: { country: { code: 'XK' } },
      },
    });
  });

  it('change only the fields that are given, and say which, in history', async () => {
    await change(registry, [
      {
        update: 'Event',
        of: 'camp',
        version: 1,
        input: { startsOn: '2024-06', name: { en: 'Camp', fr: 'Camp' }, topics: ['c'], durationDays: 2 },
      },
      { update: 'Participation', of: 'ann-at-camp', input: { person: 'bob' } },
      { update: 'Award', of: 'first', input: { money: { amount: '10', currency: 'EUR' } } },
    ]);
    const history =
      'history { action recordVersion changeSet { author message } changes { field before after } }';
    const { event, participation, award } = await ask(
      `{ event(slug: "camp") { kind version ${history} } participation(slug: "ann-at-camp") { ${history} } award(slug: "first") { ${history} } }`,
    );
    const changeSet = { author: 'amina', message: 'A test.' };
    expect(event.kind).toBe('CAMP');
    expect(event.version).toBe(2);
    expect(event.history).toEqual([
      {
        action: 'CREATED',
        recordVersion: 1,
        changeSet: { author: 'seeds', message: expect.any(String) },
        changes: [],
      },
      {
        action: 'UPDATED',
        recordVersion: 2,
        changeSet,
        changes: [
          { field: 'name', before: 'en: camp', after: 'en: Camp; fr: Camp' },
          { field: 'startsOn', before: '2024-06-01', after: '2024-06' },
          { field: 'durationDays', before: null, after: '2' },
          { field: 'topics', before: 'a, b', after: 'c' },
        ],
      },
    ]);
    expect(participation.history[1].changes).toEqual([{ field: 'person', before: 'ann', after: 'bob' }]);
    expect(award.history[1].changes).toEqual([{ field: 'money', before: '12.50 USD', after: '10.00 EUR' }]);
    // Who changed what can be asked across records.
    expect(
      await ask(
        '{ revisions(where: { changes: { some: { field: { eq: "money" } } } }) { nodes { record { slug } } } }',
      ),
    ).toEqual({ revisions: { nodes: [{ record: { slug: 'first' } }] } });
  });

  it('that change nothing leave no trace', async () => {
    const before = await everything(registry);
    const applied = await change(registry, [
      { update: 'Event', of: 'camp', input: { kind: 'CAMP', topics: ['b', 'a'] } },
    ]);
    expect(applied).toMatchObject({ changeSet: null, outcomes: [], errors: [] });
    expect(await everything(registry)).toEqual(before);
  });

  it('delete a record with its citations, and its history stays reachable', async () => {
    const applied = await change(registry, [
      { delete: 'Participation', of: 'ann-at-camp' },
      { delete: 'Participation', of: 'anne-at-camp' },
      { delete: 'Event', of: 'camp', version: 1 },
    ]);
    expect(told(applied)).toEqual([]);
    expect(
      await ask(
        `{ event(slug: "camp") { id } citations { totalCount }
           search(text: "camp", kinds: [EVENT]) { totalCount }
           changeSets(where: { author: { eq: "amina" } }) { nodes { revisions { nodes { action recordVersion record { id } } } } } }`,
      ),
    ).toEqual({
      event: null,
      citations: { totalCount: 0 },
      search: { totalCount: 0 },
      changeSets: {
        nodes: [
          {
            revisions: {
              nodes: Array.from({ length: 4 }, () => ({ action: 'DELETED', recordVersion: 2, record: null })),
            },
          },
        ],
      },
    });
    // A new record may have its slug; its id goes on where the old one ended.
    const again = await change(registry, [{ create: 'Event', input: named('camp', { kind: 'FINAL' }) }]);
    expect(again.outcomes[0]).toMatchObject({ action: 'CREATED', version: 3 });
  });

  it('write sources for each record that they touch, once', async () => {
    const citations = [{ source: 'letter', locator: 'page 1' }];
    const steps: Step[] = [
      { update: 'Event', of: 'camp', input: { durationDays: 2 } },
      { create: 'Topic', input: named('d', { citations: [{ source: 'letter', locator: 'page 1' }] }) },
    ];
    expect(told(await change(registry, steps, { citations }))).toEqual([]);
    expect(
      await ask(
        '{ event(slug: "camp") { citations { source { slug } } } topic(slug: "d") { citations { source { slug } } } }',
      ),
    ).toEqual({
      event: { citations: [{ source: { slug: 'news' } }, { source: { slug: 'letter' } }] },
      topic: { citations: [{ source: { slug: 'letter' } }] },
    });
    expect(
      told(
        await change(registry, steps.slice(0, 1), { citations: [{ source: 'none' }], notePath: ['change'] }),
      ),
    ).toEqual(['UNKNOWN_REFERENCE change.citations.0.source']);
  });

  it('take the written citations for all that a record has', async () => {
    const cite = (citations: object[]) =>
      change(registry, [{ update: 'Event', of: 'camp', input: { citations } }]);
    await cite([{ source: 'letter' }, { source: 'news' }]);
    const { event } = await ask('{ event(slug: "camp") { citations { id source { slug } } } }');
    expect(event.citations.map((citation: any) => citation.source.slug).sort()).toEqual(['letter', 'news']);
    await cite([{ source: 'letter', locator: 'page 2' }]);
    const after = (await ask('{ event(slug: "camp") { citations { locator source { slug } } } }')).event;
    expect(after.citations).toEqual([{ locator: 'page 2', source: { slug: 'letter' } }]);
  });

  it('tell of a stale version what has changed since, and by whom', async () => {
    await change(registry, [{ update: 'Event', of: 'camp', input: { startsOn: '2024-06' } }], {
      author: 'bilal',
    });
    const third = await change(registry, [{ update: 'Event', of: 'camp', input: { durationDays: 4 } }], {
      author: 'claire',
    });
    const stale = (version: number) =>
      change(registry, [{ update: 'Event', of: 'camp', version, input: { mode: 'ONLINE' } }]);
    const [error] = (await stale(1)).errors;
    expect(error).toMatchObject({
      code: 'CONFLICT',
      path: [0, 'expectedVersion'],
      conflicts: [
        { field: 'startsOn', author: 'bilal', changeSet: expect.stringMatching(/^chs_/) },
        { field: 'durationDays', author: 'claire', changeSet: third.changeSet },
      ],
    });
    expect(error?.message).toContain(`durationDays by claire in ${third.changeSet}`);
    expect((await stale(2)).errors[0]?.conflicts).toHaveLength(1);
    expect(told(await stale(3))).toEqual([]);
  });

  it(
    'lose no update when two editors race for one record',
    async () => {
      /** Adds one to a number of the record, reading it again as often as somebody else was faster. */
      const increment = async (author: string) => {
        for (;;) {
          const { event } = (await registry.ask('{ event(slug: "camp") { version edition } }')).data;
          const step = {
            update: 'Event',
            of: 'camp',
            version: event.version,
            input: { edition: (event.edition ?? 0) + 1 },
          };
          const { errors } = await change(registry, [step], { author });
          if (errors.length === 0) return;
          expect(errors.map(({ code }) => code)).toEqual(['CONFLICT']);
        }
      };
      for (let race = 0; race < RACES; race += 1) await Promise.all([increment('amina'), increment('bilal')]);
      const { event } = await ask('{ event(slug: "camp") { edition version } }');
      expect(event).toEqual({ edition: 2 * RACES, version: 1 + 2 * RACES });
    },
    RACES_TAKE_MS,
  );

  it('sent again under the same key do nothing and give the same result', async () => {
    const steps = [{ update: 'Event', of: 'camp', version: 1, input: { durationDays: 2 } }];
    const first = await change(registry, steps, { idempotencyKey: 'k1' });
    const before = await everything(registry);
    expect(await change(registry, steps, { idempotencyKey: 'k1' })).toEqual(first);
    expect(await everything(registry)).toEqual(before);
    const other = [{ update: 'Event', of: 'camp', input: { durationDays: 3 } }];
    expect(told(await change(registry, other, { idempotencyKey: 'k1' }))).toEqual([
      'KEY_REUSED idempotencyKey',
    ]);
    expect(await everything(registry)).toEqual(before);
    // A key is its author's own.
    expect(told(await change(registry, other, { idempotencyKey: 'k1', author: 'bilal' }))).toEqual([]);
  });

  it('sent many times at once under the same key are made once', async () => {
    const steps = [{ create: 'Topic', input: named('once') }];
    const all = await Promise.all(
      Array.from({ length: 8 }, () => change(registry, steps, { idempotencyKey: 'at-once' })),
    );
    expect(all[0]?.errors).toEqual([]);
    for (const applied of all) expect(applied).toEqual(all[0]);
    expect(await ask('{ changeSets(where: { author: { eq: "amina" } }) { totalCount } }')).toEqual({
      changeSets: { totalCount: 1 },
    });
  });

  it('of a dry run tell what would be done, and do nothing', async () => {
    const before = await everything(registry);
    const applied = await change(
      registry,
      [
        { update: 'Event', of: 'camp', input: { startsOn: '2024-07' } },
        { create: 'Topic', input: named('d', { broader: 'a' }) },
        { delete: 'Award', of: 'first' },
      ],
      { dryRun: true, idempotencyKey: 'dry' },
    );
    expect(applied.changeSet).toBeNull();
    expect(
      applied.outcomes.map(({ action, kind, slug, version }) => [action, kind, slug, version]).sort(),
    ).toEqual([
      ['CREATED', 'Topic', 'd', 1],
      ['DELETED', 'Award', 'first', 2],
      ['UPDATED', 'Event', 'camp', 2],
    ]);
    expect(applied.outcomes.find(({ kind }) => kind === 'Topic')?.changes).toEqual([
      { field: 'slug', before: null, after: 'd' },
      { field: 'name', before: null, after: 'en: d' },
      { field: 'broader', before: null, after: 'a' },
    ]);
    expect(await everything(registry)).toEqual(before);
  });

  it('are undone by their inverse, and that by its own', async () => {
    const before = await written();
    const made = await change(registry, [
      {
        update: 'Event',
        of: 'camp',
        input: { startsOn: null, topics: [], name: { ar: 'مخيم' }, citations: [] },
      },
      { create: 'Topic', input: named('d', { broader: 'c' }) },
      { delete: 'Award', of: 'first' },
      { delete: 'Participation', of: 'anne-at-camp' },
      { delete: 'Person', of: 'anne' },
    ]);
    expect(told(made)).toEqual([]);
    const after = await written();
    const undone = await change(registry, { revert: changeSetOf(made) });
    expect(told(undone)).toEqual([]);
    expect(await written()).toEqual(before);
    const redone = await change(registry, { revert: changeSetOf(undone) });
    expect(told(redone)).toEqual([]);
    expect(await written()).toEqual(after);
    expect(told(await change(registry, { revert: changeSetOf(redone) }))).toEqual([]);
    expect(await written()).toEqual(before);
    const { person } = await ask('{ person(slug: "anne") { history { action recordVersion } } }');
    expect(person.history.map(({ action }: any) => action)).toEqual([
      'CREATED',
      'DELETED',
      'CREATED',
      'DELETED',
      'CREATED',
    ]);
  });

  it('cannot be undone where somebody has changed the same since', async () => {
    const made = await change(registry, [
      { update: 'Event', of: 'camp', input: { startsOn: '2024-07', durationDays: 3 } },
      { create: 'Topic', input: named('d') },
    ]);
    const other = await change(registry, [{ update: 'Event', of: 'camp', input: { durationDays: 5 } }], {
      author: 'bilal',
    });
    const refused = await change(registry, { revert: changeSetOf(made) });
    expect(told(refused)).toEqual(['CONFLICT changeSet']);
    expect(refused.errors[0]?.conflicts).toEqual([
      { field: 'durationDays', author: 'bilal', changeSet: other.changeSet },
    ]);
    // What others changed beside it stands in nobody's way.
    await change(registry, { revert: changeSetOf(other) });
    await change(registry, [{ update: 'Event', of: 'camp', input: { mode: 'ONLINE' } }]);
    const shared = await change(registry, [{ update: 'Topic', of: 'b', input: { broader: 'd' } }]);
    expect(told(shared)).toEqual([]);
    expect(told(await change(registry, { revert: changeSetOf(made) }))).toEqual(['REFERRED_TO changeSet']);
    await change(registry, { revert: changeSetOf(shared) });
    expect(told(await change(registry, { revert: changeSetOf(made) }))).toEqual([]);
    expect(told(await change(registry, { revert: 'nothing' }))).toEqual(['NOT_FOUND changeSet']);
  });

  it('cannot undo the addition of what others refer to by now', async () => {
    const made = await change(registry, [{ create: 'Topic', input: named('d') }]);
    await change(registry, [{ update: 'Topic', of: 'b', input: { broader: 'd' } }]);
    expect(told(await change(registry, { revert: changeSetOf(made) }))).toEqual(['REFERRED_TO changeSet']);
  });

  it('merge a record into another: references move, its id and key go on answering, and it can be undone', async () => {
    await change(registry, [
      {
        update: 'Person',
        of: 'anne',
        input: { citations: [{ source: 'letter' }], externalIds: [{ scheme: 'SHEET', value: '7' }] },
      },
    ]);
    const before = await written();
    const { person } = await ask('{ person(slug: "anne") { id } }');
    const merged = await change(registry, [{ merge: 'Person', of: 'anne', into: 'ann' }]);
    expect(told(merged)).toEqual([]);
    const asked = `{
      byKey: person(slug: "anne") { slug }
      byId: node(id: "${person.id}") { slug }
      several: nodes(ids: ["${person.id}", "per_none"]) { slug }
      person(slug: "ann") { version participations { nodes { slug } } awards { nodes { slug } } citations { source { slug } } externalIds { value } }
      people { totalCount }
    }`;
    expect(await ask(asked)).toEqual({
      byKey: { slug: 'ann' },
      byId: { slug: 'ann' },
      several: [{ slug: 'ann' }, null],
      person: {
        version: 1,
        participations: { nodes: [{ slug: 'ann-at-camp' }, { slug: 'anne-at-camp' }] },
        awards: { nodes: [{ slug: 'first' }] },
        citations: [{ source: { slug: 'letter' } }],
        externalIds: [{ value: '7' }],
      },
      people: { totalCount: 2 },
    });
    expect(told(await change(registry, [{ create: 'Person', input: named('anne') }]))).toEqual([
      'TAKEN 0.input.slug',
    ]);
    expect(told(await change(registry, [{ update: 'Person', of: 'anne', input: {} }]))).toEqual([
      'GONE 0.target',
    ]);
    // References by the old key mean the record that stands for it.
    await change(registry, [{ update: 'Award', of: 'first', input: { person: 'anne' } }]);
    // A second merge takes the first along.
    const again = await change(registry, [{ merge: 'Person', of: 'ann', into: 'bob' }]);
    expect((await ask(asked)).byKey).toEqual({ slug: 'bob' });
    expect(told(await change(registry, { revert: changeSetOf(again) }))).toEqual([]);
    expect((await ask(asked)).byKey).toEqual({ slug: 'ann' });
    expect(told(await change(registry, { revert: changeSetOf(merged) }))).toEqual([]);
    expect((await ask(asked)).byKey).toEqual({ slug: 'anne' });
    expect(await written()).toEqual(before);
  });

  it('merge records that are paired with the same ones, and a record into its own parent', async () => {
    expect(told(await change(registry, [{ merge: 'Topic', of: 'b', into: 'a' }]))).toEqual([]);
    expect(
      await ask(
        '{ event(slug: "camp") { topics { nodes { slug } } } topic(slug: "c") { broader { slug } } topics { totalCount } }',
      ),
    ).toEqual({
      event: { topics: { nodes: [{ slug: 'a' }] } },
      topic: { broader: { slug: 'a' } },
      topics: { totalCount: 2 },
    });
  });
});
