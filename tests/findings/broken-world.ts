import type { Rows } from '../support/world.js';

type Row = Record<string, unknown>;

const day = (text: string) => `2024-06-${text}`;
const winner = (slug: string, rank: number | undefined, more: Row = {}): Row => ({
  slug,
  kind: 'WINNER',
  ...(rank === undefined ? {} : { rank }),
  tied: false,
  team: 'team-a',
  ...more,
});
const usd = (amount: number) => ({ amount, currency: 'USD' });

/** Events that are part of one from the 10th to the 12th of June, and whether they lie outside it. */
const PARTS: Row[] = [
  { slug: 'part-all', startsOn: day('10'), endsOn: day('12') },
  { slug: 'part-early', startsOn: day('09'), endsOn: day('10') },
  { slug: 'part-late', startsOn: day('12'), endsOn: day('13') },
  { slug: 'part-some-day-of-june', startsOn: '2024-06', endsOn: '2024-06' },
  { slug: 'part-last-year', startsOn: '2023' },
  { slug: 'part-too-long', startsOn: day('11'), durationDays: 3 },
  { slug: 'part-just-long', startsOn: day('11'), durationDays: 2 },
  { slug: 'part-about-the-9th', startsOn: `${day('09')}~` },
  { slug: 'part-about-too-long', startsOn: `${day('11')}~`, durationDays: 3 },
  { slug: 'part-ended-before', endsOn: day('09') },
  { slug: 'part-ended-on-the-10th', endsOn: day('10') },
  { slug: 'part-began-after', startsOn: day('13') },
  { slug: 'part-began-on-the-12th', startsOn: day('12') },
  { slug: 'part-began-by-counting-back', endsOn: day('11'), durationDays: 3 },
  { slug: 'part-of-unknown-days' },
  { slug: 'part-of-a-week-that-may-fit', startsOn: `${day('05')}/${day('10')}` },
  { slug: 'part-of-a-week-before', startsOn: `${day('03')}/${day('09')}` },
];

const PRIZES: Row[] = [
  { slug: 'kept', position: 1, money: usd(100) },
  { slug: 'more-than-offered', position: 1, money: usd(100) },
  { slug: 'shared-too-far', position: 2, money: usd(100), distribution: 'SHARED' },
  { slug: 'shared-in-full', position: 2, money: usd(100), distribution: 'SHARED' },
  { slug: 'each-in-full', position: 2, money: usd(100), distribution: 'PER_WINNER' },
  { slug: 'given-twice', position: 3 },
  { slug: 'tied-for', position: 3 },
  { slug: 'without-place' },
  { slug: 'in-dollars', position: 4, money: usd(100) },
];

