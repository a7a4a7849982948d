import type { KindModel } from '../model/model.js';
import { compileConnection, type Scope } from './compile-connection.js';
import { compileDimension, compileKey, compileKeyValue, IMPRECISE } from './compile-key.js';
import { Measures } from './compile-measures.js';
import { objectOf, pageInfo, pageList, pageTable, type PagedRows, type Term } from './compile-page.js';
import { keyType } from './groups-plan.js';
import type { DimensionPlan, GroupEntry, GroupsEntry, GroupsPlan, HavingTerm, MeasureEntry } from './plan.js';
import { DerivedRow, type Compilation } from './row.js';
import { allOf, bind, concat, raw, sql, type Sql } from './sql.js';

/** The JSON text of the groups of a connection's members. */
export function compileGroups(
  compilation: Compilation,
  kind: KindModel,
  plan: GroupsPlan,
  members: Scope,
): Sql {
  const measures = new Measures(compilation);
  const page = new DerivedRow(compilation);
  const groups = compilation.alias();
  const base = compilation.alias();
  const needs = {
    position: plan.page.backward || plan.entries.some(({ value }) => value.type === 'pageInfo'),
    cursors: false,
  };
  const rows = (): PagedRows => {
    const alias = compilation.alias();
    const row = {
      column: (column: string) => sql`${alias}.${raw(column)}`,
      from: () => sql`${groups} ${alias}`,
    };
    return {
      row,
      conditions: plan.having.map((term) => compileHaving(measures, term, row)),
      terms: compileOrder(compilation, measures, plan, row),
    };
  };
  const compileNode = (entries: readonly GroupEntry[]): Sql =>
    concat(
      objectOf(
        entries.map(({ key, value }) => {
          if (value.type === 'keys') {
            const keys = value.keys.map((entry, index) =>
              compileKey(compilation, plan.by[index], entry, page.column(`k${index}`)),
            );
            return [key, ['[', ...keys.flatMap((json, index) => (index === 0 ? [json] : [',', json])), ']']];
          }
          if (value.type === 'members') {
            const scope: Scope = (row) => [
              ...members(row),
              ...plan.by.map(
                (by, index) =>
                  sql`${compileDimension(compilation, by, row)} IS NOT DISTINCT FROM ${page.column(`k${index}`)}`,
              ),
            ];
            return [key, [compileConnection(compilation, value.connection, scope)]];
          }
          return [key, measures.json(value, page)];
        }),
      ),
    );
  const compileMember = ({ value }: GroupsEntry): (string | Sql)[] => {
    switch (value.type) {
      case 'literal':
        return [value.json];
      case 'nodes':
        return pageList(plan.page, page, needs, compileNode(value.entries));
      case 'pageInfo':
        return pageInfo(compilation, plan.page, page, rows, value.entries);
      case 'totalCount': {
        const { row, conditions } = rows();
        return [
          compilation.dialect.jsonNumber(
            sql`(SELECT count(*) FROM ${row.from()} WHERE ${allOf(conditions)})`,
          ),
        ];
      }
      case 'coverage':
        return compileCoverage(compilation, plan.by, value.entries, groups);
    }
  };
  const json = concat(objectOf(plan.entries.map((entry) => [entry.key, compileMember(entry)])));
  const paged = plan.entries.some(({ value }) => value.type === 'nodes' || value.type === 'pageInfo');
  const answer = paged
    ? sql`SELECT ${json} FROM ${pageTable(rows(), plan.page, page, needs)}`
    : sql`SELECT ${json}`;
  const row = compilation.row(kind);
  const keys = plan.by.map((by) => compileDimension(compilation, by, row));
  return sql`(WITH ${measures.with(base, groups, row, members, keys)} ${answer})`;
}

/** The JSON text of the measures of a connection's members, as one group. */
export function compileAggregate(
  compilation: Compilation,
  kind: KindModel,
  entries: readonly MeasureEntry[],
  members: Scope,
): Sql {
  const measures = new Measures(compilation);
  const group = new DerivedRow(compilation);
  const groups = compilation.alias();
  const json = concat(objectOf(entries.map(({ key, value }) => [key, measures.json(value, group)])));
  const row = compilation.row(kind);
  return sql`(WITH ${measures.with(compilation.alias(), groups, row, members, [])} SELECT ${json} FROM ${groups} ${group.alias})`;
}

function compileOrder(
  compilation: Compilation,
  measures: Measures,
  plan: GroupsPlan,
  row: PagedRows['row'],
): Term[] {
  const keyDescending = plan.order.find(({ measure }) => measure.type === 'key')?.descending ?? false;
  const keys = plan.by.map((by, index): Term => ({
    value: compileKeyValue(compilation, by, row.column(`k${index}`)),
    descending: keyDescending,
    nullable: true,
    encoding: keyType(by.dimension) === 'number' ? 'integer' : 'text',
  }));
  const terms = plan.order.flatMap(({ measure, descending }): Term[] =>
    measure.type === 'key'
      ? []
      : [
          {
            value: measures.value(measure, row),
            descending,
            nullable: measure.type !== 'count',
            encoding: 'integer',
          },
        ],
  );
  return [...terms, ...keys];
}

function compileHaving(
  measures: Measures,
  { measure, operator, value }: HavingTerm,
  row: PagedRows['row'],
): Sql {
  return sql`${measures.value(measure, row)} ${raw(operator)} ${bind(value)}`;
}

function compileCoverage(
  { dialect }: Compilation,
  by: readonly DimensionPlan[],
  entries: Extract<GroupsEntry['value'], { type: 'coverage' }>['entries'],
  groups: Sql,
): (string | Sql)[] {
  const total = (condition: Sql) =>
    dialect.jsonNumber(dialect.whole(sql`(SELECT coalesce(sum(n), 0) FROM ${groups} WHERE ${condition})`));
  return [
    '[',
    ...by.flatMap(({ dimension }, index): (string | Sql)[] => {
      const key = raw(`k${index}`);
      const imprecise =
        dimension.leaf === 'fuzzyDate' ? sql`substr(${key}, 1, 1) = '${raw(IMPRECISE)}'` : raw('1 = 0');
      const members = entries.map(({ key: responseKey, name }): [string, (string | Sql)[]] => {
        switch (name) {
          case 'dimension':
            return [responseKey, [JSON.stringify(dimension.name)]];
          case 'known':
            return [responseKey, [total(sql`${key} IS NOT NULL AND NOT (${imprecise})`)]];
          case 'unknown':
            return [responseKey, [total(sql`${key} IS NULL`)]];
          case 'imprecise':
            return [responseKey, [total(imprecise)]];
          default:
            return [responseKey, [name.json]];
        }
      });
      return [index === 0 ? '' : ',', ...objectOf(members)];
    }),
    ']',
  ];
}
