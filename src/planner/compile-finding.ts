import { keyColumn, kindNamed } from '../model/model.js';
import { compileGroups, type FoundGroups } from './compile-finding-group.js';
import { cursorOf, objectOf, pageInfo, pageList, pageTable, type PagedRows } from './compile-page.js';
import { compileObject, compileRecord } from './compile-record.js';
import { as, compileCondition } from './compile-rule.js';
import {
  MOST_FOUND_RECORDS,
  type CodeEntry,
  type CodeText,
  type FindingEntry,
  type FindingsEntry,
  type FindingsPlan,
  type RulePlan,
} from './finding-plan.js';
import type { RuleTest } from './finding-rule.js';
import { DerivedRow, joinCondition, type Compilation, type Row, type TableRow } from './row.js';
import { kindConstant } from './search-plan.js';
import { allOf, concat, join, literal, name, raw, sql, valueOf, type Sql } from './sql.js';

type Related = Extract<RuleTest, { type: 'records' }>['related'][number];
type Arms = Extract<FindingEntry['value'], { type: 'records' }>['arms'];

/** The JSON text of what the rules find. */
export function compileFindings(compilation: Compilation, plan: FindingsPlan): Sql {
  const { dialect } = compilation;
  const found = compilation.alias();
  const groups = new Map<RulePlan, FoundGroups>();
  for (const rule of plan.rules) {
    if (rule.test.type === 'group') groups.set(rule, compileGroups(rule, rule.test.group, compilation));
  }
  const rows = (): PagedRows => {
    const alias = compilation.alias();
    const column = (of: string) => sql`${alias}.${name(of)}`;
    const term = (of: string, encoding: 'integer' | 'token') => ({
      value: column(of),
      descending: false,
      nullable: false,
      encoding,
    });
    return {
      row: { column, from: () => sql`${found} ${alias}` },
      conditions: [],
      terms: [term('rule', 'integer'), term('key', 'token'), term('part', 'integer')],
    };
  };
  const page = new DerivedRow(compilation);
  const needs = {
    position: plan.entries.some(({ value }) => value.type === 'pageInfo'),
    cursors: plan.entries.some(
      ({ value }) => value.type === 'edges' && value.entries.some((entry) => entry.value.type === 'cursor'),
    ),
  };
  const finding = (entries: readonly FindingEntry[]) =>
    concat(
      objectOf(entries.map((entry) => [entry.key, compileMember(compilation, plan, groups, entry, page)])),
    );
  const member = ({ value }: FindingsEntry): (string | Sql)[] => {
    switch (value.type) {
      case 'literal':
        return [value.json];
      case 'totalCount':
        return [dialect.jsonNumber(sql`(SELECT count(*) FROM ${found})`)];
      case 'nodes':
        return pageList(plan.page, page, needs, finding(value.entries));
      case 'edges': {
        const edge = value.entries.map((entry): [string, (string | Sql)[]] => {
          if (entry.value.type === 'literal') return [entry.key, [entry.value.json]];
          if (entry.value.type === 'node') return [entry.key, [finding(entry.value.entries)]];
          return [entry.key, ['"', cursorOf(compilation, plan.page, page, rows().terms), '"']];
        });
        return pageList(plan.page, page, needs, concat(objectOf(edge)));
      }
      case 'pageInfo':
        return pageInfo(compilation, plan.page, page, rows, value.entries);
      case 'byCode':
        return ['[', compileCodes(compilation, plan, value.entries, found), ']'];
    }
  };
  const json = concat(objectOf(plan.entries.map((entry) => [entry.key, member(entry)])));
  const paged = plan.entries.some(({ value }) => ['nodes', 'edges', 'pageInfo'].includes(value.type));
  const tables = [...groups.values()].flatMap((group) => [...group.tables]);
  tables.push(sql`${found} AS MATERIALIZED (${compileFound(compilation, plan, groups)})`);
  const answer = paged
    ? sql`SELECT ${json} FROM ${pageTable(rows(), plan.page, page, needs)}`
    : sql`SELECT ${json}`;
  return valueOf(sql`WITH ${join(tables, ', ')} ${answer}`);
}

/** One row a finding: its rule and code, its first record, and the part of the rule that found it. */
function compileFound(
  compilation: Compilation,
  { rules, concerning }: FindingsPlan,
  groups: ReadonlyMap<RulePlan, FoundGroups>,
): Sql {
  const { dialect } = compilation;
  const found = rules.map((rule): Sql => {
    const numbers = sql`${as(number(rule.number), 'rule')}, ${as(number(rule.code), 'code')}`;
    const { test, kind } = rule;
    if (test.type === 'group') {
      const group = groups.get(rule);
      const records = group?.recordsOf({ key: raw('g.key'), part: raw('g.part') }) ?? sql``;
      const wanted = concerning.map(
        (ids) => sql`EXISTS (SELECT 1 FROM (${records}) r WHERE ${dialect.isOneOf(raw('r.id'), ids)})`,
      );
      return sql`SELECT ${numbers}, g.key, g.id, g.part FROM (${group?.firsts ?? sql``}) g WHERE ${allOf(wanted)}`;
    }
    const row = compilation.row(kind);
    const wanted = concerning.map((ids) => concerns(compilation, test.related, ids, row));
    const condition = compileCondition(compilation, test.condition, row);
    const key = as(row.column(keyColumn(kind).column), 'key');
    return sql`SELECT ${numbers}, ${key}, ${as(row.column('id'), 'id')}, 0 AS part FROM ${row.from()} WHERE ${allOf([...wanted, ...compilation.stopPoints(row), condition])}`;
  });
  const none = sql`SELECT 0 AS rule, 0 AS code, '' AS key, '' AS id, 0 AS part WHERE 1 = 0`;
  return found.length > 0 ? join(found, ' UNION ALL ') : none;
}

