import { keyColumn } from '../model/model.js';
import { as } from './compile-rule.js';
import { compileWhere } from './compile-where.js';
import type { RulePlan } from './finding-plan.js';
import type { GroupTest } from './finding-rule.js';
import type { Compilation, TableRow } from './row.js';
import { allOf, firstOf, join, raw, sql, type Sql } from './sql.js';

/** In which languages a name is compared: English and French stand in for each other where one is missing. */
const READINGS = [['ar'], ['en', 'fr'], ['fr', 'en']];

/** Where the records that a rule about groups found are kept while a statement runs. */
export interface FoundGroups {
  /** The tables' definitions, for WITH. */
  readonly tables: readonly Sql[];
  /** One row a group, by its first record: `key`, `id` and `part`. */
  readonly firsts: Sql;
  /** The records of the group that a row stands for, as `id`, `key` and `place`: those of the group before those that follow. */
  recordsOf(found: { readonly key: Sql; readonly part: Sql }): Sql;
}

/**
 * Finds the groups of a rule in one pass over the kind's records. A name is compared in each language; a group all of
 * whose records share a name that was compared before is not found again.
 */
export function compileGroups({ kind }: RulePlan, group: GroupTest, compilation: Compilation): FoundGroups {
  const members = compilation.alias();
  const followers = compilation.alias();
  const names = group.sharing.find((field) => field.type === 'value');
  const folds = names
    ? READINGS.map((langs) => langs.map((lang) => names.columns[`${lang}Fold`] ?? ''))
    : [[]];
  const parts = folds.map((fold, part) => compilePart(compilation, kind, group, fold, folds.slice(0, part)));
  const alikeNames = group.alike.map((_, index) => raw(`a${index}`));
  const together = (left: Sql, right: Sql): Sql =>
    allOf([
      ...alikeNames.map((alike) => sql`${left}.${alike} = ${right}.${alike}`),
      sql`${left}.place > ${right}.place`,
      sql`${left}.place < ${right}.place + ${right}.size`,
    ]);
  const conditions = [
    raw('m.size > 1 AND m.known = 0'),
    ...(group.some ? [raw('m.marked > 0')] : []),
    ...(group.disagreeing ? [raw('m.low > m.high')] : []),
  ];
  const tables = [
    ...(group.followed
      ? [sql`${followers} AS MATERIALIZED (${compileFollowers(compilation, kind, group)})`]
      : []),
    sql`${members} AS MATERIALIZED (SELECT * FROM (${join(parts, ' UNION ALL ')}) m WHERE ${allOf(conditions)})`,
  ];
  return {
    tables,
    firsts: sql`SELECT m.key, m.id, m.part FROM ${members} m WHERE ${allOf([
      raw('m.key = m.anchor'),
      // Once a group, not once a member.
      ...(group.followed
        ? [sql`EXISTS (SELECT 1 FROM ${followers} WHERE ${together(followers, raw('m'))})`]
        : []),
    ])}`,
    recordsOf: ({ key, part }) => {
      const own = sql`SELECT ${members}.id, ${members}.key, 0 AS place FROM ${members} WHERE ${members}.anchor = ${key} AND ${members}.part = ${part}`;
      if (!group.followed) return own;
      const first = sql`SELECT 1 FROM ${members} m WHERE m.key = ${key} AND m.anchor = ${key} AND ${together(followers, raw('m'))}`;
      return sql`${own} UNION ALL SELECT ${followers}.id, ${followers}.key, 1 AS place FROM ${followers} WHERE EXISTS (${first})`;
    },
  };
}

/** The records that share a name in a language, and whatever else they are asked to share. */
function compilePart(
  compilation: Compilation,
  kind: RulePlan['kind'],
  group: GroupTest,
  fold: readonly string[],
  earlier: readonly (readonly string[])[],
): Sql {
  const row = compilation.row(kind);
  const shared = group.sharing.map((field) => {
    if (field.type === 'value') return folded(row, fold);
    return row.column(field.column);
  });
  const alike = group.alike.map((field) => text(row.column(field.column)));
  // All of them share the name in an earlier language as well: then they have been found by it.
  const known = earlier.map((columns) => {
    const value = folded(row, columns);
    return sql`WHEN count(${value}) OVER w = count(*) OVER w AND min(${value}) OVER w = max(${value}) OVER w THEN 1`;
  });
  const { low = '', high = '' } = group.disagreeing?.columns ?? {};
  const columns = [
    as(row.column('id'), 'id'),
    as(row.column(keyColumn(kind).column), 'key'),
    as(raw(String(earlier.length)), 'part'),
    as(sql`min(${row.column(keyColumn(kind).column)}) OVER w`, 'anchor'),
    as(raw('count(*) OVER w'), 'size'),
    as(known.length > 0 ? sql`CASE ${join(known, ' ')} ELSE 0 END` : raw('0'), 'known'),
    ...(group.some
      ? [
          as(
            sql`sum(CASE WHEN ${compileWhere(compilation, group.some, row)} THEN 1 ELSE 0 END) OVER w`,
            'marked',
          ),
        ]
      : []),
    ...(group.disagreeing
      ? [as(sql`max(${row.column(low)}) OVER w`, 'low'), as(sql`min(${row.column(high)}) OVER w`, 'high')]
      : []),
    ...(group.followed
      ? [
          as(row.column(group.followed.place.column), 'place'),
          ...alike.map((value, index) => as(value, `a${index}`)),
        ]
      : []),
  ];
  const conditions = [
    ...compilation.stopPoints(row),
    ...shared.map((value) => sql`${value} IS NOT NULL`),
    ...(group.where ? [compileWhere(compilation, group.where, row)] : []),
  ];
  return sql`SELECT ${join(columns, ', ')} FROM ${row.from()} WHERE ${allOf(conditions)} WINDOW w AS (PARTITION BY ${join([...shared, ...alike], ', ')})`;
}

/** The records that must not come too soon after a group. */
function compileFollowers(compilation: Compilation, kind: RulePlan['kind'], group: GroupTest): Sql {
  const row = compilation.row(kind);
  if (!group.followed) return sql``;
  const { place, by } = group.followed;
  const columns = [
    as(row.column('id'), 'id'),
    as(row.column(keyColumn(kind).column), 'key'),
    as(row.column(place.column), 'place'),
    ...group.alike.map((field, index) => as(text(row.column(field.column)), `a${index}`)),
  ];
  const conditions = [...compilation.stopPoints(row), compileWhere(compilation, by, row)];
  return sql`SELECT ${join(columns, ', ')} FROM ${row.from()} WHERE ${allOf(conditions)}`;
}

/** The first fold that there is; a name of signs only has none, and is not the same as others. */
function folded(row: TableRow, columns: readonly string[]): Sql {
  return firstOf(columns.map((column) => sql`nullif(${row.column(column)}, '')`));
}

/** A value as text, empty where it is not stated, so that records which do not state it are alike. */
function text(value: Sql): Sql {
  return sql`coalesce(CAST(${value} AS text), '')`;
}
