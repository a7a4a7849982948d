import type { Row, World } from '../fuzz/world.js';
import { kindNamed } from '../../src/model/model.js';

/** A finding in the plainest form: its code, and the ids of the records that it is about. */
export interface Found {
  readonly code: string;
  readonly kind: string;
  readonly records: readonly string[];
}

type Value = string | number | null | undefined;

/**
 * Works every rule out by hand over rows in memory: nothing of the declarations is looked at, so that what they say and how
 * they are compiled are both put to the test. In no order.
 */
export function findByHand(world: World): Found[] {
  const of = (kind: string) => world.of(kindNamed(world.model, kind));
  const to = (row: Row, column: string): Row | null => world.record(row[column])?.row ?? null;
  const found: Found[] = [];
  const find = (code: string, kind: string, row: Row, ...related: (Row | null)[]) => {
    const records = [row, ...related].flatMap((record) => (record ? [String(record.id)] : []));
    found.push({ code, kind, records });
  };
  const bySlug = (rows: readonly Row[]) =>
    [...rows].sort((a, b) => (String(a.slug) < String(b.slug) ? -1 : 1));

  const cited = new Set(of('Citation').map((citation) => citation.record_id));
  for (const kind of world.model.kinds.values()) {
    // A change set states what was done, and a cell of a summary what the registry counted: no fact out of a source.
    if (!kind.fields.has('citations') || ['ChangeSet', 'SummaryCell'].includes(kind.name)) continue;
    for (const row of world.of(kind)) if (!cited.has(row.id ?? null)) find('NO_SOURCE', kind.name, row);
  }

  const alike: Record<string, string[]> = {
    Organisation: ['country_id'],
    Person: ['country_id'],
    Place: ['country_id', 'kind', 'within_id'],
    Programme: ['edition'],
  };
  for (const [kind, columns] of Object.entries(alike)) {
    const readings: ((row: Row) => Value)[] = [
      (row) => row.name_ar_fold || null,
      (row) => row.name_en_fold || row.name_fr_fold || null,
      (row) => row.name_fr_fold || row.name_en_fold || null,
    ];
    readings.forEach((reading, at) => {
      const groups = groupBy(of(kind), (row) => {
        const name = reading(row);
        return name ? JSON.stringify([name, ...columns.map((column) => row[column])]) : null;
      });
      for (const rows of groups) {
        const before = readings.slice(0, at).some((earlier) => {
          const names = new Set(rows.map(earlier));
          return names.size === 1 && !names.has(null);
        });
        const [first, ...others] = bySlug(rows);
        if (first && others.length > 0 && !before) find('SAME_NAME', kind, first, ...others);
      }
    });
  }

  for (const row of of('Organisation')) {
    const place = to(row, 'place_id');
    if (differ(row.country_id, place?.country_id)) find('SEAT_OUTSIDE_COUNTRY', 'Organisation', row, place);
  }
  for (const row of of('Place')) {
    const within = to(row, 'within_id');
    if (differ(row.country_id, within?.country_id)) find('PLACE_OUTSIDE_COUNTRY', 'Place', row, within);
  }
  for (const row of of('Position')) {
    if (backwards(dateOf(row, 'starts_on'), dateOf(row, 'ends_on')))
      find('ENDS_BEFORE_IT_BEGINS', 'Position', row);
  }
  for (const row of of('OpeningHours')) {
    if (backwards(dateOf(row, 'valid_from'), dateOf(row, 'valid_through')))
      find('ENDS_BEFORE_IT_BEGINS', 'OpeningHours', row);
  }
  for (const kind of ['Event', 'Programme']) {
    for (const row of of(kind)) {
      const parent = to(row, 'parent_id');
      if (parent && !canLieWithin(row, parent)) find('CHILD_OUTSIDE_PARENT', kind, row, parent);
    }
  }
  const names = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  for (const row of of('Event')) {
    const programme = to(row, 'programme_id');
    if (programme && !canLieWithin(row, programme)) find('PROGRAMME_EVENT_OUTSIDE', 'Event', row, programme);
    const dated = row.starts_on_edtf === null ? dateOf(row, 'ends_on') : dateOf(row, 'starts_on');
    if (row.stated_weekday && dated && dated[0] === dated[1]) {
      if (names[new Date(dated[0]).getUTCDay()] !== row.stated_weekday)
        find('WEEKDAY_MISMATCH', 'Event', row);
    }
    const [start, end] = [dateOf(row, 'starts_on'), dateOf(row, 'ends_on')];
    if (start && end && typeof row.duration_days === 'number') {
      const days = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / 86_400_000 + 1;
      if (days(start[1], end[0]) > row.duration_days) find('PERIOD_LONGER_THAN_STATED', 'Event', row);
      if (days(start[0], end[1]) < row.duration_days) find('PERIOD_SHORTER_THAN_STATED', 'Event', row);
    }
    const awards = bySlug(of('Award').filter((award) => award.event_id === row.id));
    const agreements = bySlug(of('Agreement').filter((agreement) => agreement.event_id === row.id));
    if (row.status === 'CANCELLED' && awards.length + agreements.length > 0)
      find('CANCELLED_YET_HELD', 'Event', row, ...awards, ...agreements);
  }

  for (const prize of of('Prize')) {
    const awards = bySlug(of('Award').filter((award) => award.prize_id === prize.id));
    const amounts = awards
      .filter((award) => award.money_currency !== null && award.money_currency === prize.money_currency)
      .map((award) => Number(award.money_amount));
    const offer = prize.money_amount === null ? Infinity : Number(prize.money_amount);
    const winners = awards.filter((award) => award.kind === 'WINNER');
    const crowded =
      prize.position !== null && winners.length > 1 && winners.some((award) => award.tied === 0);
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    if (crowded || Math.max(0, ...amounts) > offer || (prize.distribution === 'SHARED' && total > offer))
      find('PRIZES_BEYOND_OFFER', 'Prize', prize, ...awards);
  }

  const winners = of('Award').filter(({ kind }) => kind === 'WINNER');
  const contest = (award: Row) => JSON.stringify([award.programme_id, award.event_id]);
  const placed = winners.filter(
    (award) => award.rank !== null && (award.programme_id ?? award.event_id) !== null,
  );
  const samePlace = (award: Row) => `${contest(award)} ${award.rank}`;
  for (const tie of groupBy(
    placed.filter(({ tied }) => tied === 1),
    samePlace,
  )) {
    const [first, ...others] = bySlug(tie);
    if (!first || others.length === 0) continue;
    const place = Number(first.rank);
    const taken = placed.filter(
      (award) =>
        contest(award) === contest(first) &&
        Number(award.rank) > place &&
        Number(award.rank) < place + tie.length,
    );
    if (taken.length > 0) find('RANK_AFTER_TIE', 'Award', first, ...others, ...bySlug(taken));
  }
  for (const same of groupBy(
    placed.filter(({ prize_id }) => prize_id === null),
    samePlace,
  )) {
    const [first, ...others] = bySlug(same);
    if (first && others.length > 0 && same.some(({ tied }) => tied === 0))
      find('TIE_NOT_MARKED', 'Award', first, ...others);
  }
  for (const award of of('Award')) {
    const prize = to(award, 'prize_id');
    if (differ(award.rank, prize?.position)) find('RANK_NOT_OF_PRIZE', 'Award', award, prize);
    if (differ(award.programme_id, prize?.programme_id) || differ(award.event_id, prize?.event_id))
      find('PRIZE_OF_ANOTHER', 'Award', award, prize);
    if (differ(award.money_currency, prize?.money_currency))
      find('AWARD_IN_OTHER_CURRENCY', 'Award', award, prize);
    if (award.kind === 'HONOURABLE_MENTION' && award.rank !== null) find('MENTION_WITH_RANK', 'Award', award);
    if (award.money_amount !== null && award.prize_id === null) find('MONEY_WITHOUT_PRIZE', 'Award', award);
  }

  const range = (row: Row): [number, number] => [
    Number(row.size_low),
    row.size_high === null ? Infinity : Number(row.size_high),
  ];
  for (const row of of('Headcount')) {
    const before = to(row, 'previous_stage_id');
    if (before && range(row)[0] > range(before)[1])
      find('SELECTED_MORE_THAN_APPLIED', 'Headcount', row, before);
    const teams = (column: string) =>
      new Set(
        winners
          .filter((award) => row[column] !== null && award[column] === row[column] && award.team_id !== null)
          .map((award) => award.team_id),
      ).size;
    const most = Math.max(teams('event_id'), teams('programme_id'));
    if (row.measure === 'WINNING_TEAMS' && most * 1000 > range(row)[1])
      find('WINNERS_BEYOND_COUNT', 'Headcount', row, to(row, 'event_id'), to(row, 'programme_id'));
  }
  const counted = (row: Row) => JSON.stringify([row.measure, row.event_id, row.programme_id]);
  for (const same of groupBy(of('Headcount'), counted)) {
    const [first, ...others] = bySlug(same);
    const low = Math.max(...same.map((row) => range(row)[0]));
    const high = Math.min(...same.map((row) => range(row)[1]));
    if (first && low > high) find('HEADCOUNTS_DISAGREE', 'Headcount', first, ...others);
  }

  for (const agreement of of('Agreement')) {
    const event = to(agreement, 'event_id');
    const signed = dateOf(agreement, 'signed_on');
    if (event && signed) {
      const { begins, ends } = boundsOf(event);
      if (signed[1] < begins[0] || signed[0] > ends[1])
        find('AGREEMENT_OUTSIDE_EVENT', 'Agreement', agreement, event);
    }
    const parties = bySlug(of('AgreementParty').filter(({ agreement_id }) => agreement_id === agreement.id));
    if (parties.length < 2) find('AGREEMENT_OF_ONE', 'Agreement', agreement, ...parties);
  }

  for (const row of of('Participation')) {
    const event = to(row, 'event_id');
    const absent = row.attendance === 'IN_PERSON' && event?.mode === 'ONLINE';
    if (absent || (row.attendance === 'LIVE_VIDEO' && event?.mode === 'ON_SITE'))
      find('ATTENDANCE_NOT_OF_MODE', 'Participation', row, event);
  }
  const part = (row: Row) =>
    JSON.stringify(
      'role event programme person team organisation for_organisation for_country'
        .split(' ')
        .map((name) => row[name === 'role' ? name : `${name}_id`]),
    );
  for (const same of groupBy(of('Participation'), part)) {
    const [first, ...others] = bySlug(same);
    if (first && others.length > 0) find('SAME_PARTICIPATION', 'Participation', first, ...others);
  }

  for (const row of of('ObservanceYear')) {
    const observance = to(row, 'observance_id');
    const [, month, day] = String(row.date).split('-').map(Number);
    if (month !== observance?.month || day !== observance?.day)
      find('OBSERVANCE_ON_OTHER_DAY', 'ObservanceYear', row, observance);
  }

  return found;
}

