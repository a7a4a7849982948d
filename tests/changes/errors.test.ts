import { Lang } from '../../src/domain/values/lang.js';
import { MOST_OPERATIONS } from '../../src/changes/operation.js';
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
  source: [named('news', { language: 'AR' })],
  person: [named('ann', { country: 'TN' }), named('bob')],
  team: [named('reds', { countries: ['TN'] })],
  event: [named('camp', { kind: 'CAMP', startsOn: '2024-06-01' })],
  participation: [{ slug: 'ann-at-camp', event: 'camp', person: 'ann', role: 'SPOKE' }],
  organisation: [named('icesco', { kind: 'OTHER', externalIds: [{ scheme: 'ROR', value: 'x1' }] })],
};

/** What is wrong with a change set, and how it is told: code and path. */
const WRONG: readonly (readonly [promise: string, steps: readonly Step[], told: readonly string[]])[] = [
  [
    'an unknown reference',
    [{ create: 'Person', input: named('eve', { country: 'ZZ' }) }],
    ['UNKNOWN_REFERENCE 0.input.country'],
  ],
  [
    'an unknown reference in a list',
    [{ update: 'Event', of: 'camp', input: { topics: ['a', 'z'] } }],
    ['UNKNOWN_REFERENCE 0.input.topics.1'],
  ],
  [
    'an unknown source of a citation',
    [{ update: 'Event', of: 'camp', input: { citations: [{ source: 'nowhere' }] } }],
    ['UNKNOWN_REFERENCE 0.input.citations.0.source'],
  ],
  [
    'a citation of nothing',
    [{ create: 'Citation', input: { slug: 'x', source: 'news', record: 'evt_none' } }],
    ['UNKNOWN_REFERENCE 0.input.record'],
  ],
  ['a cycle of parents', [{ update: 'Topic', of: 'a', input: { broader: 'c' } }], ['CYCLE 0.input.broader']],
  [
    'a record that is its own parent',
    [{ update: 'Topic', of: 'a', input: { broader: 'a' } }],
    ['CYCLE 0.input.broader'],
  ],
  [
    'a cycle that only the whole set makes',
    [
      { create: 'Topic', input: named('x', { broader: 'y' }) },
      { create: 'Topic', input: named('y', { broader: 'x' }) },
    ],
    ['CYCLE 0.input.broader', 'CYCLE 1.input.broader'],
  ],
  [
    'a period that ends before it begins',
    [{ update: 'Event', of: 'camp', input: { endsOn: '2024-05-31' } }],
    ['INVALID 0.input.period'],
  ],
  [
    'two actors on a participation',
    [{ update: 'Participation', of: 'ann-at-camp', input: { team: 'reds' } }],
    ['INVALID 0.input.team'],
  ],
  [
    'no actor on a participation',
    [{ update: 'Participation', of: 'ann-at-camp', input: { person: null } }],
    ['REQUIRED 0.input.person'],
  ],
  [
    'a rank of 0 and money without currency',
    [
      {
        create: 'Award',
        input: { slug: 'w', kind: 'WINNER', rank: 0, tied: false, person: 'ann', money: { amount: '5' } },
      },
    ],
    ['INVALID 0.input.money', 'INVALID 0.input.rank'],
  ],
  [
    'a name with control characters',
    [{ update: 'Person', of: 'bob', input: { name: { en: 'B\u0007b' } } }],
    ['INVALID 0.input.name.en'],
  ],
  [
    'a name with a directional override',
    [{ update: 'Person', of: 'bob', input: { name: { ar: 'B\u202eb' } } }],
    ['INVALID 0.input.name.ar'],
  ],
  [
    'a date that is none',
    [{ update: 'Event', of: 'camp', input: { startsOn: '2024-02-30' } }],
    ['INVALID 0.input.startsOn'],
  ],
  [
    'a number below nothing',
    [{ create: 'Headcount', input: { slug: 'h', event: 'camp', measure: 'TRAINEES', size: { stated: -1 } } }],
    ['INVALID 0.input.size.stated'],
  ],
  ['an unknown field', [{ update: 'Person', of: 'bob', input: { age: 5 } }], ['INVALID 0.input.age']],
  [
    'what has to be given',
    [{ create: 'Person', input: {} }],
    ['REQUIRED 0.input.name', 'REQUIRED 0.input.slug'],
  ],
  [
    'what may not be cleared',
    [{ update: 'Person', of: 'bob', input: { name: null } }],
    ['REQUIRED 0.input.name'],
  ],
  ['a slug that exists', [{ create: 'Person', input: named('bob') }], ['TAKEN 0.input.slug']],
  [
    'a slug that another record gets',
    [{ update: 'Person', of: 'ann', input: { slug: 'bob' } }],
    ['TAKEN 0.input.slug'],
  ],
  [
    'a code that exists',
    [
      {
        create: 'Country',
        input: named('x', { code: 'TN', code3: 'XXX', numericCode: '001', region: 'ASIA' }),
      },
    ],
    ['TAKEN 0.input.code'],
  ],
  [
    'an external id that exists',
    [{ update: 'Person', of: 'bob', input: { externalIds: [{ scheme: 'ROR', value: 'x1' }] } }],
    ['TAKEN 0.input.externalIds.0.value'],
  ],
  [
    'two new records with one slug',
    [
      { create: 'Person', input: named('eve') },
      { create: 'Person', input: named('eve') },
    ],
    ['TAKEN 1.input.slug'],
  ],
  ['a record that never was', [{ update: 'Person', of: 'nobody', input: {} }], ['NOT_FOUND 0.target']],
  ['an id of another kind', [{ delete: 'Person', of: 'evt_00000000000000000000' }], ['NOT_FOUND 0.target']],
  ['what others refer to', [{ delete: 'Event', of: 'camp' }], ['REFERRED_TO 0.target']],
  ['what pairs refer to', [{ delete: 'Country', of: 'TN' }], ['REFERRED_TO 0.target']],
  [
    'what the same changes delete',
    [
      { delete: 'Person', of: 'bob' },
      { create: 'Participation', input: { slug: 'p', event: 'camp', person: 'bob', role: 'SPOKE' } },
    ],
    ['UNKNOWN_REFERENCE 1.input.person'],
  ],
  [
    'what was deleted a moment ago',
    [
      { delete: 'Person', of: 'bob' },
      { update: 'Person', of: 'bob', input: {} },
    ],
    ['GONE 1.target'],
  ],
  [
    'a stale version',
    [{ update: 'Person', of: 'bob', version: 7, input: {} }],
    ['CONFLICT 0.expectedVersion'],
  ],
  ['a merge into itself', [{ merge: 'Person', of: 'bob', into: 'bob' }], ['INVALID 0.into']],
  ['a merge into nothing', [{ merge: 'Person', of: 'bob', into: 'nobody' }], ['NOT_FOUND 0.into']],
];

