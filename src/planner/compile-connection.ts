import { compileAggregate, compileGroups } from './compile-groups.js';
import {
  cursorOf,
  objectOf,
  pageInfo,
  pageList,
  pageTable,
  type PagedRows,
  type Term,
} from './compile-page.js';
import { compileObject } from './compile-record.js';
import { compileWhere } from './compile-where.js';
import { compileRelated } from './compile-related.js';
import type { ConnectionEntry, ConnectionPlan, OrderTerm, Predicate } from './plan.js';
import { DerivedRow, type Compilation, type TableRow } from './row.js';
import { allOf, bind, concat, firstOf, join, name, sql, valueOf, type Sql } from './sql.js';

/** Which rows of the kind belong to the connection, before its own filter: those of a relation, of a group, or all. */
export type Scope = (row: TableRow) => readonly Sql[];

/** The JSON text of a connection. */
export function compileConnection(compilation: Compilation, plan: ConnectionPlan, scope: Scope): Sql {
  const { kind, where } = plan;
  const found = (row: TableRow): Sql[] => [
    ...scope(row),
    ...(where ? [compileWhere(compilation, where, row)] : []),
  ];
  const shared = where && isLaborious(where) && passesOver(plan) > 1 ? compilation.alias() : null;
  const members = (row: TableRow): Sql[] =>
    shared ? [sql`${row.column('id')} IN (SELECT ${name('id')} FROM ${shared})`] : found(row);
  const rows = (): PagedRows => {
    const row = compilation.row(kind);
    return {
      row,
      conditions: [...members(row), ...compilation.stopPoints(row)],
      terms: plan.order.map((term) => compileTerm(compilation, term, row)),
    };
  };
  const page = new DerivedRow(compilation);
  const needs = {
    position: plan.page.backward || plan.entries.some(({ value }) => value.type === 'pageInfo'),
    cursors: plan.entries.some(
      ({ value }) => value.type === 'edges' && value.entries.some((entry) => entry.value.type === 'cursor'),
    ),
  };
  const compileMember = ({ value }: ConnectionEntry): (string | Sql)[] => {
    switch (value.type) {
      case 'literal':
        return [value.json];
      case 'nodes':
        return pageList(plan.page, page, needs, compileObject(compilation, value.object, page));
      case 'edges': {
        const edge = value.entries.map((entry): [string, (string | Sql)[]] => {
          if (entry.value.type === 'literal') return [entry.key, [entry.value.json]];
          if (entry.value.type === 'node')
            return [entry.key, [compileObject(compilation, entry.value.object, page)]];
          return [entry.key, ['"', cursorOf(compilation, plan.page, page, rows().terms), '"']];
        });
        return pageList(plan.page, page, needs, concat(objectOf(edge)));
      }
      case 'pageInfo':
        return pageInfo(compilation, plan.page, page, rows, value.entries);
      case 'totalCount': {
        if (shared) return [compilation.dialect.jsonNumber(sql`(SELECT count(*) FROM ${shared})`)];
        const row = compilation.row(kind);
        const conditions = members(row);
        // All rows are counted without a look at any: a condition would only make that slow.
        if (conditions.length > 0 || compilation.readsHistory)
          conditions.push(...compilation.stopPoints(row));
        return [compilation.dialect.jsonNumber(countOf(row, conditions))];
      }
      case 'groups':
        return [compileGroups(compilation, kind, value.groups, members)];
      case 'aggregate':
        return [compileAggregate(compilation, kind, value.entries, members)];
    }
  };
  const json = concat(objectOf(plan.entries.map((entry) => [entry.key, compileMember(entry)])));
  const paged = plan.entries.some(({ value }) => ['nodes', 'edges', 'pageInfo'].includes(value.type));
  const answer = paged ? sql`SELECT ${json} FROM ${pageTable(rows(), plan.page, page, needs)}` : null;
  if (!shared) return answer ? valueOf(answer) : json;
  const row = compilation.row(kind);
  const ids = sql`SELECT ${row.column('id')} AS ${name('id')} FROM ${row.from()} WHERE ${allOf([...found(row), ...compilation.stopPoints(row)])}`;
  return valueOf(sql`WITH ${shared} AS MATERIALIZED (${ids}) ${answer ?? sql`SELECT ${json}`}`);
}

/**
 * True when a filter looks at other records, or into texts: to fulfil it once and remember is then better than to do it
 * again, since no index answers it at once.
 */
function isLaborious(where: Predicate): boolean {
  switch (where.type) {
    case 'and':
    case 'or':
      return where.items.some(isLaborious);
    case 'not':
      return isLaborious(where.item);
    default:
      return ['toOne', 'some', 'none', 'every', 'count', 'text'].includes(where.type);
  }
}

/** How many times a connection goes over its members. */
function passesOver({ entries }: ConnectionPlan): number {
  const types = new Set(entries.map(({ value }) => (value.type === 'nodes' ? 'edges' : value.type)));
  types.delete('literal');
  return types.size;
}

function countOf(row: PagedRows['row'], conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? sql`(SELECT count(*) FROM ${row.from()})`
    : sql`(SELECT count(*) FROM ${row.from()} WHERE ${join(conditions, ' AND ')})`;
}

function compileTerm(
  compilation: Compilation,
  { hops, by, descending, nullable }: OrderTerm,
  start: TableRow,
): Term {
  const row = start.follow(hops);
  const term = (value: Sql, encoding: Term['encoding']): Term => ({ value, descending, nullable, encoding });
  switch (by.type) {
    case 'column':
      return by.encoding === 'boolean'
        ? term(compilation.dialect.bit(row.column(by.column)), 'integer')
        : term(row.column(by.column), by.encoding);
    case 'localised':
      return term(firstOf(by.columns.map((column) => row.column(column))), 'text');
    case 'money': {
      const { amount = '', currency = '' } = by.field.columns;
      return term(
        sql`CASE WHEN ${row.column(currency)} = ${bind(by.currency)} THEN ${row.column(amount)} END`,
        'integer',
      );
    }
    case 'related': {
      const related = compileRelated(compilation, by, row);
      // Where a relation on the way leads nowhere, there is nothing whose records could be counted.
      const value =
        hops.length > 0 ? sql`CASE WHEN ${row.column('id')} IS NOT NULL THEN ${related} END` : related;
      return term(value, by.measure.type === 'dates' ? 'token' : 'integer');
    }
  }
}