/** That a finding about a row is about one of these records: the row itself, or one that it is compared with. */
function concerns(
  compilation: Compilation,
  related: readonly Related[],
  ids: readonly string[],
  row: TableRow,
): Sql {
  const { dialect, model } = compilation;
  const ways = related.map((field) => {
    if (field.type === 'toOne') return dialect.isOneOf(row.column(field.column), ids);
    const other = compilation.row(kindNamed(model, field.target));
    const isOne = dialect.isOneOf(other.column('id'), ids);
    return sql`EXISTS (SELECT 1 FROM ${other.from()} WHERE ${joinCondition(field.join, other, row)} AND ${isOne})`;
  });
  return sql`(${join([dialect.isOneOf(row.column('id'), ids), ...ways], ' OR ')})`;
}

/** How many findings there are of each code. */
function compileCodes(
  { dialect }: Compilation,
  plan: FindingsPlan,
  entries: readonly CodeEntry[],
  found: Sql,
): Sql {
  const item = concat(
    objectOf(
      entries.map(({ key, value }): [string, (string | Sql)[]] => {
        if (value.type === 'literal') return [key, [value.json]];
        if (value.type === 'count') return [key, [dialect.jsonNumber(raw('c.number'))]];
        return [key, [compileText(plan, value, raw('c.code'))]];
      }),
    ),
  );
  return sql`(SELECT coalesce(string_agg(${item}, ','), '') FROM (SELECT code, count(*) AS number FROM ${found} GROUP BY code ORDER BY code) c)`;
}

function compileMember(
  compilation: Compilation,
  plan: FindingsPlan,
  groups: ReadonlyMap<RulePlan, FoundGroups>,
  { value }: FindingEntry,
  page: Row,
): (string | Sql)[] {
  switch (value.type) {
    case 'literal':
      return [value.json];
    case 'text':
      return [compileText(plan, value, page.column('code'))];
    case 'kind':
      return [
        '"',
        choice(
          plan.rules.map((rule) => [rule.number, literal(kindConstant(rule.kind))]),
          page.column('rule'),
        ),
        '"',
      ];
    case 'records': {
      const found = { key: page.column('key'), id: page.column('id'), part: page.column('part') };
      const lists = plan.rules.map((rule): [number, Sql] => [
        rule.number,
        compileRecords(compilation, rule, groups.get(rule), value.arms, found),
      ]);
      return ['[', choice(lists, page.column('rule')), ']'];
    }
  }
}

/** What follows from the code of a finding. */
function compileText({ rules }: FindingsPlan, { jsonOf }: CodeText, code: Sql): Sql {
  const texts = new Map(rules.map((rule) => [rule.code, literal(jsonOf(rule.finding))]));
  return choice([...texts], code);
}

/** The records of a finding, joined by commas. */
function compileRecords(
  compilation: Compilation,
  { kind, test }: RulePlan,
  groups: FoundGroups | undefined,
  arms: Arms,
  found: { readonly key: Sql; readonly id: Sql; readonly part: Sql },
): Sql {
  const objectOfKind = (of: string) => arms.find((arm) => arm.kind.name === of)?.object ?? [];
  const most = number(MOST_FOUND_RECORDS);
  if (groups) {
    const record = compileRecord(compilation, kind, objectOfKind(kind.name), raw('listed.id'));
    const list = sql`SELECT id, key, place FROM (${groups.recordsOf(found)}) several ORDER BY place, key LIMIT ${most}`;
    return sql`(SELECT coalesce(string_agg(${record}, ','), '') FROM (${list}) listed)`;
  }
  const row = compilation.row(kind);
  const related = (test.type === 'records' ? test.related : []).map((field): Sql => {
    const target = kindNamed(compilation.model, field.target);
    const object = objectOfKind(target.name);
    if (field.type === 'toOne') {
      const record = compileRecord(compilation, target, object, row.column(field.column));
      return sql`coalesce(',' || ${record}, '')`;
    }
    const other = compilation.row(target);
    const item = compileObject(compilation, object, other);
    const list = sql`SELECT ${item} AS item FROM ${other.from()} WHERE ${joinCondition(field.join, other, row)} ORDER BY ${other.column(keyColumn(target).column)} LIMIT ${most}`;
    return sql`(SELECT coalesce(string_agg(',' || item, ''), '') FROM (${list}) ${compilation.alias()})`;
  });
  const own = compileObject(compilation, objectOfKind(kind.name), row);
  return sql`(SELECT ${concat([own, ...related])} FROM ${row.from()} WHERE ${row.column('id')} = ${found.id})`;
}

/** What goes with a number. */
function choice(cases: readonly (readonly [number, Sql])[], of: Sql): Sql {
  // With no rule to ask there is no finding either, but a CASE must have a branch.
  if (cases.length === 0) return literal('');
  return sql`CASE ${of} ${join(
    cases.map(([when, then]) => sql`WHEN ${number(when)} THEN ${then}`),
    ' ',
  )} END`;
}

function number(value: number): Sql {
  return raw(String(value));
}
