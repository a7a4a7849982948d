import type { Encoding } from '../model/model.js';
import type { CursorValues, PageInfoEntry, PagePlan } from './plan.js';
import type { Compilation, DerivedRow, Row } from './row.js';
import { allOf, bind, concat, join, name, raw, sql, type Sql } from './sql.js';

/** One term of an order over the rows to be paged. */
export interface Term {
  readonly value: Sql;
  readonly descending: boolean;
  readonly nullable: boolean;
  readonly encoding: Encoding;
}

/** Rows to be paged. */
export interface PagedRows {
  readonly row: Row & { from(): Sql };
  readonly conditions: readonly Sql[];
  readonly terms: readonly Term[];
}

/** What the page's rows must carry beside their own columns. */
export interface PageNeeds {
  /** Their number in the page, and the number of rows: to tell the first, the last, and whether there are more. */
  readonly position: boolean;
  /** The values of the order's terms: to make cursors. */
  readonly cursors: boolean;
}

/** The page as a derived table that selects the columns that were used of `page`. */
export function pageTable(
  { row, conditions, terms }: PagedRows,
  plan: PagePlan,
  page: DerivedRow,
  needs: PageNeeds,
): Sql {
  const columns = [
    ...[...page.used].map((column) => sql`${row.column(column)} AS ${name(column)}`),
    ...(needs.position || needs.cursors
      ? terms.map((term, index) => sql`${term.value} AS ${termName(index)}`)
      : []),
  ];
  const bounds = [
    ...(plan.after ? [beyond(terms, plan.after, false)] : []),
    ...(plan.before ? [beyond(terms, plan.before, true)] : []),
  ];
  const order = terms.map((term) => sql`${term.value}${direction(term, plan.backward)}`);
  const limit = raw(String(needs.position ? plan.count + 1 : plan.count));
  const rows = sql`SELECT ${columns.length > 0 ? join(columns, ', ') : raw('1 AS one')} FROM ${row.from()} WHERE ${allOf([...conditions, ...bounds])} ORDER BY ${join(order, ', ')} LIMIT ${limit}`;
  if (!needs.position) return sql`(${rows}) ${page.alias}`;
  const again = terms.map(
    (term, index) => sql`page_rows.${termName(index)}${direction(term, plan.backward)}`,
  );
  return sql`(SELECT page_rows.*, row_number() OVER (ORDER BY ${join(again, ', ')}) AS page_position, count(*) OVER () AS page_size FROM (${rows}) page_rows) ${page.alias}`;
}

/** A JSON list of what is made of each row of a page. */
export function pageList(plan: PagePlan, page: DerivedRow, needs: PageNeeds, item: Sql): (string | Sql)[] {
  if (!needs.position) return ['[', sql`coalesce(string_agg(${item}, ','), '')`, ']'];
  const position = sql`${page.alias}.page_position`;
  const kept = sql`CASE WHEN ${position} <= ${raw(String(plan.count))} THEN ${item} END`;
  const order = sql`${position} ${raw(plan.backward ? 'DESC' : 'ASC')}`;
  return ['[', sql`coalesce(string_agg(${kept}, ',' ORDER BY ${order}), '')`, ']'];
}

/** The cursor of a row of a page. */
export function cursorOf(
  { dialect }: Compilation,
  plan: PagePlan,
  page: DerivedRow,
  terms: readonly Term[],
): Sql {
  const values = terms.flatMap(({ encoding }, index): (string | Sql)[] => {
    const value = sql`${page.alias}.${termName(index)}`;
    const json = isText(encoding) ? dialect.jsonString(value) : dialect.jsonNumber(value);
    return [',', sql`coalesce(${json}, 'null')`];
  });
  return dialect.hex(concat([`["${plan.signature}"`, ...values, ']']));
}

