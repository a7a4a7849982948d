import { Role } from '../../src/access/identity.js';
import { change, type Step } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const country = (code: string, code3: string, numericCode: string, en: string) => ({
  slug: en.toLowerCase(),
  code,
  code3,
  numericCode,
  name: { en },
  region: 'AFRICA',
});

/** People of a country, some women, some men and some of whom it is not stated; the first of them are minors. */
function peopleOf(
  code: string | null,
  prefix: string,
  [women, men, unstated]: readonly number[],
  minors = 0,
) {
  const genders = [
    ...Array.from({ length: women ?? 0 }, () => 'FEMALE'),
    ...Array.from({ length: men ?? 0 }, () => 'MALE'),
    ...Array.from({ length: unstated ?? 0 }, () => null),
  ];
  return genders.map((gender, index) => ({
    slug: `${prefix}-${index}`,
    name: { en: `Person ${prefix} ${index}` },
    ...(code === null ? {} : { country: code }),
    ...(gender === null ? {} : { gender }),
    minor: index < minors,
  }));
}

const ROWS = {
  country: [
    country('MA', 'MAR', '504', 'Morocco'),
    country('TN', 'TUN', '788', 'Tunisia'),
    country('SN', 'SEN', '686', 'Senegal'),
  ],
  person: [
    ...peopleOf('MA', 'ma', [12, 9, 6], 10),
    ...peopleOf('TN', 'tn', [8, 6, 1]),
    ...peopleOf('SN', 'sn', [1, 2, 0]),
    ...peopleOf(null, 'nowhere', [20, 0, 0]),
  ],
};

const PUBLISH = `mutation ($summary: Summary!, $change: ChangeNote!) {
  publishSummary(summary: $summary, change: $change) {
    changeSet { message author }
    outcomes { action kind slug changes { field after } }
    errors { code path message }
  }
}`;

const CELLS = `query ($release: Int!) {
  summaryCells(where: { summary: { eq: PEOPLE_BY_GENDER }, release: { eq: $release } }, orderBy: [{ slug: ASC }]) {
    nodes { slug country { code } category state people { low high } }
  }
}`;

