import { dimensionAlong } from '../../src/model/dimensions.js';
import { isEnum, keyColumn, type Dimension, type Hop, type KindModel } from '../../src/model/model.js';
import { sortBy, type Fraction, type Scalar } from './logic.js';
import type { Measured } from './measured.js';
import type { Row, World } from './world.js';

type Input = Readonly<Record<string, any>>;

/** A member of a group, and among how many groups it is divided. */
export interface Share {
  readonly row: Row;
  readonly keys: number;
}

export interface Group {
  readonly tuple: readonly Scalar[];
  readonly shares: readonly Share[];
}

/** A dimension as it was asked for. */
export interface Asked {
  readonly dimension: Dimension;
  readonly bucket: string | null;
  readonly calendar: string;
}

export function asked(world: World, kind: KindModel, by: Input): Asked {
  const dimension = by.path
    ? dimensionAlong(world.model, kind, by.path.split('.'))
    : kind.dimensions.get(by.dimension);
  if (!dimension || !('paths' in dimension)) throw new Error(`${kind.name} cannot be grouped by that.`);
  return { dimension, bucket: by.bucket ?? null, calendar: by.calendar ?? 'GREGORIAN' };
}

/** The groups of rows: each row is in the group of each of its different tuples of keys. */
export function grouped(world: World, rows: readonly Row[], by: readonly Asked[]): Group[] {
  const groups = new Map<string, { tuple: readonly Scalar[]; shares: Share[] }>();
  for (const row of rows) {
    const tuples = new Map(tuplesOf(world, row, by).map((tuple) => [JSON.stringify(tuple), tuple]));
    for (const [name, tuple] of tuples) {
      const group = groups.get(name) ?? { tuple, shares: [] };
      group.shares.push({ row, keys: tuples.size });
      groups.set(name, group);
    }
  }
  return [...groups.values()];
}

/** Every combination of keys that a row has; a relation that two dimensions share is walked once for both. */
export function tuplesOf(world: World, row: Row, by: readonly Asked[]): Scalar[][] {
  let walks: Map<string, Row | null>[] = [new Map([['', row]])];
  const follow = (hops: readonly Hop[]): string => {
    let at = '';
    for (const hop of hops) {
      const next = `${at}.${hop.name}`;
      if (!walks[0]?.has(next)) {
        const from = at;
        walks = walks.flatMap((walk) => {
          const start = walk.get(from) ?? null;
          const found = start ? world.related(start, hop) : [];
          return (found.length > 0 ? found : [null]).map((other) => new Map(walk).set(next, other));
        });
      }
      at = next;
    }
    return at;
  };
  const ends = by.map(({ dimension }) =>
    dimension.paths.map(({ hops, field }) => ({
      field,
      at: follow(field.type === 'toMany' ? [...hops, field] : hops),
    })),
  );
  return walks.map((walk) =>
    ends.map((paths, index) => {
      for (const { field, at } of paths) {
        const key = keyOf(walk.get(at) ?? null, field, by[index] as Asked);
        if (key !== null) return key;
      }
      return null;
    }),
  );
}

function keyOf(
  row: Row | null,
  field: Dimension['paths'][number]['field'],
  { dimension, bucket, calendar }: Asked,
): Scalar {
  if (!row) return null;
  if (field.type === 'toMany') return row.id ?? null;
  if (field.type === 'toOne') return row[field.column] ?? null;
  if (dimension.leaf === 'date') {
    const at = (property: string) =>
      field.type === 'column' ? row[field.column] : row[field.columns[property] ?? ''];
    const [edtf, earliest, latest] = ['edtf', 'earliest', 'latest'].map((property) => at(property) ?? null);
    if (earliest === null || earliest === undefined) return null;
    const [from, to] = [earliest, latest].map((day) => bucketOf(String(day), bucket ?? 'DAY', calendar));
    const isWhole = bucket === 'WEEKDAY' ? earliest === latest : from?.value === to?.value;
    return isWhole && from ? from.value : `~${edtf}`;
  }
  if (field.type === 'column') return row[field.column] ?? null;
  return row[field.columns.currency ?? ''] ?? null;
}

