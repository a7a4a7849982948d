import { keyColumn, type ColumnField, type KindModel, type ValueField } from '../model/model.js';
import { compileConnection, type Scope } from './compile-connection.js';
import { bucketEnd, bucketOf, bucketStart, compileLabel, keyText } from './compile-key.js';
import { objectOf, pageInfo, pageList, pageTable, type PagedRows, type Term } from './compile-page.js';
import { compileAnyRecord, compileRecord } from './compile-record.js';
import { amount, minorUnitsIn, thousandths } from './encode.js';
import { keyType, targetsOf } from './groups-plan.js';
import type {
  DimensionPlan,
  GroupMeasure,
  GroupsPlan,
  GroupsEntry,
  GroupEntry,
  HavingTerm,
  KeyEntry,
  MeasureEntry,
} from './plan.js';
import { DerivedRow, type Compilation, type TableRow } from './row.js';
import { allOf, bind, concat, firstOf, join, raw, sql, type Sql } from './sql.js';

/** Marks a key that is known less precisely than its bucket; what follows is its EDTF. It sorts after digits. */
export const IMPRECISE = '~';

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

/** One thing that is added up over the members of a group. */
interface Part {
  readonly name: string;
  /** Over the members of a group, or of one currency of it. */
  readonly first: Sql;
  /** Over the currencies of a group: how the parts come together. */
  readonly again: 'sum' | 'min' | 'max';
}

/**
 * The measures that a set of groups needs. Everything is additive, so that one pass over the members, by group and
 * currency, and one over its result give all of them; money is thus never added across currencies.
 */
class Measures {
  private readonly columns: ((row: TableRow) => Sql)[] = [];
  private readonly parts = new Map<string, Part>([
    ['n', { name: 'n', first: raw('count(*)'), again: 'sum' }],
  ]);
  private readonly distinct = new Map<string, { readonly column: string; readonly flag: string }>();
  private readonly moneyLists: Sql[] = [];
  private readonly totals = new Map<string, string>();
  private money: ValueField | null = null;

  constructor(private readonly compilation: Compilation) {}

  /** The JSON pieces of a measure, from a row of the groups. */
  json(value: MeasureEntry['value'], group: DerivedRow): (string | Sql)[] {
    const { dialect } = this.compilation;
    switch (value.type) {
      case 'literal':
        return [value.json];
      case 'count':
        return [dialect.jsonNumber(group.column('n'))];
      case 'distinct':
        return [dialect.jsonNumber(group.column(this.distinctOf(value.dimension)))];
      case 'money':
        return ['[', sql`coalesce(${group.column(this.moneyList(value.field, value.entries))}, '')`, ']'];
      case 'quantity': {
        const { low, high, open, exact, vague } = this.quantityOf(value.field);
        return objectOf(
          value.entries.map(({ key, name }): [string, (string | Sql)[]] => {
            if (name === 'low') return [key, [thousandths(group.column(low))]];
            if (name === 'high') {
              return [
                key,
                [
                  sql`CASE WHEN ${group.column(open)} > 0 THEN 'null' ELSE ${thousandths(group.column(high))} END`,
                ],
              ];
            }
            if (name === 'exactParts') return [key, [dialect.jsonNumber(group.column(exact))]];
            return [key, name === 'vagueParts' ? [dialect.jsonNumber(group.column(vague))] : [name.json]];
          }),
        );
      }
      case 'dates': {
        const names = this.datesOf(value.field);
        return objectOf(
          value.entries.map(({ key, name }): [string, (string | Sql)[]] => {
            if (typeof name === 'object') return [key, [name.json]];
            return [key, [sql`coalesce('"' || ${group.column(names[name])} || '"', 'null')`]];
          }),
        );
      }
    }
  }

