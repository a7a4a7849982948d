import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

interface Dates {
  slug: string;
  startsOn: { earliest: string; latest: string; edtf: string } | null;
}

const HIJRI = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: 'UTC',
});

function hijri(day: string) {
  const parts = Object.fromEntries(
    HIJRI.formatToParts(new Date(`${day}T00:00:00Z`)).map(({ type, value }) => [type, value]),
  );
  return { year: String(parts.year), month: String(parts.month), day: String(parts.day) };
}

function shift(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** 0 for Sunday to 6 for Saturday. */
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

function weekFrom(day: string, first: number): string {
  const start = shift(day, -((weekday(day) - first + 7) % 7));
  return `${start}/${shift(start, 6)}`;
}

/** What each bucket makes of a day, worked out by the platform's own calendars. */
const BUCKETS: Readonly<Record<string, (day: string) => string>> = {
  'bucket: WEEK_SUNDAY': (day) => weekFrom(day, 0),
  'bucket: WEEK_SATURDAY': (day) => weekFrom(day, 6),
  'bucket: YEAR, calendar: HIJRI': (day) => hijri(day).year,
  'bucket: QUARTER, calendar: HIJRI': (day) =>
    `${hijri(day).year}-Q${Math.ceil(Number(hijri(day).month) / 3)}`,
  'bucket: MONTH, calendar: HIJRI': (day) => `${hijri(day).year}-${hijri(day).month}`,
  'bucket: DAY, calendar: HIJRI': (day) => `${hijri(day).year}-${hijri(day).month}-${hijri(day).day}`,
};

describe.each(DIALECTS)('buckets of dates on %s', (dialect) => {
  let registry: Registry;
  let events: Dates[];

  const ask = async (query: string) => {
    const { data, errors } = await registry.ask(query);
    expect(errors).toBeUndefined();
    return data;
  };

  beforeAll(async () => {
    const rows = smallWorld();
    const dated = (slug: string, startsOn: string) => ({
      slug,
      name: { en: slug },
      kind: 'CAMP',
      startsOn,
    });
    // The ends of the published calendar, and of all calendars.
    const edges = [
      '1882-11-11',
      '1882-11-12',
      '2174-11-25',
      '2174-11-26',
      '0001-01-01',
      '9999-12-31',
      '2024-07-06',
    ];
    rows.event = [
      ...(rows.event ?? []),
      ...edges.map((day, index) => dated(`edge-${index}`, day)),
      dated('range-1', '2024-06-06/2024-06-08'),
      dated('range-2', '2024-07-06/2024-07-08'),
    ];
    registry = await startRegistry(dialect, { rows });
    events = (await ask('{ events(first: 1000) { nodes { slug startsOn { earliest latest edtf } } } }'))
      .events.nodes;
  });
  afterAll(() => registry.close());

  const groupsBy = async (args: string) =>
    (
      await ask(
        `{ events { groups(by: [{ dimension: STARTS_ON, ${args} }], first: 1000) { nodes { keys { state value from to label(lang: [EN]) } members(first: 1000) { nodes { slug } } } } } }`,
      )
    ).events.groups.nodes as {
      keys: [
        { state: string; value: string | null; from: string | null; to: string | null; label: string | null },
      ];
      members: { nodes: { slug: string }[] };
    }[];

  it.each(Object.entries(BUCKETS))('agree with the calendars of the platform: %s', async (args, bucketOf) => {
    const published = (day: string) => !args.includes('HIJRI') || (day >= '1882-11-12' && day < '2174-11-26');
    const inYears = (day: string) => day > '0001-01-07' && day < '9999-12-25';
    const seen = new Set<string>();
    for (const { keys, members } of await groupsBy(args)) {
      const [{ state, value, from, to }] = keys;
      for (const { slug } of members.nodes) {
        seen.add(slug);
        const date = events.find((event) => event.slug === slug)?.startsOn ?? null;
        if (!date) {
          expect({ slug, state, value, from, to }).toEqual({
            slug,
            state: 'UNKNOWN',
            value: null,
            from: null,
            to: null,
          });
          continue;
        }
        const { earliest, latest, edtf } = date;
        const known = published(earliest) && published(latest) && bucketOf(earliest) === bucketOf(latest);
        if (!known && (published(earliest) || !inYears(earliest) || args.includes('HIJRI'))) {
          expect({ slug, state, value, from, to }).toEqual({
            slug,
            state: 'IMPRECISE',
            value: edtf,
            from: null,
            to: null,
          });
          continue;
        }
        expect({ slug, state }).toEqual({ slug, state: 'KNOWN' });
        if (!inYears(earliest)) continue;
        expect({ slug, value }).toEqual({ slug, value: bucketOf(earliest) });
        // The first and last day fall into the bucket, the days around them do not.
        const [first = '', last = ''] = [from ?? '', to ?? ''];
        expect([bucketOf(first), bucketOf(last)]).toEqual([value, value]);
        if (published(shift(first, -1))) expect(bucketOf(shift(first, -1))).not.toBe(value);
        if (published(shift(last, 1))) expect(bucketOf(shift(last, 1))).not.toBe(value);
      }
    }
    expect(seen.size).toBe(events.length);
  });

  it('name the days of the week, and count those only that are known to the day', async () => {
    const groups = await groupsBy('bucket: WEEKDAY');
    const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
    for (const { keys, members } of groups) {
      const [{ state, value, from, to, label }] = keys;
      expect([from, to]).toEqual([null, null]);
      for (const { slug } of members.nodes) {
        const date = events.find((event) => event.slug === slug)?.startsOn ?? null;
        if (!date) expect(state).toBe('UNKNOWN');
        else if (date.earliest !== date.latest)
          expect({ state, value }).toEqual({ state: 'IMPRECISE', value: date.edtf });
        else {
          const day = weekday(date.earliest);
          expect({ slug, state, value, label }).toEqual({
            slug,
            state: 'KNOWN',
            value: String(day || 7),
            label: names[day],
          });
        }
      }
    }
    expect(groups.filter(({ keys }) => keys[0].state === 'KNOWN').map(({ keys }) => keys[0].value)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
    ]);
  });
});
