import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';
import { fold } from '../../src/text/fold.js';

/** An event with all that the filters below look at. */
interface Event {
  slug: string;
  kind: string;
  mode: string | null;
  edition: number | null;
  durationDays: number | null;
  startsOn: { earliest: string; latest: string } | null;
  period: {
    earliest: string | null;
    latest: string | null;
    certainFrom: string | null;
    certainTo: string | null;
  } | null;
  names: { text: string }[];
  en: string | null;
  fr: string | null;
  programme: { slug: string; kind: string; owner: { country: { code: string } | null } | null } | null;
  place: { country: { code: string } } | null;
  topics: { nodes: { slug: string }[] };
  participations: {
    nodes: { role: string; attendance: string | null; person: { country: { code: string } | null } | null }[];
  };
  headcounts: { nodes: { size: { low: number; high: number | null; qualifier: string } }[] };
}

const EVENT = `en: theme(lang: [EN]) fr: theme(lang: [FR]) slug kind mode edition durationDays startsOn { earliest latest } period { earliest latest certainFrom certainTo }
  names { text } programme { slug kind owner { country { code } } } place { country { code } } topics(first: 100) { nodes { slug } }
  participations(first: 100) { nodes { role attendance person { country { code } } } }
  headcounts(first: 100) { nodes { size { low high qualifier } } }`;

type Rule = (event: Event) => boolean | null;

const names = (event: Event) => event.names.map(({ text }) => fold(text));
const inJune = ['2024-06-01', '2024-06-30'] as const;
const size =
  (test: (size: { low: number; high: number }) => boolean): Rule =>
  (event) =>
    event.headcounts.nodes.some(({ size: { low, high } }) => test({ low, high: high ?? Infinity }));

