import type { BoundValue, Sql } from '../sql.js';

/** Everything that differs between the databases, as far as the planner is concerned. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** The placeholder of the n-th parameter, from 1. */
  placeholder(index: number): string;
  /** A bound value in the form that the driver takes. */
  bound(value: BoundValue): unknown;
  /** Text, escaped as a JSON string; the argument is never null. */
  jsonString(text: Sql): Sql;
  /** A boolean as `true` or `false`; the argument is never null. */
  jsonBoolean(value: Sql): Sql;
  /** A boolean as 0 or 1, so that it sorts and compares the same everywhere. */
  bit(value: Sql): Sql;
  /** A number as JSON text; the argument is never null. */
  jsonNumber(value: Sql): Sql;
  /** Text as lower-case hexadecimal digits of its UTF-8. */
  hex(text: Sql): Sql;
  /** True when the text has the other text in it. */
  contains(text: Sql, part: Sql): Sql;
  /** True when the operand is one of the bound values. */
  isOneOf(operand: Sql, values: readonly string[] | readonly number[]): Sql;
  /**
   * A condition on a row of a table, always true, in which a running statement asks now and then whether it is still
   * wanted; null where the database can be told to stop in another way.
   */
  stopPoint(alias: Sql): Sql | null;
  /** What a SELECT of a table selects so that its rows are all that those of the table are. */
  readonly rowColumns: Sql;
  /**
   * Lets the rows of a table that is named next be looked at only if a condition holds on the one row of another: what
   * stands before the table in FROM, and what in WHERE. Each database skips a table in a way of its own.
   */
  gate(other: Sql, condition: Sql): { readonly from: Sql; readonly where: Sql };
  /**
   * What ends a sub-query in EXISTS so that it is looked up for each row of the table that leads; null where EXISTS never
   * becomes a join in which another table may lead.
   */
  readonly lookUp: Sql | null;
  /** A whole number, where adding up may have made something else of it. */
  whole(value: Sql): Sql;
  /** The ISO week of a day, as `2024-W23`. */
  isoWeek(day: Sql): Sql;
  /** The Monday of an ISO week such as `2024-W23`. */
  mondayOf(week: Sql): Sql;
  /** The number of a day in its week, from 1 for Monday. */
  weekday(day: Sql): Sql;
  /** The day that lies a number of days after a day, within the years 0001 to 9999. */
  shiftDay(day: Sql, days: Sql): Sql;
  /** How many days lie between two days. */
  daysBetween(from: Sql, to: Sql): Sql;
  /** The last day of the month that starts on a day. */
  lastDayOfMonth(firstDay: Sql): Sql;
}