/** Everything has a source, but for what is called `uncited`; each rule is broken by some records and not by their neighbours. */
export function brokenWorld(): Rows {
  const event = (slug: string, more: Row = {}): Row => ({ slug, name: { en: slug }, kind: 'OTHER', ...more });
  const programme = (slug: string, more: Row = {}): Row => ({
    slug,
    name: { en: slug },
    kind: 'OTHER',
    ...more,
  });
  const organisation = (slug: string, name: Row, more: Row = {}): Row => ({
    slug,
    name,
    kind: 'OTHER',
    ...more,
  });
  const tied = { tied: true };
  const rows: Rows = {
    source: [{ slug: 'source', name: { en: 'Source' } }],
    country: [
      { slug: 'aland', code: 'AA', code3: 'AAA', numericCode: '001', name: { en: 'Aland' }, region: 'ASIA' },
      { slug: 'bland', code: 'BB', code3: 'BBB', numericCode: '002', name: { en: 'Bland' }, region: 'ASIA' },
    ],
    topic: [
      { slug: 'uncited', name: { en: 'Uncited' } },
      { slug: 'cited', name: { en: 'Cited' } },
      // Topics may be called alike: there is no rule that they may not.
      { slug: 'cited-again', name: { en: 'Cited' } },
    ],
    place: [
      { slug: 'city', name: { en: 'City' }, kind: 'CITY', country: 'AA' },
      { slug: 'hall', name: { en: 'Hall' }, kind: 'VENUE', country: 'AA', within: 'city' },
      { slug: 'hall-elsewhere', name: { en: 'Hall' }, kind: 'VENUE', country: 'AA' },
      { slug: 'hall-again', name: { en: 'HALL' }, kind: 'VENUE', country: 'AA', within: 'city' },
      { slug: 'hall-abroad', name: { en: 'Dome' }, kind: 'VENUE', country: 'BB', within: 'city' },
      { slug: 'city-abroad', name: { en: 'City' }, kind: 'CITY', country: 'BB' },
    ],
    organisation: [
      organisation('folds-a', { ar: 'جامعة الأحمد' }),
      organisation('folds-b', { ar: 'جَامِعَه الاحمد' }),
      organisation('folds-in-aland', { ar: 'جامعة الأحمد' }, { country: 'AA' }),
      organisation('twice-a', { ar: 'مركز', en: 'Centre', fr: 'Centre' }),
      organisation('twice-b', { ar: 'مركز', en: 'centre', fr: 'Centré' }),
      // The first and the third share nothing with each other.
      organisation('chain-a', { ar: 'سلسلة' }),
      organisation('chain-b', { ar: 'سلسلة', en: 'Chain' }),
      organisation('chain-c', { en: 'Chain' }),
      // One editor wrote English, the other French.
      organisation('latin-a', { en: 'Zenith' }),
      organisation('latin-b', { fr: 'Zénith' }),
      organisation('sign-a', { en: '%' }),
      organisation('sign-b', { en: '!' }),
      organisation('seat-at-home', { en: 'Home' }, { country: 'AA', place: 'city' }),
      organisation('seat-abroad', { en: 'Abroad' }, { country: 'BB', place: 'city' }),
      organisation('seat-of-unknown-country', { en: 'Unknown' }, { place: 'city' }),
    ],
    person: [
      { slug: 'ann', name: { en: 'Ann' }, country: 'AA' },
      { slug: 'ann-of-bland', name: { en: 'Ann' }, country: 'BB' },
      { slug: 'ann-again', name: { en: 'ann' }, country: 'AA' },
    ],
    team: [
      { slug: 'team-a', name: { en: 'A' } },
      { slug: 'team-b', name: { en: 'B' } },
    ],
    programme: [
      programme('season', { startsOn: day('10'), endsOn: day('12') }),
      programme('season-part', { parent: 'season', startsOn: day('10') }),
      programme('season-part-early', { parent: 'season', startsOn: day('09') }),
      programme('open-ended', { startsOn: day('10') }),
      programme('undated'),
      programme('numbered-1', { name: { en: 'Numbered' }, edition: 1 }),
      programme('numbered-2', { name: { en: 'Numbered' }, edition: 2 }),
      programme('numbered-2-again', { name: { en: 'numbered' }, edition: 2 }),
      ...'abcdefghi'.split('').map((letter) => programme(`contest-${letter}`)),
      ...PRIZES.map(({ slug }) => programme(`offers-${String(slug)}`)),
      programme('prizes-of-another'),
      programme('counts'),
    ],
    event: [
      event('whole', { startsOn: day('10'), endsOn: day('12') }),
      ...PARTS.map((row) => event(String(row.slug), { ...row, parent: 'whole' })),
      event('whole-undated'),
      event('whole-begun', { startsOn: day('10') }),
      event('whole-about', { startsOn: `${day('10')}?`, endsOn: day('12') }),
      event('part-of-undated', { parent: 'whole-undated', startsOn: '1999' }),
      event('part-of-begun', { parent: 'whole-begun', startsOn: '2030' }),
      event('part-of-begun-early', { parent: 'whole-begun', endsOn: day('09') }),
      event('part-of-about', { parent: 'whole-about', startsOn: day('09') }),
      event('part-of-about-late', { parent: 'whole-about', startsOn: day('13') }),
      event('in-season', { programme: 'season', startsOn: day('12') }),
      event('after-season', { programme: 'season', startsOn: day('13') }),
      event('long-after-open-ended', { programme: 'open-ended', startsOn: '2030' }),
      event('before-open-ended', { programme: 'open-ended', startsOn: '2024-05' }),
      event('before-undated', { programme: 'undated', startsOn: '1999' }),

      event('weekday-right', { startsOn: day('12'), statedWeekday: 'WEDNESDAY' }),
      event('weekday-wrong', { startsOn: day('12'), endsOn: day('13'), statedWeekday: 'THURSDAY' }),
      event('weekday-of-the-end-right', { endsOn: day('03'), statedWeekday: 'MONDAY' }),
      event('weekday-of-the-end-wrong', { endsOn: day('03'), statedWeekday: 'SUNDAY' }),
      event('weekday-of-a-month', { startsOn: '2024-06', endsOn: day('30'), statedWeekday: 'MONDAY' }),
      event('weekday-of-about', { startsOn: `${day('12')}~`, statedWeekday: 'MONDAY' }),
      event('weekday-of-nothing', { statedWeekday: 'MONDAY' }),

      event('days-right', { startsOn: day('10'), endsOn: day('12'), durationDays: 3 }),
      event('days-longer', { startsOn: day('10'), endsOn: day('13'), durationDays: 3 }),
      event('days-shorter', { startsOn: day('10'), endsOn: day('11'), durationDays: 3 }),
      event('days-may-be-right', { startsOn: '2024-06', endsOn: day('30'), durationDays: 3 }),
      event('days-longer-at-least', { startsOn: '2024-06', endsOn: '2024-07-03', durationDays: 3 }),
      event('days-just-long-enough', { startsOn: '2024-06', endsOn: '2024-07-02', durationDays: 3 }),
      event('days-shorter-at-most', { startsOn: day('29'), endsOn: '2024-06', durationDays: 3 }),
      event('days-about', { startsOn: day('10'), endsOn: `${day('20')}~`, durationDays: 3 }),

      event('cancelled', { status: 'CANCELLED' }),
      event('cancelled-with-award', { status: 'CANCELLED' }),
      event('cancelled-with-agreement', { status: 'CANCELLED' }),
      event('held', { status: 'HELD', mode: 'ON_SITE' }),
      event('online', { mode: 'ONLINE' }),
      event('mode-unknown'),
      event('prizes-event'),
    ],
    position: [
      { slug: 'held-in-order', title: { en: 'T' }, person: 'ann', startsOn: '2024-06', endsOn: day('01') },
      {
        slug: 'held-backwards',
        title: { en: 'T' },
        person: 'ann',
        startsOn: '2024-06',
        endsOn: '2024-05-31',
      },
      { slug: 'held-about', title: { en: 'T' }, person: 'ann', startsOn: '2024-06~', endsOn: '2024-05' },
    ],
    'opening-hours': [
      { validFrom: '2024-06-02', validThrough: day('01'), slug: 'hours-backwards' },
      { validFrom: '2024-06-02', validThrough: day('02'), slug: 'hours-in-order' },
    ].map((row) => ({ ...row, place: 'city', weekly: 'Mo-Su 10:00-17:00', timeZone: 'UTC' })),
    prize: PRIZES.map((row) => ({
      ...row,
      programme: `offers-${String(row.slug)}`,
      label: { en: row.slug },
    })),
    award: [
      winner('a-1', 1, tied),
      winner('a-1-too', 1, tied),
      winner('a-2', 2),
      winner('b-1', 1, tied),
      winner('b-1-too', 1, tied),
      winner('b-3', 3),
      ...[1, 2, 3].map((rank) => winner(`c-${rank}`, rank)),
      winner('c-4', 4, tied),
      winner('c-4-too', 4, tied),
      winner('c-6', 6),
      // The places before are not recorded; still the fifth is taken by the tie for the fourth.
      winner('d-4', 4, tied),
      winner('d-4-too', 4, tied),
      winner('d-5', 5),
      winner('e-1', 1, tied),
      winner('e-1-too', 1, tied),
      winner('e-1-also', 1, tied),
      winner('e-3', 3),
      winner('e-4', 4),
      // With whom it is tied is not recorded.
      winner('f-1', 1, tied),
      winner('f-2', 2),
      winner('g-1', 1),
      winner('g-1-too', 1),
      winner('g-2', 2),
      winner('h-1', 1, tied),
      winner('h-1-too', 1, tied),
      { ...winner('h-2', 2), kind: 'HONOURABLE_MENTION' },
      { ...winner('i-none', undefined), kind: 'HONOURABLE_MENTION' },
      winner('i-1', 1, { team: 'team-b' }),
      winner('i-2', undefined),
    ].map((row) => ({ ...row, programme: `contest-${String(row.slug).slice(0, 1)}` })),
  };
  const prizes = (row: Row, prize: string): Row => ({ ...row, programme: `offers-${prize}`, prize });
  rows.award?.push(
    // In neither a programme nor an event, places say nothing about one another.
    winner('z-1', 1, tied),
    winner('z-1-too', 1, tied),
    winner('z-2', 2),
    prizes(winner('kept-1', 1, { money: usd(100) }), 'kept'),
    prizes(winner('more-1', 1, { money: usd(100.01) }), 'more-than-offered'),
    prizes(winner('far-1', 2, { ...tied, money: usd(50) }), 'shared-too-far'),
    prizes(winner('far-2', 2, { ...tied, money: usd(50.01) }), 'shared-too-far'),
    prizes(winner('full-1', 2, { ...tied, money: usd(50) }), 'shared-in-full'),
    prizes(winner('full-2', 2, { ...tied, money: usd(50) }), 'shared-in-full'),
    prizes(winner('each-1', 2, { ...tied, money: usd(100) }), 'each-in-full'),
    prizes(winner('each-2', 2, { ...tied, money: usd(100) }), 'each-in-full'),
    prizes(winner('twice-1', 3, tied), 'given-twice'),
    prizes(winner('twice-2', 3), 'given-twice'),
    prizes(winner('tie-1', 3, tied), 'tied-for'),
    prizes(winner('tie-2', 3, tied), 'tied-for'),
    prizes(winner('any-1', undefined), 'without-place'),
    prizes(winner('any-2', undefined), 'without-place'),
    prizes(winner('euros', 4, { money: { amount: 500, currency: 'EUR' } }), 'in-dollars'),
    { ...prizes(winner('other-place', 2), 'kept'), kind: 'FINALIST' },
    { ...winner('of-another', undefined), programme: 'prizes-of-another', prize: 'without-place' },
    { ...winner('of-unknown', undefined), prize: 'without-place' },
    { ...winner('of-event-only', undefined), event: 'prizes-event', prize: 'without-place' },
    { ...winner('money-alone', undefined), money: usd(5) },
    { ...winner('at-cancelled', undefined), event: 'cancelled-with-award' },
  );
  rows.headcount = [
    { slug: 'applied', event: 'whole', measure: 'APPLICANTS', size: 400 },
    { slug: 'chosen-all', event: 'whole', measure: 'SELECTED', size: 400, previousStage: 'applied' },
    { slug: 'chosen-more', event: 'held', measure: 'SELECTED', size: 401, previousStage: 'applied' },
    // From 360 to 440.
    {
      slug: 'chosen-about',
      event: 'online',
      measure: 'SELECTED',
      size: { qualifier: 'ABOUT', stated: 400 },
      previousStage: 'applied',
    },
    {
      slug: 'chosen-over-400',
      event: 'cancelled',
      measure: 'SELECTED',
      size: { qualifier: 'MORE_THAN', stated: 400 },
      previousStage: 'applied',
    },
    {
      slug: 'thousands',
      event: 'held',
      measure: 'APPLICANTS',
      size: { qualifier: 'PLURAL_OF', stated: 1000 },
    },
    {
      slug: 'chosen-of-many',
      event: 'mode-unknown',
      measure: 'SELECTED',
      size: 9999,
      previousStage: 'thousands',
    },

    { slug: 'says-90', programme: 'season', measure: 'TRAINEES', size: 90 },
    {
      slug: 'says-over-90',
      programme: 'season',
      measure: 'TRAINEES',
      size: { qualifier: 'MORE_THAN', stated: 90 },
    },
    { slug: 'says-91', programme: 'undated', measure: 'TRAINEES', size: 91 },
    {
      slug: 'says-over-90-too',
      programme: 'undated',
      measure: 'TRAINEES',
      size: { qualifier: 'MORE_THAN', stated: 90 },
    },
    { slug: 'says-5-visitors', programme: 'undated', measure: 'VISITORS', size: 5 },

    { slug: 'one-team-won', programme: 'contest-a', measure: 'WINNING_TEAMS', size: 1 },
    {
      slug: 'no-team-won',
      programme: 'contest-b',
      measure: 'WINNING_TEAMS',
      size: { qualifier: 'FEWER_THAN', stated: 1 },
    },
    { slug: 'two-teams-of-one', programme: 'contest-i', measure: 'WINNING_TEAMS', size: 1 },
    {
      slug: 'over-one-team',
      programme: 'contest-c',
      measure: 'WINNING_TEAMS',
      size: { qualifier: 'AT_LEAST', stated: 0 },
    },
    { slug: 'no-team-competed', programme: 'contest-d', measure: 'TEAMS', size: 0 },
  ];
  rows.agreement = [
    { slug: 'signed-there', event: 'whole', signedOn: day('12') },
    { slug: 'signed-before', event: 'whole', signedOn: day('09') },
    { slug: 'signed-after', event: 'whole', signedOn: '2024-07' },
    { slug: 'signed-in-june', event: 'whole', signedOn: '2024-06' },
    { slug: 'signed-about', event: 'whole', signedOn: '2024-07~' },
    { slug: 'signed-anywhere', signedOn: '1999' },
    { slug: 'signed-at-cancelled', event: 'cancelled-with-agreement' },
  ].map((row) => ({ ...row, name: { en: row.slug } }));
  rows['agreement-party'] = rows.agreement.flatMap(({ slug }, index) =>
    (slug === 'signed-about' ? [0] : [0, 1]).map((at) => ({
      slug: `party-${index}-${at}`,
      agreement: slug,
      organisation: ['folds-a', 'folds-b'][at],
    })),
  );
  rows.participation = [
    { slug: 'there', event: 'held', person: 'ann', role: 'SPOKE', attendance: 'IN_PERSON' },
    { slug: 'there-again', event: 'held', person: 'ann', role: 'SPOKE' },
    { slug: 'there-to-open', event: 'held', person: 'ann', role: 'OPENED' },
    { slug: 'there-as-well', event: 'held', person: 'ann-of-bland', role: 'SPOKE' },
    { slug: 'there-for-another', event: 'held', person: 'ann', role: 'SPOKE', forCountry: 'AA' },
    { slug: 'by-video', event: 'held', team: 'team-a', role: 'SPOKE', attendance: 'LIVE_VIDEO' },
    { slug: 'by-message', event: 'held', team: 'team-b', role: 'SPOKE', attendance: 'RECORDED_VIDEO' },
    { slug: 'in-person-online', event: 'online', person: 'ann', role: 'SPOKE', attendance: 'IN_PERSON' },
    { slug: 'by-video-online', event: 'online', team: 'team-a', role: 'SPOKE', attendance: 'LIVE_VIDEO' },
    {
      slug: 'in-person-somehow',
      event: 'mode-unknown',
      person: 'ann',
      role: 'SPOKE',
      attendance: 'IN_PERSON',
    },
  ];
  rows.observance = [{ slug: 'day-of-days', name: { en: 'Day of days' }, month: 6, day: 5 }];
  rows['observance-year'] = ['2024-06-05', '2024-06-06', '2024-07-05'].map((date) => ({
    slug: `day-of-days-${date}`,
    observance: 'day-of-days',
    date,
  }));
  return Object.fromEntries(
    Object.entries(rows).map(([name, records]) => [
      name,
      records.map((row) => (row.slug === 'uncited' ? row : { ...row, citations: [{ source: 'source' }] })),
    ]),
  );
}

