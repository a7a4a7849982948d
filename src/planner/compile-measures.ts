import type { ColumnField, ValueField } from '../model/model.js';
import type { Scope } from './compile-connection.js';
import { compileDimension } from './compile-key.js';
import { objectOf, type PagedRows } from './compile-page.js';
import { amount, minorUnitsIn, thousandths } from './encode.js';
import type { DimensionPlan, GroupMeasure, MeasureEntry } from './plan.js';
import type { Compilation, DerivedRow, TableRow } from './row.js';
import { allOf, bind, concat, join, raw, sql, type Sql } from './sql.js';

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
export class Measures {
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
