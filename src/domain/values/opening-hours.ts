/** Days as schema.org writes them in `openingHours`, Sunday first, as `Date.getUTCDay` counts. */
const DAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'] as const;

/** Minutes since midnight: from (included) to (excluded). */
export type Span = readonly [from: number, to: number];

/** The spans of each day of the week, Sunday first. */
export type Week = readonly (readonly Span[])[];

/**
 * Reads schema.org `openingHours` text: "Tu-Su 10:00-17:00", "Mo,We 09:00-12:00 14:00-18:00; Sa 10:00-13:00".
 * Returns null when the text has another form, or a span ends before it begins.
 */
export function weekOf(text: string): Week | null {
  const week: Span[][] = DAYS.map(() => []);
  for (const rule of text.split(';')) {
    const [days = '', ...spans] = rule.trim().split(/\s+/);
    const indexes = daysOf(days);
    const hours = spans.map(spanOf);
    if (!indexes || hours.length === 0) return null;
    for (const span of hours) {
      if (!span) return null;
      for (const index of indexes) week[index]?.push(span);
    }
  }
  return week;
}

/** Reads spans alone: "10:00-14:00 16:00-18:00". Null when the text has another form. */
export function spansOf(text: string): readonly Span[] | null {
  const spans = text.trim().split(/\s+/).map(spanOf);
  return spans.every((span): span is Span => span !== null) ? spans : null;
}

function daysOf(text: string): number[] | null {
  const indexes: number[] = [];
  for (const part of text.split(',')) {
    const [first = '', last = first, ...rest] = part.split('-');
    const from = DAYS.indexOf(first as (typeof DAYS)[number]);
    const to = DAYS.indexOf(last as (typeof DAYS)[number]);
    if (from < 0 || to < 0 || rest.length > 0) return null;
    // "Sa-Mo" runs over the end of the week.
    for (let index = from; ; index = (index + 1) % 7) {
      indexes.push(index);
      if (index === to) break;
    }
  }
  return indexes;
}

function spanOf(text: string): Span | null {
  const match = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!match) return null;
  const from = Number(match[1]) * 60 + Number(match[2]);
  const to = Number(match[3]) * 60 + Number(match[4]);
  return from < to && to <= 24 * 60 ? [from, to] : null;
}

/** A stretch of days with hours of its own; no hours means closed. */
export interface Exception {
  readonly startsOn: string;
  readonly endsOn: string;
  readonly hours: string | null;
}

/** The hours of a place: the week, the days they hold, and the exceptions to them. */
export interface Hours {
  readonly weekly: string;
  readonly timeZone: string;
  readonly validFrom: string | null;
  readonly validThrough: string | null;
  readonly exceptions: readonly Exception[];
}

/** Whether the doors are open at an instant; null when the hours say nothing about that day. */
export function isOpenAt(hours: Hours, instant: Date): boolean | null {
  const local = localTime(instant, hours.timeZone);
  const spans = spansOn(hours, local.day);
  return spans && spans.some(([from, to]) => from <= local.minutes && local.minutes < to);
}

/** The first instant after the given one at which the doors open, looking a year ahead; null when there is none. */
export function nextOpening(hours: Hours, after: Date): Date | null {
  const start = localTime(after, hours.timeZone);
  for (let offset = 0; offset <= 366; offset += 1) {
    const day = addDays(start.day, offset);
    for (const [from] of [...(spansOn(hours, day) ?? [])].sort(([a], [b]) => a - b)) {
      const opening = instantOf(day, from, hours.timeZone);
      if (opening > after) return opening;
    }
  }
  return null;
}

function spansOn(hours: Hours, day: string): readonly Span[] | null {
  if (hours.validFrom !== null && day < hours.validFrom) return null;
  if (hours.validThrough !== null && day > hours.validThrough) return null;
  const exception = hours.exceptions.find(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
  if (exception) return exception.hours === null ? [] : spansOf(exception.hours);
  return weekOf(hours.weekly)?.[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? null;
}

function localTime(instant: Date, timeZone: string): { day: string; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
  return {
    day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** The instant at which clocks in a time zone show a day and a time; the zone's offset is found by asking twice. */
function instantOf(day: string, minutes: number, timeZone: string): Date {
  const shown = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  let instant = shown;
  for (let round = 0; round < 2; round += 1) {
    const local = localTime(new Date(instant), timeZone);
    instant += shown - (Date.parse(`${local.day}T00:00:00Z`) + local.minutes * 60_000);
  }
  return new Date(instant);
}

function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