describe.each(DIALECTS)('publishSummary on %s', (dialect) => {
  let registry: Registry;

  beforeEach(async () => {
    registry = await startRegistry(dialect, { rows: ROWS });
  });
  afterEach(() => registry.close());

  const publish = async (
    more: object = {},
    { role = Role.ADMIN, headers = {}, summary = 'PEOPLE_BY_GENDER' } = {},
  ) =>
    registry.ask(
      PUBLISH,
      { summary, change: { message: 'The yearly numbers', ...more } },
      { ...(await registry.signedIn(role)), ...headers },
    );

  /** The cells of a release as strangers see them: state, least and most, by country and category. */
  const cells = async (release: number): Promise<Record<string, [string, number, number]>> => {
    const { data } = await registry.ask(CELLS, { release });
    return Object.fromEntries(
      data.summaryCells.nodes.map(({ country: of, category, state, people }: any) => [
        `${of?.code ?? '-'} ${category}`,
        [state, people.low, people.high],
      ]),
    );
  };

  const add = async (steps: readonly Step[]) => {
    expect(await change(registry, steps)).toMatchObject({ errors: [] });
  };

  it('tells strangers how many there are, but neither small numbers nor what would give them away', async () => {
    const { data } = await publish();
    expect(data.publishSummary).toMatchObject({
      changeSet: { message: 'The yearly numbers', author: 'test ADMIN' },
      errors: [],
    });
    expect(await cells(1)).toEqual({
      'MA FEMALE': ['KNOWN', 12, 12],
      'MA MALE': ['KNOWN', 9, 9],
      'MA NOT_STATED': ['KNOWN', 6, 6],
      'TN FEMALE': ['KNOWN', 8, 8],
      'TN MALE': ['SUPPRESSED', 0, 7],
      'TN NOT_STATED': ['SUPPRESSED', 0, 7],
      'SN FEMALE': ['SUPPRESSED', 0, 3],
      'SN MALE': ['SUPPRESSED', 0, 3],
      'SN NOT_STATED': ['SUPPRESSED', 0, 3],
      '- FEMALE': ['SUPPRESSED', 0, 20],
      '- MALE': ['SUPPRESSED', 0, 20],
      '- NOT_STATED': ['SUPPRESSED', 0, 20],
    });
  });

  it('adds up: a sum of cells is a range with the truth in it', async () => {
    await publish();
    const { data } = await registry.ask(`{
      summaryCells(where: { summary: { eq: PEOPLE_BY_GENDER } }) {
        groups(by: [{ dimension: CATEGORY }], orderBy: [{ key: ASC }]) {
          nodes { keys { value } quantity(of: PEOPLE) { low high exactParts vagueParts } }
        }
      }
    }`);
    const sums = data.summaryCells.groups.nodes.map(({ keys: [{ value }], quantity: { low, high } }: any) => [
      value,
      low,
      high,
    ]);
    expect(sums).toEqual([
      ['FEMALE', 20, 43],
      ['MALE', 9, 39],
      ['NOT_STATED', 6, 36],
    ]);
  });

  it('shows in a dry run what it would publish, and publishes nothing', async () => {
    const { data } = await publish({ dryRun: true });
    expect(data.publishSummary.changeSet).toBeNull();
    expect(data.publishSummary.outcomes).toHaveLength(12);
    const { changes } = data.publishSummary.outcomes.find(
      ({ slug }: any) => slug === 'people-by-gender-1-tn-male',
    );
    expect(changes).toEqual(
      expect.arrayContaining([
        { field: 'state', after: 'SUPPRESSED' },
        { field: 'people', after: expect.stringContaining('7') },
      ]),
    );
    expect(await cells(1)).toEqual({});
  });

  it('counts nobody twice: each release is of those who came since, whatever became of the release before', async () => {
    await publish();
    const added = peopleOf('MA', 'later', [5, 7, 5]).map((input) => ({ create: 'Person', input }));
    await add([...added, { update: 'Person', of: 'ma-0', input: { gender: 'MALE' } }]);
    const { data } = await registry.ask(
      '{ changeSets(where: { message: { eq: "The yearly numbers" } }) { nodes { slug } } }',
    );
    const [{ slug }] = data.changeSets.nodes;
    expect(await change(registry, { revert: slug })).toMatchObject({ errors: [] });
    expect(await cells(1)).toEqual({});
    await publish();
    expect(await cells(2)).toEqual({
      'MA FEMALE': ['KNOWN', 5, 5],
      'MA MALE': ['KNOWN', 7, 7],
      'MA NOT_STATED': ['KNOWN', 5, 5],
    });
  });

  it('keeps its numbers when somebody is changed, deleted or erased', async () => {
    await publish();
    const before = await cells(1);
    await add([
      { update: 'Person', of: 'tn-0', input: { gender: 'MALE' } },
      { delete: 'Person', of: 'ma-1' },
    ]);
    const { data } = await registry.ask('{ person(slug: "ma-0") { id } }');
    const erased = await registry.ask(
      'mutation ($id: ID!) { erasePerson(id: $id, change: { message: "Asked for" }) { errors { code } } }',
      { id: data.person.id },
      await registry.signedIn(Role.ADMIN),
    );
    expect(erased.data.erasePerson.errors).toEqual([]);
    expect(await cells(1)).toEqual(before);
  });

  it('is refused, in the language of the request, while no number could be told, and leaves the people for later', async () => {
    await publish();
    await add(peopleOf('MA', 'few', [4, 9, 0]).map((input) => ({ create: 'Person', input })));
    const { data } = await publish({}, { headers: { 'accept-language': 'fr' } });
    expect(data.publishSummary).toEqual({
      changeSet: null,
      outcomes: [],
      errors: [
        { code: 'TOO_FEW', path: ['summary'], message: expect.stringContaining('trop peu de personnes') },
      ],
    });
    await add(peopleOf('MA', 'more', [4, 0, 5]).map((input) => ({ create: 'Person', input })));
    await publish();
    expect(await cells(2)).toMatchObject({ 'MA FEMALE': ['KNOWN', 8, 8], 'MA MALE': ['KNOWN', 9, 9] });
  });

  it('counts minors as well, each table by its own releases', async () => {
    await publish();
    await publish({}, { summary: 'PEOPLE_BY_MINORITY' });
    const { data } = await registry.ask(
      '{ summaryCells(where: { summary: { eq: PEOPLE_BY_MINORITY }, country: { code: { eq: "MA" } } }, orderBy: [{ slug: ASC }]) { nodes { release category state people { high } } } }',
    );
    expect(data.summaryCells.nodes).toEqual([
      { release: 1, category: 'ADULT', state: 'KNOWN', people: { high: 17 } },
      { release: 1, category: 'MINOR', state: 'SUPPRESSED', people: { high: 10 } },
      { release: 1, category: 'NOT_STATED', state: 'SUPPRESSED', people: { high: 10 } },
    ]);
  });

  it('is for administrators: refused to an editor, and not known to anybody below', async () => {
    expect(await publish({}, { role: Role.EDITOR })).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    for (const role of [Role.READER, Role.ANALYST]) {
      const { status, errors } = await publish({}, { role });
      const unknown = errors?.map(({ message }) => message).join();
      expect([status, unknown]).toEqual([400, expect.stringMatching(/^Cannot query field "publishSummary"/)]);
    }
    expect(await cells(1)).toEqual({});
  });

  it('does the same thing once when it is sent twice under one key', async () => {
    const first = await publish({ idempotencyKey: 'yearly' });
    const second = await publish({ idempotencyKey: 'yearly' });
    expect(second.data.publishSummary.outcomes).toEqual(first.data.publishSummary.outcomes);
    expect(await cells(2)).toEqual({});
  });

  it('tells more or less as the operator sets the least number', async () => {
    await registry.close();
    registry = await startRegistry(dialect, { rows: ROWS, suppressBelow: 7 });
    await publish();
    expect(await cells(1)).toMatchObject({
      'MA FEMALE': ['KNOWN', 12, 12],
      'MA MALE': ['SUPPRESSED', 0, 15],
      'MA NOT_STATED': ['SUPPRESSED', 0, 15],
    });
  });
});