/** The members of a `pageInfo`; `rows` makes the rows anew, to look beyond the page's other end. */
export function pageInfo(
  compilation: Compilation,
  plan: PagePlan,
  page: DerivedRow,
  rows: () => PagedRows,
  entries: readonly PageInfoEntry[],
): (string | Sql)[] {
  const { terms } = rows();
  const size = sql`${page.alias}.page_size`;
  const position = sql`${page.alias}.page_position`;
  const count = raw(String(plan.count));
  const more = sql`CASE WHEN coalesce(max(${size}), 0) > ${count} THEN 'true' ELSE 'false' END`;
  const other = plan.backward ? plan.before : plan.after;
  const less = other ? existsOnOrBeyond(rows(), other, !plan.backward) : raw(`'false'`);
  const nearest = raw('1');
  const farthest = sql`CASE WHEN ${size} < ${count} THEN ${size} ELSE ${count} END`;
  const cursorAt = (at: Sql) =>
    sql`coalesce(max(CASE WHEN ${position} = ${at} AND ${position} <= ${count} THEN '"' || ${cursorOf(compilation, plan, page, terms)} || '"' END), 'null')`;
  const member = (entry: PageInfoEntry): Sql | string => {
    switch (entry.name) {
      case 'hasNextPage':
        return plan.backward ? less : more;
      case 'hasPreviousPage':
        return plan.backward ? more : less;
      case 'startCursor':
        return cursorAt(plan.backward ? farthest : nearest);
      case 'endCursor':
        return cursorAt(plan.backward ? nearest : farthest);
      default:
        return entry.name.json;
    }
  };
  return objectOf(entries.map((entry) => [entry.key, [member(entry)]]));
}

/** The pieces of a JSON object, from its keys and the pieces of its members. */
export function objectOf(
  members: readonly (readonly [key: string, value: readonly (string | Sql)[]])[],
): (string | Sql)[] {
  return [
    '{',
    ...members.flatMap(([key, value], index) => [`${index === 0 ? '' : ','}"${key}":`, ...value]),
    '}',
  ];
}

/** True when a row lies on the far side of a cursor, or is the cursor's own. */
function existsOnOrBeyond(
  { row, conditions, terms }: PagedRows,
  values: CursorValues,
  reversed: boolean,
): Sql {
  const same = terms.map((term, index) => equals(term, values[index] ?? null));
  const found = sql`(${beyond(terms, values, reversed)} OR (${allOf(same)}))`;
  return sql`CASE WHEN EXISTS (SELECT 1 FROM ${row.from()} WHERE ${allOf([...conditions, found])}) THEN 'true' ELSE 'false' END`;
}

/**
 * The condition that a row comes after the values of a cursor, or before them when reversed. Nulls come last, so that
 * no row is lost however many of the values are null.
 */
function beyond(terms: readonly Term[], values: CursorValues, reversed: boolean): Sql {
  const branches = terms.flatMap((term, index) => {
    const further = follows(term, values[index] ?? null, reversed);
    if (!further) return [];
    const same = terms.slice(0, index).map((earlier, position) => equals(earlier, values[position] ?? null));
    return [sql`(${join([...same, further], ' AND ')})`];
  });
  return branches.length === 0 ? raw('1 = 0') : sql`(${join(branches, ' OR ')})`;
}

function equals({ value }: Term, given: string | number | null): Sql {
  return given === null ? sql`${value} IS NULL` : sql`${value} = ${bind(given)}`;
}

function follows(term: Term, given: string | number | null, reversed: boolean): Sql | null {
  if (given === null) return reversed ? sql`${term.value} IS NOT NULL` : null;
  const operator = raw(term.descending !== reversed ? '<' : '>');
  const further = sql`${term.value} ${operator} ${bind(given)}`;
  return term.nullable && !reversed ? sql`(${further} OR ${term.value} IS NULL)` : further;
}

/** The two databases disagree on where nulls go, so it is said; but not for columns without, or no index would serve. */
function direction({ descending, nullable }: Term, reversed: boolean): Sql {
  const way = descending !== reversed ? ' DESC' : ' ASC';
  return raw(nullable ? `${way} NULLS ${reversed ? 'FIRST' : 'LAST'}` : way);
}

function termName(index: number): Sql {
  return raw(`page_term_${index}`);
}

function isText(encoding: Encoding): boolean {
  return encoding === 'text' || encoding === 'token';
}