  /** The number that groups are filtered or ordered by. */
  value(measure: GroupMeasure, row: PagedRows['row']): Sql {
    switch (measure.type) {
      case 'count':
        return row.column('n');
      case 'distinct':
        return row.column(this.distinctOf(measure.dimension));
      case 'money':
        return row.column(this.totalOf(measure.field, measure.currency));
      case 'quantity': {
        const { low, high, open } = this.quantityOf(measure.field);
        return measure.bound === 'low'
          ? row.column(low)
          : sql`CASE WHEN ${row.column(open)} > 0 THEN NULL ELSE ${row.column(high)} END`;
      }
    }
  }

  /** The common table expressions of the members and the groups; taken when all measures are known. */
  with(base: Sql, groups: Sql, row: TableRow, members: Scope, keys: readonly Sql[]): Sql {
    const keyNames = keys.map((_, index) => raw(`k${index}`));
    const flags = [...this.distinct.values()].map(({ column, flag }) => {
      const partition = join([...keyNames, raw(column)], ', ');
      return sql`CASE WHEN ${raw(column)} IS NOT NULL AND row_number() OVER (PARTITION BY ${partition}) = 1 THEN 1 ELSE 0 END AS ${raw(flag)}`;
    });
    const columns = [
      ...keys.map((key, index) => sql`${key} AS k${raw(String(index))}`),
      ...this.columns.map((column) => column(row)),
    ];
    const selected = columns.length > 0 ? join(columns, ', ') : raw('1 AS one');
    const conditions = members(row);
    const plain = sql`SELECT ${selected} FROM ${row.from()} WHERE ${allOf(conditions)}`;
    const rows =
      flags.length > 0 ? sql`SELECT members.*, ${join(flags, ', ')} FROM (${plain}) members` : plain;
    const by = (names: readonly Sql[]) => (names.length > 0 ? sql` GROUP BY ${join(names, ', ')}` : raw(''));
    const parts = [...this.parts.values()];
    const select = (items: readonly Sql[]) => join([...keyNames, ...items], ', ');
    if (!this.money) {
      const firsts = parts.map(({ name, first }) => sql`${this.settled(name, first)} AS ${raw(name)}`);
      return sql`${base} AS (${rows}), ${groups} AS (SELECT ${select(firsts)} FROM ${base}${by(keyNames)})`;
    }
    const currencies = this.compilation.alias();
    const firsts = parts.map(({ name, first }) => sql`${this.settled(name, first)} AS ${raw(name)}`);
    const again = parts.map(
      ({ name, again: way }) => sql`${this.settled(name, sql`${raw(way)}(${raw(name)})`)} AS ${raw(name)}`,
    );
    const lists = this.moneyLists.map(
      (item, index) =>
        sql`string_agg(CASE WHEN mn > 0 THEN ${item} END, ',' ORDER BY c) AS money${raw(String(index))}`,
    );
    const totals = [...this.totals].map(
      ([currency, name]) =>
        sql`${this.compilation.dialect.whole(sql`sum(CASE WHEN c = ${bind(currency)} THEN mt END)`)} AS ${raw(name)}`,
    );
    const money = sql`${minorUnitsIn(raw('c'))} AS u, count(m) AS mn, ${this.compilation.dialect.whole(raw('coalesce(sum(m), 0)'))} AS mt, min(m) AS mi, max(m) AS ma`;
    return sql`${base} AS (${rows}), ${currencies} AS (SELECT ${select([raw('c'), ...firsts, money])} FROM ${base}${by([...keyNames, raw('c')])}), ${groups} AS (SELECT ${select([...again, ...lists, ...totals])} FROM ${currencies}${by(keyNames)})`;
  }

  /** Sums and counts are whole and never null; the least and the most stay what they are. */
  private settled(partName: string, value: Sql): Sql {
    const isExtreme = this.parts.get(partName)?.again !== 'sum';
    return isExtreme ? value : this.compilation.dialect.whole(sql`coalesce(${value}, 0)`);
  }

