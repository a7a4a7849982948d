import { fold } from '../src/text/fold.js';
import { sortKey } from '../src/text/sort-key.js';

/** A row of a table: values by column; columns that are left out are null. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** A table and its rows, made one by one as they are asked for. */
export interface Table {
  readonly name: string;
  readonly count: number;
  readonly row: (index: number) => Row;
}

const DAY_MS = 86_400_000;
const STAMP = '2024-01-01T00:00:00.000Z';
const ROLES = ['OPENED', 'SPOKE', 'MODERATED', 'TRAINED', 'ATTENDED', 'PARTICIPATED'];
const EVENT_KINDS = ['WORKSHOP', 'COURSE', 'CAMP', 'SUMMIT', 'CONFERENCE', 'EXHIBITION'];
const REGIONS = ['AFRICA', 'ASIA', 'EUROPE'];

/**
 * The tables of the benchmark's data set, parents before children. Everything follows from the row's number, so that
 * any two runs, on any database, have the same data. `scale` multiplies events and all that hangs on them.
 */
export function tables(scale: number): Table[] {
  const counts = {
    country: 60,
    place: 500,
    organisation: 500,
    sector: 40,
    programme: 400,
    event: 10_000 * scale,
    project: 5_000 * scale,
    team: 20_000 * scale,
    person: 100_000 * scale,
    participation: 300_000 * scale,
    prize: 30_000 * scale,
    award: 40_000 * scale,
    partnership: 25_000 * scale,
    headcount: 10_000 * scale,
  };
  const table = (
    name: keyof typeof counts,
    prefix: string,
    row: (index: number, random: Random) => Row,
  ): Table => ({
    name,
    count: counts[name],
    row: (index) => ({
      id: idOf(prefix, index),
      slug: slugOf(prefix, index),
      version: 1,
      created_at: STAMP,
      updated_at: STAMP,
      ...row(index, new Random(`${name}${index}`)),
    }),
  });
  const ref = (prefix: string, count: number, random: Random) => idOf(prefix, random.below(count));
  return [
    table('country', 'cou', (n) => ({
      code: letters(n, 2),
      code3: `Q${letters(n, 2)}`,
      numeric_code: String(n).padStart(3, '0'),
      region: REGIONS[n % REGIONS.length] ?? 'ASIA',
      ...names('name', 'Country', 'بلد', n),
    })),
    table('place', 'plc', (n, random) => ({
      kind: 'CITY',
      country_id: ref('cou', counts.country, random),
      ...names('name', 'City', 'مدينة', n),
    })),
    table('organisation', 'org', (n, random) => ({
      kind: n % 3 ? 'UNIVERSITY' : 'MINISTRY',
      country_id: ref('cou', counts.country, random),
      place_id: ref('plc', counts.place, random),
      ...names('name', 'Organisation', 'منظمة', n),
    })),
    table('sector', 'sec', (n, random) => ({
      organisation_id: ref('org', counts.organisation, random),
      ...names('name', 'Sector', 'قطاع', n),
    })),
    table('programme', 'prg', (n, random) => ({
      kind: n % 2 ? 'TRAINING' : 'COMPETITION',
      owner_id: ref('org', counts.organisation, random),
      sector_id: ref('sec', counts.sector, random),
      ...names('name', 'Programme', 'برنامج', n),
    })),
    table('event', 'evt', (n, random) => ({
      kind: EVENT_KINDS[random.below(EVENT_KINDS.length)] ?? 'CAMP',
      status: 'HELD',
      mode: random.below(4) ? 'ON_SITE' : null,
      programme_id: ref('prg', counts.programme, random),
      place_id: ref('plc', counts.place, random),
      organiser_id: ref('org', counts.organisation, random),
      sector_id: ref('sec', counts.sector, random),
      ...dates(random),
      ...names('name', 'Event', 'حدث', n),
    })),
    table('project', 'prj', (n) => names('name', 'Project', 'مشروع', n)),
    table('team', 'tea', (n, random) => ({
      country_id: ref('cou', counts.country, random),
      project_id: ref('prj', counts.project, random),
      ...names('name', 'Team', 'فريق', n),
    })),
    table('person', 'per', (n, random) => ({
      country_id: random.below(10) ? ref('cou', counts.country, random) : null,
      ...names('name', 'Person', 'شخص', n),
    })),
    table('participation', 'par', (_, random) => ({
      event_id: ref('evt', counts.event, random),
      ...(random.below(20)
        ? { person_id: ref('per', counts.person, random) }
        : { team_id: ref('tea', counts.team, random) }),
      role: ROLES[random.below(ROLES.length)] ?? 'SPOKE',
    })),
    table('prize', 'prz', (n, random) => ({
      programme_id: ref('prg', counts.programme, random),
      position: 1 + (n % 5),
      ...names('label', 'Prize', 'جائزة', n),
      money_amount: 100_000 * (1 + random.below(10)),
      money_currency: 'USD',
    })),
    table('award', 'awd', (_, random) => ({
      kind: random.below(4) ? 'WINNER' : 'HONOURABLE_MENTION',
      rank: 1 + random.below(5),
      tied: false,
      // One programme has a twentieth of all awards, so that "one programme" is a question worth asking.
      programme_id: random.below(20) ? ref('prg', counts.programme, random) : idOf('prg', 7),
      prize_id: ref('prz', counts.prize, random),
      ...(random.below(5)
        ? { team_id: ref('tea', counts.team, random) }
        : { person_id: ref('per', counts.person, random) }),
      money_amount: 50_000 * (1 + random.below(20)),
      money_currency: random.below(4) ? 'USD' : 'EUR',
    })),
    table('partnership', 'pts', (_, random) => ({
      partner_id: ref('org', counts.organisation, random),
      event_id: ref('evt', counts.event, random),
      role: random.below(2) ? 'PARTNER' : 'FUNDER',
    })),
    table('headcount', 'hdc', (n, random) => {
      const stated = 1000 * (10 + random.below(200));
      return {
        event_id: idOf('evt', n),
        measure: 'TRAINEES',
        size_low: stated,
        size_high: stated,
        size_qualifier: 'EXACT',
        size_stated: stated,
      };
    }),
  ];
}