interface Bucket {
  readonly value: string;
  readonly from: string | null;
  readonly to: string | null;
}

const HIJRI = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: 'UTC',
});

const shift = (day: string, days: number): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

const known = new Map<string, Bucket | null>();

/** The bucket that a day falls in; null for days that the calendar does not have. */
function bucketOf(day: string, unit: string, calendar: string): Bucket | null {
  const name = `${day} ${unit} ${calendar}`;
  let bucket = known.get(name);
  if (bucket === undefined) known.set(name, (bucket = findBucket(day, unit, calendar)));
  return bucket;
}

function findBucket(day: string, unit: string, calendar: string): Bucket | null {
  if (calendar === 'HIJRI' && (day < '1882-11-12' || day >= '2174-11-26')) return null;
  const name = nameOf(day, unit, calendar);
  if (unit === 'WEEKDAY') return { value: name, from: null, to: null };
  let [from, to] = [day, day];
  const isInside = (other: string) => nameOf(other, unit, calendar) === name;
  while (isInside(shift(from, -1))) from = shift(from, -1);
  while (isInside(shift(to, 1))) to = shift(to, 1);
  return { value: unit === 'WEEK_SUNDAY' || unit === 'WEEK_SATURDAY' ? `${from}/${to}` : name, from, to };
}

function nameOf(day: string, unit: string, calendar: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  let [year = '', month = '', number = ''] = day.split('-');
  if (calendar === 'HIJRI') {
    const parts = Object.fromEntries(HIJRI.formatToParts(date).map(({ type, value }) => [type, value]));
    [year, month, number] = [String(parts.year), String(parts.month), String(parts.day)];
  }
  const weekday = date.getUTCDay() || 7;
  switch (unit) {
    case 'YEAR':
      return year;
    case 'QUARTER':
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case 'MONTH':
      return `${year}-${month}`;
    case 'WEEKDAY':
      return String(weekday);
    case 'WEEK': {
      const thursday = new Date(`${shift(day, 4 - weekday)}T00:00:00Z`);
      const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
      const week = Math.floor((thursday.getTime() - first) / (7 * 86_400_000)) + 1;
      return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
    }
    case 'WEEK_SUNDAY':
      return shift(day, -(weekday % 7));
    case 'WEEK_SATURDAY':
      return shift(day, -((weekday + 1) % 7));
    default:
      return `${year}-${month}-${number}`;
  }
}

/** What a key is known by, and how well. */
export function keyParts(world: World, { dimension, bucket, calendar }: Asked, key: Scalar) {
  if (key === null) return { state: 'UNKNOWN', value: null, from: null, to: null, id: null };
  if (dimension.leaf === 'record') {
    const found = world.record(key);
    const value = found ? String(found.row[keyColumn(found.kind).column]) : null;
    return { state: 'KNOWN', value, from: null, to: null, id: String(key) };
  }
  if (dimension.leaf !== 'date')
    return { state: 'KNOWN', value: keyText(dimension, key), from: null, to: null, id: null };
  const text = String(key);
  if (text.startsWith('~'))
    return { state: 'IMPRECISE', value: text.slice(1), from: null, to: null, id: null };
  const found = bucket === 'WEEKDAY' ? null : bucketNamed(text, bucket ?? 'DAY', calendar);
  return { state: 'KNOWN', value: text, from: found?.from ?? null, to: found?.to ?? null, id: null };
}

const buckets = new Map<string, Bucket>();

/** Buckets are made of days; a name is led back to the bucket by the days that were seen. */
function bucketNamed(name: string, unit: string, calendar: string): Bucket | null {
  return buckets.get(`${name} ${unit} ${calendar}`) ?? null;
}