  private distinctOf(by: DimensionPlan): string {
    const known = this.distinct.get(by.dimension.name);
    if (known) return known.flag;
    const found = { column: `d${this.distinct.size}`, flag: `dn${this.distinct.size}` };
    this.distinct.set(by.dimension.name, found);
    this.columns.push((row) => sql`${compileDimension(this.compilation, by, row)} AS ${raw(found.column)}`);
    this.parts.set(found.flag, { name: found.flag, first: sql`sum(${raw(found.flag)})`, again: 'sum' });
    return found.flag;
  }

  private withMoney(field: ValueField): void {
    if (this.money) return;
    this.money = field;
    const { amount: minor = '', currency = '' } = field.columns;
    this.columns.push(
      (row) => sql`${row.column(minor)} AS m`,
      (row) => sql`${row.column(currency)} AS c`,
    );
  }

  private moneyList(
    field: ValueField,
    entries: Extract<MeasureEntry['value'], { type: 'money' }>['entries'],
  ): string {
    this.withMoney(field);
    const units = (value: Sql): (string | Sql)[] => ['"', amount(value, raw('u')), '"'];
    const members = entries.map(({ key, name }): [string, (string | Sql)[]] => {
      switch (name) {
        case 'currency':
          return [key, ['"', raw('c'), '"']];
        case 'count':
          return [key, [this.compilation.dialect.jsonNumber(raw('mn'))]];
        case 'total':
          return [key, units(raw('mt'))];
        case 'min':
          return [key, units(raw('mi'))];
        case 'max':
          return [key, units(raw('ma'))];
        case 'average':
          // Half a minor unit is rounded up, in whole numbers, so that both databases agree.
          return [key, units(raw('((2 * mt + mn) / (2 * mn))'))];
        default:
          return [key, [name.json]];
      }
    });
    this.moneyLists.push(concat(objectOf(members)));
    return `money${this.moneyLists.length - 1}`;
  }

  private totalOf(field: ValueField, currency: string): string {
    this.withMoney(field);
    const name = this.totals.get(currency) ?? `total${this.totals.size}`;
    this.totals.set(currency, name);
    return name;
  }

  private quantityOf(field: ValueField) {
    const base = `q_${field.columns.low ?? ''}`;
    const names = {
      low: `${base}_l`,
      high: `${base}_h`,
      open: `${base}_o`,
      exact: `${base}_e`,
      vague: `${base}_v`,
    };
    if (!this.parts.has(names.low)) {
      const low = raw(`${base}_low`);
      const high = raw(`${base}_high`);
      this.columns.push(
        (row) => sql`${row.column(field.columns.low ?? '')} AS ${low}`,
        (row) => sql`${row.column(field.columns.high ?? '')} AS ${high}`,
      );
      const part = (partName: string, first: Sql) =>
        this.parts.set(partName, { name: partName, first, again: 'sum' });
      part(names.low, sql`sum(${low})`);
      part(names.high, sql`sum(${high})`);
      part(names.open, sql`count(CASE WHEN ${high} IS NULL THEN ${low} END)`);
      part(names.exact, sql`count(CASE WHEN ${high} = ${low} THEN 1 END)`);
      part(names.vague, sql`count(CASE WHEN ${high} IS NULL OR ${high} <> ${low} THEN ${low} END)`);
    }
    return names;
  }

  private datesOf(field: ValueField | ColumnField) {
    const columns = field.type === 'value' ? field.columns : { earliest: field.column, latest: field.column };
    const base = `t_${columns.earliest ?? ''}`;
    const names = { earliest: `${base}_e`, latest: `${base}_l` };
    if (!this.parts.has(names.earliest)) {
      const earliest = raw(`${base}_earliest`);
      const latest = raw(`${base}_latest`);
      this.columns.push(
        (row) => sql`${row.column(columns.earliest ?? '')} AS ${earliest}`,
        (row) => sql`${row.column(columns.latest ?? '')} AS ${latest}`,
      );
      this.parts.set(names.earliest, { name: names.earliest, first: sql`min(${earliest})`, again: 'min' });
      this.parts.set(names.latest, { name: names.latest, first: sql`max(${latest})`, again: 'max' });
    }
    return names;
  }
}

