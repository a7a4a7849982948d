import type { Lang } from '../domain/values/lang.js';
import type { Dialect } from './dialects/dialect.js';
import type { Bucket } from './plan.js';
import { join, literal, name, raw, sql, type Sql } from './sql.js';

/** The months of the Umm al-Qura calendar: first day, and name such as `1445-12`; null for what follows the last. */
const HIJRI_MONTHS = name('hijri_month');

/** The bucket that a day falls in, as text that sorts as time does; null for days that the calendar does not have. */
export function bucketOf(dialect: Dialect, { unit, calendar }: Bucket, day: Sql): Sql {
  if (calendar === 'HIJRI') return hijriBucketOf(dialect, unit, day);
  switch (unit) {
    case 'YEAR':
      return sql`substr(${day}, 1, 4)`;
    case 'QUARTER':
      return quarterOf(day);
    case 'MONTH':
      return sql`substr(${day}, 1, 7)`;
    case 'WEEK':
      return dialect.isoWeek(day);
    case 'WEEK_SUNDAY':
    case 'WEEK_SATURDAY': {
      const since = sql`((${dialect.weekday(day)} + ${raw(unit === 'WEEK_SUNDAY' ? '0' : '1')}) % 7)`;
      const first = dialect.shiftDay(day, sql`-${since}`);
      return sql`${first} || '/' || ${dialect.shiftDay(day, sql`(6 - ${since})`)}`;
    }
    case 'WEEKDAY':
      return sql`CAST(${dialect.weekday(day)} AS text)`;
    case 'DAY':
      return day;
  }
}

/** The first day of a bucket. */
export function bucketStart(dialect: Dialect, { unit, calendar }: Bucket, key: Sql): Sql {
  if (calendar === 'HIJRI') return firstDayOf(dialect, unit, key);
  switch (unit) {
    case 'YEAR':
      return sql`${key} || '-01-01'`;
    case 'QUARTER':
      return sql`substr(${key}, 1, 4) || substr('-01-01-04-01-07-01-10-01', (${quarterNumber(key)} - 1) * 6 + 1, 6)`;
    case 'MONTH':
      return sql`${key} || '-01'`;
    case 'WEEK':
      return dialect.mondayOf(key);
    case 'WEEK_SUNDAY':
    case 'WEEK_SATURDAY':
      return sql`substr(${key}, 1, 10)`;
    case 'WEEKDAY':
      return raw('NULL');
    case 'DAY':
      return key;
  }
}

/** The last day of a bucket. */
export function bucketEnd(dialect: Dialect, { unit, calendar }: Bucket, key: Sql): Sql {
  if (calendar === 'HIJRI') {
    return unit === 'DAY'
      ? firstDayOf(dialect, unit, key)
      : dialect.shiftDay(nextMonth(unit, key), raw('-1'));
  }
  switch (unit) {
    case 'YEAR':
      return sql`${key} || '-12-31'`;
    case 'QUARTER':
      return sql`substr(${key}, 1, 4) || substr('-03-31-06-30-09-30-12-31', (${quarterNumber(key)} - 1) * 6 + 1, 6)`;
    case 'MONTH':
      return dialect.lastDayOfMonth(sql`(${key} || '-01')`);
    case 'WEEK':
      return dialect.shiftDay(dialect.mondayOf(key), raw('6'));
    case 'WEEK_SUNDAY':
    case 'WEEK_SATURDAY':
      return sql`substr(${key}, 12, 10)`;
    case 'WEEKDAY':
      return raw('NULL');
    case 'DAY':
      return key;
  }
}

/** The words for a bucket that is not readable as it stands: the name of a weekday. */
export function bucketLabel({ unit }: Bucket, lang: Lang, key: Sql): Sql {
  if (unit !== 'WEEKDAY') return key;
  const words = new Intl.DateTimeFormat(lang, { weekday: 'long', timeZone: 'UTC' });
  // The first of January 2024 was a Monday.
  const names = [1, 2, 3, 4, 5, 6, 7].map(
    (day) => sql`WHEN '${raw(String(day))}' THEN ${literal(words.format(Date.UTC(2024, 0, day)))}`,
  );
  return sql`CASE ${key} ${join(names, ' ')} ELSE ${key} END`;
}

function hijriBucketOf(dialect: Dialect, unit: Bucket['unit'], day: Sql): Sql {
  const at = (column: string) =>
    sql`(SELECT ${name(column)} FROM ${HIJRI_MONTHS} WHERE ${name('first_day')} <= ${day} ORDER BY ${name('first_day')} DESC LIMIT 1)`;
  const month = at('month');
  switch (unit) {
    case 'YEAR':
      return sql`substr(${month}, 1, 4)`;
    case 'QUARTER':
      return quarterOf(month);
    case 'MONTH':
      return month;
    default: {
      const number = sql`100 + 1 + ${dialect.daysBetween(at('first_day'), day)}`;
      return sql`${month} || '-' || substr(CAST(${number} AS text), 2)`;
    }
  }
}

function firstDayOf(dialect: Dialect, unit: Bucket['unit'], key: Sql): Sql {
  const first = sql`(SELECT ${name('first_day')} FROM ${HIJRI_MONTHS} WHERE ${name('month')} = ${firstMonth(unit, key)})`;
  if (unit !== 'DAY') return first;
  return dialect.shiftDay(first, sql`(CAST(substr(${key}, 9, 2) AS integer) - 1)`);
}

function firstMonth(unit: Bucket['unit'], key: Sql): Sql {
  switch (unit) {
    case 'YEAR':
      return sql`${key} || '-01'`;
    case 'QUARTER':
      return sql`substr(${key}, 1, 4) || substr('-01-04-07-10', (${quarterNumber(key)} - 1) * 3 + 1, 3)`;
    default:
      return sql`substr(${key}, 1, 7)`;
  }
}

/** The first day of the month that follows a bucket of whole months. */
function nextMonth(unit: Bucket['unit'], key: Sql): Sql {
  const months = unit === 'YEAR' ? '12' : unit === 'QUARTER' ? '3' : '1';
  const first = sql`(SELECT ${name('first_day')} FROM ${HIJRI_MONTHS} WHERE ${name('month')} = ${firstMonth(unit, key)})`;
  return sql`(SELECT ${name('first_day')} FROM ${HIJRI_MONTHS} WHERE ${name('first_day')} > ${first} ORDER BY ${name('first_day')} LIMIT 1 OFFSET ${raw(String(Number(months) - 1))})`;
}

function quarterOf(date: Sql): Sql {
  return sql`substr(${date}, 1, 4) || '-Q' || CAST((CAST(substr(${date}, 6, 2) AS integer) + 2) / 3 AS text)`;
}

function quarterNumber(key: Sql): Sql {
  return sql`CAST(substr(${key}, 7) AS integer)`;
}
