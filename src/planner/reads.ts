import type { Dialect } from './dialects/dialect.js';
import type { KindModel } from '../model/model.js';
import { historyTableName, VALID_FROM, VALID_TO } from '../model/naming.js';
import { allOf, bind, join, name, raw, sql, type Sql } from './sql.js';

/**
 * What statements read: an answer can only become another when some of this does. Noted where the compiler names tables
 * and columns, so that nothing can be read unnoticed.
 */
export class Reads {
  private readonly tables = new Set<string>();
  private readonly columns = new Map<string, Set<string>>();

  /** Notes a table of which any column may be read. */
  whole(table: string): void {
    this.tables.add(table);
  }

  /** Notes that it matters which records of a kind there are. */
  rows({ table, naming }: KindModel): void {
    const columns = this.columnsOf(table);
    // What names a hidden field is no row to be seen.
    if (naming && naming.hidden.length > 0) for (const named of naming.columns) columns.add(named);
  }

  /** Notes that it matters what records of a kind have in a column. */
  column({ table }: KindModel, column: string): void {
    this.columnsOf(table).add(column);
  }

  /** The moments within a span at which any of it became another, each as a query. */
  moments(dialect: Dialect, isWithin: (moment: Sql) => Sql): Sql[] {
    const kinds = [...this.columns].filter(([table]) => !this.tables.has(table));
    return [
      ...[...this.tables].flatMap((table) => momentsOf(table, isWithin)),
      ...kinds.flatMap(([table, columns]) => momentsOfColumns(dialect, table, [...columns], isWithin)),
    ];
  }

  private columnsOf(table: string): Set<string> {
    const known = this.columns.get(table) ?? new Set<string>();
    this.columns.set(table, known);
    return known;
  }
}

/**
 * The statement that tells which change sets, after one moment and up to another, changed anything of what is read: a JSON
 * list of their ids and moments, in their order.
 */
export function compileTouching(reads: Reads, dialect: Dialect, after: string, upTo: string): Sql {
  const isWithin = (moment: Sql) => sql`${moment} > ${bind(after)} AND ${moment} <= ${bind(upTo)}`;
  const moments = reads.moments(dialect, isWithin);
  if (moments.length === 0) return sql`SELECT '[]' AS json`;
  const made = sql`c.${name('created_at')}`;
  const item = sql`'["' || c.${name('id')} || '","' || ${made} || '"]'`;
  const sets = sql`SELECT ${item} AS item FROM ${name('change_set')} c WHERE ${isWithin(made)} AND ${made} IN (${join(moments, ' UNION ALL ')}) ORDER BY c.${name('sequence')}`;
  return sql`SELECT '[' || coalesce(string_agg(item, ','), '') || ']' AS json FROM (${sets}) sets`;
}

/** The moments at which rows came or went. */
function momentsOf(table: string, isWithin: (moment: Sql) => Sql): Sql[] {
  return [VALID_FROM, VALID_TO].map((end) => {
    const moment = sql`v.${name(end)}`;
    return sql`SELECT ${moment} FROM ${name(historyTableName(table))} v WHERE ${isWithin(moment)}`;
  });
}

/** The moments at which records came, went, or got another value in one of the columns. */
function momentsOfColumns(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  isWithin: (moment: Sql) => Sql,
): Sql[] {
  const history = name(historyTableName(table));
  const later = (column: string) => sql`later.${name(column)}`;
  const earlier = (column: string) => sql`earlier.${name(column)}`;
  const follows = sql`${later('id')} = ${earlier('id')} AND ${later(VALID_FROM)} = ${earlier(VALID_TO)}`;
  const same = columns
    .filter((column) => column !== 'id')
    .map((column) => sql`${later(column)} IS NOT DISTINCT FROM ${earlier(column)}`);
  const unlike = (version: 'later' | 'earlier', end: string, conditions: readonly Sql[]): Sql => {
    const row = raw(version);
    const moment = sql`${row}.${name(end)}`;
    const other = raw(version === 'later' ? 'earlier' : 'later');
    const neighbour = sql`SELECT 1 FROM ${history} ${other} WHERE ${allOf([follows, ...conditions])}`;
    const point = dialect.stopPoint(row);
    return sql`SELECT ${moment} FROM ${history} ${row} WHERE ${allOf([
      isWithin(moment),
      sql`NOT EXISTS (${neighbour})`,
      ...(point ? [point] : []),
    ])}`;
  };
  return [unlike('later', VALID_FROM, same), unlike('earlier', VALID_TO, [])];
}