describe.each(DIALECTS)('a change set on %s', (dialect) => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: WORLD });
  });
  afterAll(() => registry.close());

  it.each(WRONG)(
    'refuses %s, says so by code and path, and leaves nothing behind',
    async (_promise, steps, expected) => {
      const before = await everything(registry);
      // What is right is not done either.
      const right = { create: 'Team', input: named('blues') };
      expect(told(await change(registry, [...steps, right]))).toEqual(expected);
      expect(await everything(registry)).toEqual(before);
    },
  );

  it('tells of everything that is wrong at once', async () => {
    const applied = await change(registry, [
      { create: 'Person', input: named('Bad Slug', { country: 'ZZ' }) },
      { update: 'Person', of: 'nobody' },
      { delete: 'Event', of: 'camp' },
    ]);
    expect(told(applied)).toEqual([
      'INVALID 0.input.slug',
      'NOT_FOUND 1.target',
      'REFERRED_TO 2.target',
      'UNKNOWN_REFERENCE 0.input.country',
    ]);
  });

  it('refuses to change what was deleted', async () => {
    const [id] = (await change(registry, [{ create: 'Person', input: named('gone') }])).records;
    await change(registry, [{ delete: 'Person', of: 'gone' }]);
    expect(told(await change(registry, [{ update: 'Person', of: id ?? '', input: {} }]))).toEqual([
      'GONE 0.target',
    ]);
    expect(told(await change(registry, [{ delete: 'Person', of: 'gone' }]))).toEqual(['GONE 0.target']);
  });

  it('refuses one operation more than it takes', async () => {
    const steps = Array.from({ length: MOST_OPERATIONS + 1 }, (): Step => ({ delete: 'Person', of: 'bob' }));
    expect(told(await change(registry, steps))).toEqual(['TOO_MANY changes']);
  });

  it('names the kinds that refer to what is to be deleted', async () => {
    const { errors } = await change(registry, [{ delete: 'Country', of: 'TN' }]);
    expect(errors[0]?.message).toBe(
      'is referred to by records of Person, Team; change or delete them as well',
    );
  });

  it('says what is wrong in the language of the caller, and never repeats a value', async () => {
    const steps = [
      { create: 'Person', input: named('Secret Value', { country: 'SECRETLAND' }) },
      { create: 'Award', input: { slug: 'w', kind: 'SECRET', rank: -4711, tied: false, person: 'ann' } },
    ];
    const arabic = await change(registry, steps, { lang: Lang.AR });
    const french = await change(registry, steps, { lang: Lang.FR });
    expect(arabic.errors).toHaveLength(4);
    for (const { message } of arabic.errors) expect(message).toMatch(/[\u0621-\u064a]/);
    expect(french.errors.map(({ message }) => message).sort()).toEqual([
      'doit être des mots en minuscules joints par des traits d’union',
      'doit être l’un de WINNER, HONOURABLE_MENTION, FINALIST',
      'ne doit pas être inférieur à 1',
      'ne désigne aucun Country : il n’y en a pas avec ce code',
    ]);
    expect(JSON.stringify([arabic, french])).not.toMatch(/secret|4711/i);
  });

  it('tells what a constraint of the database refuses in the same form', async () => {
    // As another program would have it: the rule is the database's alone.
    await registry.store.transaction((manager) =>
      manager.query(`CREATE UNIQUE INDEX "one_topic_a_name" ON "topic" ("name_en")`),
    );
    const before = await everything(registry);
    const applied = await change(registry, [
      { create: 'Topic', input: { slug: 'again', name: { en: 'a' } } },
    ]);
    expect(told(applied)).toEqual(['TAKEN ']);
    expect(applied.errors[0]?.message).toMatch(
      /is refused by the rule .*(one_topic_a_name|topic.name_en).* of the database/,
    );
    expect(await everything(registry)).toEqual(before);
  });
});