function groupBy(rows: readonly Row[], key: (row: Row) => string | null): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = key(row);
    if (name !== null) groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()];
}

function differ(left: Value, right: Value): boolean {
  return left !== null && left !== undefined && right !== null && right !== undefined && left !== right;
}

type Bounds = readonly [earliest: string, latest: string];

/** The first and the last day that a date can be; null when it is not stated, or only about. */
function dateOf(row: Row, name: string): Bounds | null {
  if (row[`${name}_edtf`] === null || row[`${name}_approximate`] === 1) return null;
  return [String(row[`${name}_earliest`]), String(row[`${name}_latest`])];
}

function backwards(begins: Bounds | null, ends: Bounds | null): boolean {
  return begins !== null && ends !== null && ends[1] < begins[0];
}

const ANY: Bounds = ['0000-00-00', '9999-99-99'];

/** When something can begin and end: as stated, or as many days before or after as it is stated to last. */
function boundsOf(row: Row): { readonly begins: Bounds; readonly ends: Bounds } {
  const [start, end] = [dateOf(row, 'starts_on'), dateOf(row, 'ends_on')];
  const shifted = (date: Bounds | null, days: number): Bounds => {
    if (date?.[0] !== date?.[1] || !date || typeof row.duration_days !== 'number') return ANY;
    const day = new Date(Date.parse(date[0]) + days * (row.duration_days - 1) * 86_400_000);
    const text = day.toISOString().slice(0, 10);
    return [text, text];
  };
  return {
    begins: start ?? (row.starts_on_edtf === null ? shifted(end, -1) : ANY),
    ends: end ?? (row.ends_on_edtf === null ? shifted(start, 1) : ANY),
  };
}

/** True when there are days, among those that each can have, on which the one lies within the other. */
function canLieWithin(part: Row, whole: Row): boolean {
  const { begins, ends } = boundsOf(part);
  const around = boundsOf(whole);
  const start = begins[0] > around.begins[0] ? begins[0] : around.begins[0];
  const end = ends[1] < around.ends[1] ? ends[1] : around.ends[1];
  return start <= begins[1] && end >= ends[0] && start <= end;
}
