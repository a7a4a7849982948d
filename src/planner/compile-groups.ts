import type { KindModel } from '../model/model.js';
import { Cells } from './cells.js';
import { compileConnection, type Scope } from './compile-connection.js';
import { compileDimension, compileKey, compileKeyValue, isImprecise, kindOfKeys } from './compile-key.js';
import { Measures } from './compile-measures.js';
import { objectOf, pageInfo, pageList, pageTable, type PagedRows, type Term } from './compile-page.js';
import { isOfSeveralKinds, keyType, measureType } from './groups-plan.js';
import type { DimensionPlan, GroupEntry, GroupsEntry, GroupsPlan, MeasureEntry } from './plan.js';
import { DerivedRow, type Compilation } from './row.js';
import { allOf, concat, join, raw, sql, type Sql } from './sql.js';

/** The JSON text of the groups of a connection's members. */
export function compileGroups(
  compilation: Compilation,
  kind: KindModel,
  plan: GroupsPlan,
  members: Scope,
): Sql {
  const cells = new Cells(compilation, {
    kind,
    members,
    by: plan.by,
    fractional: plan.counting === 'FRACTIONAL',
  });
  const measures = new Measures(compilation, cells);
  const page = new DerivedRow(compilation);
  const needs = {
    position: plan.page.backward || plan.entries.some(({ value }) => value.type === 'pageInfo'),
    cursors: false,
  };
  const rows = (): PagedRows => {
    const alias = compilation.alias();
    const column = (name: string) => sql`${alias}.${raw(name)}`;
    // The record that a key is is looked up once, for the order and for all that is told of it.
    const records = plan.by.map((by) => {
      const kind = kindOfKeys(compilation, by);
      return kind && compilation.row(kind);
    });
    const joins = records.flatMap((record, index) =>
      record ? [sql` LEFT JOIN ${record.from()} ON ${record.column('id')} = ${column(`k${index}`)}`] : [],
    );
    // The same text where groups are ordered and where they are told: it is then worked out once.
    const values = new Map(
      plan.by.map((by, index) => [
        valueName(index),
        compileKeyValue(compilation, by, column(`k${index}`), records[index]),
      ]),
    );
    const row = {
      column: (name: string) => {
        const [, index, own] = RECORD_COLUMN.exec(name) ?? [];
        return values.get(name) ?? records[Number(index)]?.column(own ?? '') ?? column(name);
      },
      from: () => sql`${cells.groups} ${alias}${join(joins, '')}`,
    };
    return {
      row,
      conditions: compileConditions(measures, plan, row),
      terms: compileOrder(measures, plan, row),
    };
  };
  const compileNode = (entries: readonly GroupEntry[]): Sql =>
    concat(
      objectOf(
        entries.map(({ key, value }) => {
          if (value.type === 'keys') {
            const keys = value.keys.map((entry, index) =>
              compileKey(compilation, plan.by[index], entry, {
                key: page.column(`k${index}`),
                known: () => page.column(valueName(index)),
                record: { column: (own) => page.column(`record${index}_${own}`) },
              }),
            );
            return [key, ['[', ...keys.flatMap((json, index) => (index === 0 ? [json] : [',', json])), ']']];
          }
          if (value.type === 'members') {
            const keys = plan.by.map((_, index) => page.column(`k${index}`));
            const scope: Scope = (row) => [
              ...members(row),
              haveKeys(compilation, kind, plan.by, keys, row.column('id')),
            ];
            return [key, [compileConnection(compilation, value.connection, scope)]];
          }
          if (value.type === 'weight') return [key, measures.weightJson(value.entries, page)];
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
        const number = sql`(SELECT count(*) FROM ${row.from()} WHERE ${allOf(conditions)})`;
        return [compilation.dialect.jsonNumber(number)];
      }
      case 'coverage':
        return compileCoverage(compilation, plan.by, value.entries, cells);
      case 'reconciliation':
        return compileReconciliation(compilation, value.entries, cells, measures);
    }
  };
  const json = concat(objectOf(plan.entries.map((entry) => [entry.key, compileMember(entry)])));
  const paged = plan.entries.some(({ value }) => value.type === 'nodes' || value.type === 'pageInfo');
  const answer = paged
    ? sql`SELECT ${json} FROM ${pageTable(rows(), plan.page, page, needs)}`
    : sql`SELECT ${json}`;
  return sql`(WITH ${cells.with()} ${answer})`;
}

/** The JSON text of the measures of a connection's members, as one group. */
export function compileAggregate(
  compilation: Compilation,
  kind: KindModel,
  entries: readonly MeasureEntry[],
  members: Scope,
): Sql {
  const cells = new Cells(compilation, { kind, members, by: [], fractional: false });
  const measures = new Measures(compilation, cells);
  const group = new DerivedRow(compilation);
  const json = concat(objectOf(entries.map(({ key, value }) => [key, measures.json(value, group)])));
  return sql`(WITH ${cells.with()} SELECT ${json} FROM ${cells.groups} ${group.alias})`;
}

/** True for the record of that id when these are its keys, or among them. */
function haveKeys(
  compilation: Compilation,
  kind: KindModel,
  by: readonly DimensionPlan[],
  keys: readonly Sql[],
  id: Sql,
): Sql {
  const row = compilation.row(kind);
  const same = by.map((dimension, index) => {
    return sql`${compileDimension(compilation, dimension, row)} IS NOT DISTINCT FROM ${keys[index] ?? raw('NULL')}`;
  });
  const from = row.from();
  return sql`EXISTS (SELECT 1 FROM ${from} WHERE ${allOf([sql`${row.column('id')} = ${id}`, ...same])})`;
}

/** How a column of groups is called that is one of the record that a key is. */
const RECORD_COLUMN = /^record(\d+)_(.+)$/;

/** What people know the key of a group by, as a column of groups. */
function valueName(index: number): string {
  return `value${index}`;
}

function compileOrder(measures: Measures, plan: GroupsPlan, row: PagedRows['row']): Term[] {
  const keyDescending = plan.order.find(({ measure }) => measure.type === 'key')?.descending ?? false;
  const keys = plan.by.map((by, index): Term => ({
    value: row.column(valueName(index)),
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
            nullable: measure.type !== 'count' && measure.type !== 'weight',
            encoding: measureType(measure, plan.counting) === 'text' ? 'token' : 'integer',
          },
        ],
  );
  // Records of two kinds may have the same slug: only their ids tell such groups apart.
  const ids = plan.by.flatMap(({ dimension }, index): Term[] =>
    isOfSeveralKinds(dimension)
      ? [{ value: row.column(`k${index}`), descending: keyDescending, nullable: true, encoding: 'token' }]
      : [],
  );
  return [...terms, ...keys, ...ids];
}

/** Which groups are served: those that fulfil `having`, and unless wanted none whose key is unknown. */
function compileConditions(measures: Measures, plan: GroupsPlan, row: PagedRows['row']): Sql[] {
  const having = plan.having.map(
    ({ measure, operator, value }) =>
      sql`${measures.value(measure, row)} ${raw(operator)} ${measures.operand(measure, value)}`,
  );
  if (plan.includeUnknown) return having;
  return [...having, ...plan.by.map((_, index) => sql`${row.column(`k${index}`)} IS NOT NULL`)];
}

/** How well the key of a member is known: a member with several has the best of theirs. */
const STATES = { unknown: 0, imprecise: 1, known: 2 } as const;

function compileCoverage(
  { dialect }: Compilation,
  by: readonly DimensionPlan[],
  entries: Extract<GroupsEntry['value'], { type: 'coverage' }>['entries'],
  cells: Cells,
): (string | Sql)[] {
  return [
    '[',
    ...by.flatMap(({ dimension, bucket }, index): (string | Sql)[] => {
      const key = raw(`k${index}`);
      const imprecise = bucket ? sql` WHEN ${isImprecise(key)} THEN 1` : sql``;
      const state = sql`CASE WHEN ${key} IS NULL THEN 0${imprecise} ELSE 2 END`;
      const members = entries.map(({ key: responseKey, name }): [string, (string | Sql)[]] => {
        if (typeof name === 'object') return [responseKey, [name.json]];
        if (name === 'dimension') return [responseKey, [JSON.stringify(dimension.name)]];
        return [
          responseKey,
          [dialect.jsonNumber(dialect.whole(cells.membersWhere(index, state, STATES[name])))],
        ];
      });
      return [index === 0 ? '' : ',', ...objectOf(members)];
    }),
    ']',
  ];
}

function compileReconciliation(
  { dialect }: Compilation,
  entries: Extract<GroupsEntry['value'], { type: 'reconciliation' }>['entries'],
  cells: Cells,
  measures: Measures,
): (string | Sql)[] {
  const members = cells.members();
  const weight = raw(measures.weight(null));
  const sum = cells.fractional
    ? sql`(SELECT fraction_round(fraction_sum(${weight}), 1, 'half') FROM ${cells.groups})`
    : sql`(SELECT coalesce(sum(${weight}), 0) FROM ${cells.groups})`;
  const numbers = {
    distinctMembers: members,
    sumOfGroups: sum,
    overlap: join([sum, members], ' - '),
  };
  return objectOf(
    entries.map(({ key, name }) => [
      key,
      typeof name === 'object' ? [name.json] : [dialect.jsonNumber(dialect.whole(sql`(${numbers[name]})`))],
    ]),
  );
}