/** Filters, and the same in plain TypeScript; null is "not stated", which matches neither a filter nor its negation. */
const FILTERS: readonly (readonly [where: string, rule: Rule])[] = [
  ['{ kind: { eq: CAMP } }', ({ kind }) => kind === 'CAMP'],
  ['{ kind: { in: [CAMP, FINAL] } }', ({ kind }) => kind !== 'WORKSHOP'],
  ['{ mode: { eq: ONLINE } }', ({ mode }) => (mode === null ? null : mode === 'ONLINE')],
  ['{ mode: { isNull: true } }', ({ mode }) => mode === null],
  ['{ mode: { isNull: false } }', ({ mode }) => mode !== null],
  [
    '{ edition: { gt: 1, lte: 3 } }',
    ({ edition }) => (edition === null ? null : edition > 1 && edition <= 3),
  ],
  ['{ edition: { in: [1, 4] } }', ({ edition }) => (edition === null ? null : [1, 4].includes(edition))],
  ['{ slug: { startsWith: "event-1" } }', ({ slug }) => slug.startsWith('event-1')],
  ['{ slug: { contains: "%" } }', () => false],
  ['{ slug: { contains: "nt-0" } }', ({ slug }) => slug.includes('nt-0')],
  ['{ name: { eq: "CAMP" } }', (event) => names(event).includes('camp')],
  ['{ name: { eq: "elan" } }', (event) => names(event).includes('elan')],
  ['{ name: { contains: "ورشه" } }', (event) => names(event).some((name) => name.includes('ورشه'))],
  ['{ name: { startsWith: "zen" } }', (event) => names(event).some((name) => name.startsWith('zen'))],
  [
    '{ name: { in: ["مُخَيَّم", "Élan"] } }',
    (event) => names(event).some((name) => ['مخيم', 'elan'].includes(name)),
  ],
  ['{ name: { exact: "Camp" } }', ({ names: all }) => all.some(({ text }) => text === 'Camp')],
  ['{ theme: { contains: "ete" } }', ({ en, fr }) => (en === null ? null : [en, fr].includes('Été'))],
  ['{ theme: { in: ["summer", "spring"] } }', ({ en }) => (en === null ? null : en === 'Summer')],
  ['{ theme: { exact: "summer" } }', ({ en }) => (en === null ? null : false)],
  ['{ theme: { isNull: true } }', ({ en }) => en === null],
  ['{ startsOn: { gte: "2024-06" } }', ({ startsOn }) => startsOn && startsOn.earliest >= inJune[0]],
  [
    '{ startsOn: { gte: "2024-06", match: POSSIBLE } }',
    ({ startsOn }) => startsOn && startsOn.latest >= inJune[0],
  ],
  ['{ startsOn: { gt: "2024-06-05" } }', ({ startsOn }) => startsOn && startsOn.earliest > '2024-06-05'],
  ['{ startsOn: { lt: "2024" } }', ({ startsOn }) => startsOn && startsOn.latest < '2024-01-01'],
  [
    '{ startsOn: { lt: "2024-06-02", match: POSSIBLE } }',
    ({ startsOn }) => startsOn && startsOn.earliest < '2024-06-02',
  ],
  ['{ startsOn: { lte: "2024" } }', ({ startsOn }) => startsOn && startsOn.latest <= '2024-12-31'],
  [
    '{ startsOn: { gt: "2023", match: POSSIBLE } }',
    ({ startsOn }) => startsOn && startsOn.latest > '2023-12-31',
  ],
  [
    '{ startsOn: { lte: "2024-01", match: POSSIBLE } }',
    ({ startsOn }) => startsOn && startsOn.earliest <= '2024-01-31',
  ],
  [
    '{ startsOn: { eq: "2024-06" } }',
    ({ startsOn }) => startsOn && startsOn.earliest === inJune[0] && startsOn.latest === inJune[1],
  ],
  [
    '{ startsOn: { during: "2024-06" } }',
    ({ startsOn }) => startsOn && startsOn.earliest >= inJune[0] && startsOn.latest <= inJune[1],
  ],
  [
    '{ startsOn: { during: "2024-06", match: POSSIBLE } }',
    ({ startsOn }) => startsOn && startsOn.earliest <= inJune[1] && startsOn.latest >= inJune[0],
  ],
  ['{ startsOn: { isNull: true } }', ({ startsOn }) => startsOn === null],
  [
    '{ period: { overlaps: "2024-06" } }',
    ({ period }) =>
      period?.certainFrom && period.certainTo
        ? period.certainFrom <= inJune[1] && period.certainTo >= inJune[0]
        : null,
  ],
  [
    '{ period: { overlaps: "2024-06", match: POSSIBLE } }',
    ({ period }) => period && (period.earliest ?? '0') <= inJune[1] && (period.latest ?? '9') >= inJune[0],
  ],
  ['{ period: { isNull: false } }', ({ period }) => period !== null],
  ['{ programme: { kind: { eq: TRAINING } } }', ({ programme }) => programme?.kind === 'TRAINING'],
  ['{ programme: { isNull: true } }', ({ programme }) => programme === null],
  [
    '{ programme: { owner: { country: { code: { eq: "MA" } } } } }',
    ({ programme }) => programme?.owner?.country?.code === 'MA',
  ],
  [
    '{ place: { country: { region: { eq: AFRICA } } } }',
    ({ place }) => ['MA', 'TN'].includes(place?.country.code ?? ''),
  ],
  [
    '{ topics: { some: { slug: { eq: "topic-1" } } } }',
    ({ topics }) => topics.nodes.some(({ slug }) => slug === 'topic-1'),
  ],
  [
    '{ topics: { none: { slug: { eq: "topic-1" } } } }',
    ({ topics }) => !topics.nodes.some(({ slug }) => slug === 'topic-1'),
  ],
  ['{ topics: { count: { gte: 2 } } }', ({ topics }) => topics.nodes.length >= 2],
  [
    '{ participations: { some: { role: { eq: SPOKE }, person: { country: { code: { eq: "TR" } } } } } }',
    ({ participations }) =>
      participations.nodes.some(({ role, person }) => role === 'SPOKE' && person?.country?.code === 'TR'),
  ],
  [
    '{ participations: { every: { attendance: { eq: IN_PERSON } } } }',
    ({ participations }) => participations.nodes.every(({ attendance }) => attendance === 'IN_PERSON'),
  ],
  [
    '{ participations: { none: { attendance: { isNull: true } } } }',
    ({ participations }) => participations.nodes.every(({ attendance }) => attendance !== null),
  ],
  [
    '{ participations: { count: { eq: 2, where: { role: { in: [SPOKE, TRAINED] } } } } }',
    ({ participations }) => participations.nodes.filter(({ role }) => role !== 'ATTENDED').length === 2,
  ],
  ['{ headcounts: { some: { size: { gte: 91 } } } }', size(({ low }) => low >= 91)],
  ['{ headcounts: { some: { size: { gt: 500, match: POSSIBLE } } } }', size(({ high }) => high > 500)],
  ['{ headcounts: { some: { size: { lt: 26 } } } }', size(({ high }) => high < 26)],
  ['{ headcounts: { some: { size: { lte: 10, match: POSSIBLE } } } }', size(({ low }) => low <= 10)],
  ['{ headcounts: { some: { size: { eq: 20 } } } }', size(({ low, high }) => low === 20 && high === 20)],
  [
    '{ headcounts: { some: { size: { eq: 20, match: POSSIBLE } } } }',
    size(({ low, high }) => low <= 20 && high >= 20),
  ],
  [
    '{ headcounts: { some: { size: { qualifier: NEARLY } } } }',
    ({ headcounts }) => headcounts.nodes.some(({ size: { qualifier } }) => qualifier === 'NEARLY'),
  ],
  [
    '{ or: [{ kind: { eq: FINAL } }, { and: [{ edition: { eq: 1 } }, { place: { isNull: false } }] }] }',
    ({ kind, edition, place }) =>
      kind === 'FINAL' || (edition === null && place ? null : edition === 1 && place !== null),
  ],
];

