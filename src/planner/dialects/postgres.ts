import { bind, raw, sql } from '../sql.js';
import type { Dialect } from './dialect.js';

/** PostgreSQL 15 or later. */
export const postgres: Dialect = {
  name: 'postgres',
  placeholder: (index) => `$${index}`,
  bound: (value) => value,
  jsonString: (text) => sql`to_json(CAST(${text} AS text))::text`,
  jsonBoolean: (value) => sql`CASE WHEN ${value} THEN 'true' ELSE 'false' END`,
  bit: (value) => sql`CAST(${value} AS integer)`,
  jsonNumber: (value) => sql`CAST(${value} AS text)`,
  hex: (text) => sql`encode(convert_to(${text}, 'UTF8'), 'hex')`,
  contains: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  isOneOf: (operand, values) =>
    sql`${operand} = ANY(CAST(${bind(values)} AS ${raw(typeof values[0] === 'number' ? 'bigint[]' : 'text[]')}))`,
  stopPoint: () => null,
  rowColumns: raw('*'),
  gate: (other, condition) => ({ from: sql``, where: sql`(SELECT ${condition} FROM ${other})` }),
  // PostgreSQL makes no join of what has an OFFSET.
  lookUp: raw(' OFFSET 0'),
  whole: (value) => sql`CAST(${value} AS bigint)`,
  isoWeek: (day) => sql`to_char(CAST(${day} AS date), 'IYYY"-W"IW')`,
  mondayOf: (week) => sql`to_char(to_date(${week}, 'IYYY"-W"IW'), 'YYYY-MM-DD')`,
  weekday: (day) => sql`CAST(extract(isodow FROM CAST(${day} AS date)) AS integer)`,
  shiftDay: (day, days) =>
    // Nulls are ignored by `least` and `greatest`.
    sql`CASE WHEN ${day} IS NOT NULL THEN to_char(greatest(date '0001-01-01', least(date '9999-12-31', CAST(${day} AS date) + ${days})), 'YYYY-MM-DD') END`,
  daysBetween: (from, to) => sql`(CAST(${to} AS date) - CAST(${from} AS date))`,
  lastDayOfMonth: (firstDay) =>
    sql`to_char(CAST(${firstDay} AS date) + interval '1 month' - interval '1 day', 'YYYY-MM-DD')`,
};