/** The slug of the n-th record of a kind. */
export function slugOf(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(7, '0')}`;
}

/** Numbers that follow from a text (FNV-1a, then mulberry32). */
class Random {
  private state = 0x811c9dc5;

  constructor(text: string) {
    for (let index = 0; index < text.length; index += 1) {
      this.state = Math.imul(this.state ^ text.charCodeAt(index), 0x01000193);
    }
  }

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}

/** Ids are scattered, as real ones are: neighbours in time are not neighbours in an index. */
function idOf(prefix: string, index: number): string {
  const scattered = (Math.imul(index + 1, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0');
  return `${prefix}_${scattered}${index.toString(36).padStart(5, '0')}`;
}

function letters(index: number, length: number): string {
  let text = '';
  for (let rest = index, place = 0; place < length; place += 1, rest = Math.floor(rest / 26)) {
    text = String.fromCharCode(65 + (rest % 26)) + text;
  }
  return text;
}

function names(field: string, en: string, ar: string, index: number): Row {
  const texts = { ar: `${ar} ${index}`, en: `${en} ${index}`, fr: `${en} nº ${index}` };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([lang, text]) => [
      [`${field}_${lang}`, text],
      [`${field}_${lang}_fold`, fold(text)],
      [`${field}_${lang}_sort`, sortKey(text)],
    ]),
  );
}

function dates(random: Random): Row {
  const day = new Date(Date.UTC(2015, 0, 1) + random.below(4300) * DAY_MS).toISOString().slice(0, 10);
  const vague = random.below(20) === 0;
  const [edtf, earliest, latest] = vague
    ? [day.slice(0, 4), `${day.slice(0, 4)}-01-01`, `${day.slice(0, 4)}-12-31`]
    : [day, day, day];
  return {
    starts_on_edtf: edtf,
    starts_on_earliest: earliest,
    starts_on_latest: latest,
    starts_on_precision: vague ? 'YEAR' : 'DAY',
    starts_on_approximate: false,
    period_edtf: `${edtf}/`,
    period_earliest: earliest,
    period_certain_from: vague ? null : day,
    period_certain_to: vague ? null : day,
    period_basis: 'STATED',
  };
}