describe.each(DIALECTS)('filters on %s', (dialect) => {
  let registry: Registry;
  let events: Event[];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: smallWorld() });
    const { data } = await registry.ask(`{ events(first: 1000) { nodes { ${EVENT} } } }`);
    events = data.events.nodes;
  });
  afterAll(() => registry.close());

  const matching = async (where: string) => {
    const { data, errors } = await registry.ask(
      `{ events(first: 1000, where: ${where}) { totalCount nodes { slug } } }`,
    );
    expect(errors).toBeUndefined();
    const slugs = data.events.nodes.map(({ slug }: { slug: string }) => slug);
    expect(data.events.totalCount).toBe(slugs.length);
    return slugs;
  };

  it.each(FILTERS)('%s finds what it says, and its negation all else that is stated', async (where, rule) => {
    const slugs = (wanted: boolean) =>
      events.filter((event) => rule(event) === wanted).map(({ slug }) => slug);
    expect(await matching(where)).toEqual(slugs(true));
    expect(await matching(`{ not: ${where} }`)).toEqual(slugs(false));
  });

  it('amounts of money are compared in their own currency', async () => {
    const { data } = await registry.ask(
      '{ awards(first: 1000) { nodes { slug money { amount currency } } } }',
    );
    const dollars = data.awards.nodes.filter(
      ({ money }: any) =>
        money?.currency === 'USD' && Number(money.amount) >= 10.5 && Number(money.amount) < 3000,
    );
    const found = await registry.ask(
      '{ awards(first: 1000, where: { money: { currency: USD, gte: "10.50", lt: "3000" } }) { nodes { slug } } }',
    );
    expect(dollars.length).toBeGreaterThan(0);
    expect(found.data.awards.nodes).toEqual(dollars.map(({ slug }: any) => ({ slug })));
  });

  it('days are compared with days, months and years', async () => {
    const { data } = await registry.ask(
      `{ a: observanceYears(where: { date: { gte: "2024", lt: "2025-01", eq: "2024-06" } }) { totalCount }
         b: observanceYears(where: { date: { gt: "2024-06-05", lte: "2025" } }) { totalCount } }`,
    );
    expect(data).toEqual({ a: { totalCount: 0 }, b: { totalCount: 0 } });
  });

  it('instants are compared with the time of recording', async () => {
    const { data } = await registry.ask(
      `{ old: events(where: { createdAt: { lt: "2020-01-01T00:00:00Z" } }) { totalCount }
         new: events(where: { createdAt: { gte: "2020-01-01T00:00:00Z" }, updatedAt: { isNull: false } }) { totalCount } }`,
    );
    expect(data).toEqual({ old: { totalCount: 0 }, new: { totalCount: 60 } });
  });

  it('ten thousand values are one parameter', async () => {
    const slugs = ['event-07', ...Array.from({ length: 9_999 }, (_, index) => `missing-${index}`)];
    const { data } = await registry.ask(
      'query ($slugs: [String!]) { events(where: { slug: { in: $slugs } }) { nodes { slug } } }',
      { slugs },
    );
    expect(data.events.nodes).toEqual([{ slug: 'event-07' }]);
    const names = await registry.ask(
      'query ($names: [String!]) { countries(where: { name: { in: $names } }) { nodes { code } } }',
      { names: ['تُونس', ...slugs.slice(1)] },
    );
    expect(names.data.countries.nodes).toEqual([{ code: 'TN' }]);
  });
});