/** The key of a row along a dimension: an id, a column's value, or a bucket of a date. */
export function compileDimension(
  compilation: Compilation,
  { dimension, bucket }: DimensionPlan,
  row: TableRow,
): Sql {
  const values = dimension.paths.map(({ hops, field }) => {
    const end = row.follow(hops);
    if (field.type === 'toOne') return end.column(field.column);
    if (field.type === 'column') {
      return field.encoding === 'boolean'
        ? compilation.dialect.bit(end.column(field.column))
        : end.column(field.column);
    }
    if (dimension.leaf === 'currency') return end.column(field.columns.currency ?? '');
    const { edtf = '', earliest = '', latest = '' } = field.columns;
    const [from, to] = [earliest, latest].map((column) =>
      bucketOf(compilation.dialect, bucket ?? 'DAY', end.column(column)),
    );
    return sql`CASE WHEN ${from ?? raw('')} = ${to ?? raw('')} THEN ${from ?? raw('')} ELSE '${raw(IMPRECISE)}' || ${end.column(edtf)} END`;
  });
  return firstOf(values);
}

/** What people know a key by: the code or slug of a record, else the key itself. */
function compileKeyValue(compilation: Compilation, by: DimensionPlan, key: Sql): Sql {
  const values = targetsOf(compilation.model, by.dimension).map((kind) => {
    const target = compilation.row(kind);
    return sql`(SELECT ${target.column(keyColumn(kind).column)} FROM ${target.from()} WHERE ${target.column('id')} = ${key})`;
  });
  if (values.length === 0) return key;
  return firstOf(values);
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

function compileKey(
  compilation: Compilation,
  by: DimensionPlan | undefined,
  entries: readonly KeyEntry[],
  key: Sql,
): Sql {
  if (!by) throw new Error('A group has a key for each of its dimensions.');
  const { dialect } = compilation;
  const isDate = by.dimension.leaf === 'fuzzyDate';
  const imprecise = sql`substr(${key}, 1, 1) = '${raw(IMPRECISE)}'`;
  const bound = (value: Sql) =>
    sql`CASE WHEN ${key} IS NULL OR ${imprecise} THEN 'null' ELSE '"' || ${value} || '"' END`;
  const members = entries.map(({ key: responseKey, value }): [string, (string | Sql)[]] => {
    switch (value.type) {
      case 'literal':
        return [responseKey, [value.json]];
      case 'state':
        return [
          responseKey,
          [
            isDate
              ? sql`CASE WHEN ${key} IS NULL THEN '"UNKNOWN"' WHEN ${imprecise} THEN '"IMPRECISE"' ELSE '"KNOWN"' END`
              : sql`CASE WHEN ${key} IS NULL THEN '"UNKNOWN"' ELSE '"KNOWN"' END`,
          ],
        ];
      case 'value': {
        const known = compileKeyValue(compilation, by, key);
        const text = isDate ? sql`ltrim(${known}, '${raw(IMPRECISE)}')` : keyText(by, known);
        return [responseKey, [sql`coalesce(${dialect.jsonString(text)}, 'null')`]];
      }
      case 'label':
        return [responseKey, [compileLabel(compilation, by, value.langs, key)]];
      case 'from':
        return [responseKey, isDate ? [bound(bucketStart(dialect, by.bucket ?? 'DAY', key))] : ['null']];
      case 'to':
        return [responseKey, isDate ? [bound(bucketEnd(dialect, by.bucket ?? 'DAY', key))] : ['null']];
      case 'node':
        return [responseKey, [compileNode(compilation, value.arms, key)]];
    }
  });
  return concat(objectOf(members));
}

function compileNode(
  compilation: Compilation,
  arms: Extract<KeyEntry['value'], { type: 'node' }>['arms'],
  key: Sql,
): Sql {
  const [only] = arms;
  if (arms.length === 1 && only) {
    return sql`coalesce(${compileRecord(compilation, only.kind, only.object, key)}, 'null')`;
  }
  return compileAnyRecord(compilation, arms, key);
}