/** The findings of that world: by code, the slugs of the records of each, in order. */
export const FINDINGS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  AGREEMENT_OUTSIDE_EVENT: [
    ['signed-after', 'whole'],
    ['signed-before', 'whole'],
  ],
  CHILD_OUTSIDE_PARENT: [
    ...[
      'part-began-after',
      'part-began-by-counting-back',
      'part-early',
      'part-ended-before',
      'part-last-year',
      'part-late',
      'part-of-a-week-before',
    ].map((slug) => [slug, 'whole']),
    ['part-of-about-late', 'whole-about'],
    ['part-of-begun-early', 'whole-begun'],
    ['part-too-long', 'whole'],
    ['season-part-early', 'season'],
  ],
  ENDS_BEFORE_IT_BEGINS: [['hours-backwards'], ['held-backwards']],
  OBSERVANCE_ON_OTHER_DAY: [
    ['day-of-days-2024-06-06', 'day-of-days'],
    ['day-of-days-2024-07-05', 'day-of-days'],
  ],
  PERIOD_SHORTER_THAN_STATED: [['days-shorter'], ['days-shorter-at-most']],
  PLACE_OUTSIDE_COUNTRY: [['hall-abroad', 'city']],
  PRIZES_BEYOND_OFFER: [
    ['given-twice', 'twice-1', 'twice-2'],
    ['more-than-offered', 'more-1'],
    ['shared-too-far', 'far-1', 'far-2'],
  ],
  RANK_NOT_OF_PRIZE: [['other-place', 'kept']],
  SELECTED_MORE_THAN_APPLIED: [
    ['chosen-more', 'applied'],
    ['chosen-over-400', 'applied'],
  ],
  WEEKDAY_MISMATCH: [['weekday-of-the-end-wrong'], ['weekday-wrong']],
  ATTENDANCE_NOT_OF_MODE: [
    ['by-video', 'held'],
    ['in-person-online', 'online'],
  ],
  AWARD_IN_OTHER_CURRENCY: [['euros', 'in-dollars']],
  CANCELLED_YET_HELD: [
    ['cancelled-with-agreement', 'signed-at-cancelled'],
    ['cancelled-with-award', 'at-cancelled'],
  ],
  HEADCOUNTS_DISAGREE: [['says-90', 'says-over-90']],
  MENTION_WITH_RANK: [['h-2']],
  NO_SOURCE: [['uncited']],
  PERIOD_LONGER_THAN_STATED: [['days-longer'], ['days-longer-at-least']],
  PRIZE_OF_ANOTHER: [['of-another', 'without-place']],
  PROGRAMME_EVENT_OUTSIDE: [
    ['after-season', 'season'],
    ['before-open-ended', 'open-ended'],
  ],
  RANK_AFTER_TIE: [
    ['a-1', 'a-1-too', 'a-2'],
    ['d-4', 'd-4-too', 'd-5'],
    ['e-1', 'e-1-also', 'e-1-too', 'e-3'],
  ],
  SAME_NAME: [
    ['chain-a', 'chain-b'],
    ['chain-b', 'chain-c'],
    ['folds-a', 'folds-b'],
    ['latin-a', 'latin-b'],
    ['twice-a', 'twice-b'],
    ['ann', 'ann-again'],
    ['hall', 'hall-again'],
    ['numbered-2', 'numbered-2-again'],
  ],
  SEAT_OUTSIDE_COUNTRY: [['seat-abroad', 'city']],
  TIE_NOT_MARKED: [['g-1', 'g-1-too']],
  WINNERS_BEYOND_COUNT: [
    ['no-team-won', 'contest-b'],
    ['two-teams-of-one', 'contest-i'],
  ],
  AGREEMENT_OF_ONE: [['signed-about', 'party-4-0']],
  MONEY_WITHOUT_PRIZE: [['money-alone']],
  SAME_PARTICIPATION: [['there', 'there-again']],
};
