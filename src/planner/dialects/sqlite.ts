import { bind, raw, sql } from '../sql.js';
import type { Dialect } from './dialect.js';

/** SQLite 3.44 or later (`string_agg`, `IS NOT DISTINCT FROM`). */
export const sqlite: Dialect = {
  name: 'sqlite',
  placeholder: () => '?',
  bound: (value) => {
    if (Array.isArray(value)) return JSON.stringify(value);
    return typeof value === 'boolean' ? Number(value) : value;
  },
  jsonString: (text) => sql`json_quote(${text})`,
  jsonBoolean: (value) => sql`CASE WHEN ${value} THEN 'true' ELSE 'false' END`,
  bit: (value) => value,
  jsonNumber: (value) => sql`CAST(${value} AS text)`,
  hex: (text) => sql`lower(hex(${text}))`,
  contains: (text, part) => sql`instr(${text}, ${part}) > 0`,
  isOneOf: (operand, values) => sql`${operand} IN (SELECT value FROM json_each(${bind(values)}))`,
  // Called for each row, a function of the reader would cost as much as the row itself: one in 256 does.
  stopPoint: (alias) => sql`(${alias}.rowid & 255 OR sijill_continues())`,
  // What a stop point looks at is no column that * stands for.
  rowColumns: raw('rowid, *'),
  gate: (other, condition) => ({ from: sql`${other} CROSS JOIN `, where: condition }),
  lookUp: null,
  whole: (value) => value,
  isoWeek: (day) => sql`strftime('%G-W%V', ${day})`,
  mondayOf: (week) =>
    // The 4th of January is always in week 1; `weekday 1` moves forward to a Monday, hence the 7 days back.
    sql`date(substr(${week}, 1, 4) || '-01-04', '+1 day', 'weekday 1', '-7 days', '+' || ((CAST(substr(${week}, 7) AS integer) - 1) * 7) || ' days')`,
  weekday: (day) => sql`CAST(strftime('%u', ${day}) AS integer)`,
  shiftDay: (day, days) =>
    // Beyond the year 9999 there is no date, which must not be taken for an unknown one.
    sql`CASE WHEN ${day} IS NOT NULL THEN max('0001-01-01', coalesce(date(${day}, ${days} || ' days'), '9999-12-31')) END`,
  daysBetween: (from, to) => sql`CAST(julianday(${to}) - julianday(${from}) AS integer)`,
  lastDayOfMonth: (firstDay) => sql`date(${firstDay}, '+1 month', '-1 day')`,
};