/** Makes the buckets of these days known by their names. */
export function knowBuckets(days: readonly string[]): void {
  for (const day of days) {
    for (const unit of ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'WEEK_SUNDAY', 'WEEK_SATURDAY', 'DAY']) {
      for (const calendar of unit.startsWith('WEEK') ? ['GREGORIAN'] : ['GREGORIAN', 'HIJRI']) {
        const bucket = bucketOf(day, unit, calendar);
        if (bucket) buckets.set(`${bucket.value} ${unit} ${calendar}`, bucket);
      }
    }
  }
}

function keyText(dimension: Dimension, key: Scalar): string {
  const isBoolean = dimension.paths.every(
    ({ field }) => field.type === 'column' && field.encoding === 'boolean',
  );
  return isBoolean ? (key === 1 ? 'true' : 'false') : String(key);
}

/** The words for a value of an enum, or what is printed for other keys. */
export function keyLabel(world: World, by: Asked, key: Scalar, langs: readonly string[]): string | null {
  if (key === null) return null;
  if (by.dimension.leaf === 'record') {
    const found = world.record(key);
    if (!found) return null;
    const naming = [...found.kind.fields.values()].find(
      (field) => field.type === 'value' && field.value === 'names' && !field.nullable,
    );
    const columns = naming?.type === 'value' ? naming.columns : {};
    const names = langs.map((lang) => found.row[columns[lang.toLowerCase()] ?? ''] ?? null);
    return String(names.find((name) => name !== null) ?? found.row.slug);
  }
  const [path] = by.dimension.paths;
  if (path?.field.type === 'column' && isEnum(path.field.output)) {
    const [lang = 'AR'] = langs;
    return path.field.output.values.find(({ name }) => name === key)?.label[lang as 'AR'] ?? null;
  }
  const { value } = keyParts(world, by, key);
  if (by.bucket !== 'WEEKDAY' || String(key).startsWith('~')) return value;
  return new Intl.DateTimeFormat(langs[0], { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, Number(key)),
  );
}

/** The groups in the order that was asked for; those that tie by their keys. */
export function orderedGroups(
  world: World,
  groups: readonly { readonly group: Group; readonly measured: Measured }[],
  by: readonly Asked[],
  orderBy: readonly Input[],
  dimensionOf: (of: string) => Asked,
) {
  const keyDescending = orderBy.find((term) => 'key' in term)?.key === 'DESC';
  const terms = orderBy.filter((term) => !('key' in term));
  const valuesOf = ({ group, measured }: (typeof groups)[number]): Scalar[] => [
    ...terms.map((term): Scalar => {
      let [[name, given] = ['', {} as Input]] = Object.entries<any>(term);
      let subject = measured;
      while (name === 'only') {
        subject = subject.only(given.where);
        [[name, given] = ['', {} as Input]] = Object.entries<any>(given.by);
      }
      const value = subject.value(name, given, dimensionOf);
      if (!Array.isArray(value)) return value as Scalar;
      // Text of so many digits sorts as the fraction does.
      const [n, d] = value as Fraction;
      return ((n * 10n ** 30n) / d).toString().padStart(60, '0');
    }),
    ...group.tuple.map((key, index): Scalar => {
      const asked = by[index] as Asked;
      if (asked.dimension.leaf === 'record') return keyParts(world, asked, key).value;
      return key;
    }),
    ...group.tuple,
  ];
  const isDescending = (term: Input): boolean => {
    const [[, given] = ['', {} as Input]] = Object.entries<any>(term);
    if (typeof given === 'string') return given === 'DESC';
    return given.by ? isDescending(given.by) : given.direction === 'DESC';
  };
  return sortBy(groups, valuesOf, [
    ...terms.map(isDescending),
    ...by.map(() => keyDescending),
    ...by.map(() => keyDescending),
  ]);
}
