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
  whole: (value) => sql`CAST(${value} AS bigint)`,
  isoWeek: (day) => sql`to_char(CAST(${day} AS date), 'IYYY"-W"IW')`,
  dayOfIsoWeek: (week, days) =>
    sql`to_char(to_date(${week}, 'IYYY"-W"IW') + ${raw(String(days))}, 'YYYY-MM-DD')`,
  lastDayOfMonth: (firstDay) =>
    sql`to_char(CAST(${firstDay} AS date) + interval '1 month' - interval '1 day', 'YYYY-MM-DD')`,
};
