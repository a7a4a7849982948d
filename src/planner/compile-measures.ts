import type { ColumnField, ValueField } from '../model/model.js';
import type { Cells, Subset } from './cells.js';
import { objectOf, type PagedRows } from './compile-page.js';
import { amount, minorUnitsIn, thousandths } from './encode.js';
import type { GroupEntry, GroupMeasure, MeasureEntry, MoneyStatistic, Named } from './plan.js';
import type { Compilation, Row } from './row.js';
import { bind, concat, raw, sql, type Sql } from './sql.js';

type Pieces = (string | Sql)[];
type Value<Type extends MeasureEntry['value']['type']> = Extract<MeasureEntry['value'], { type: Type }>;

/** The measures of groups: what each needs of the cells, and how a group serves it. */
export class Measures {
  constructor(
    private readonly compilation: Compilation,
    private readonly cells: Cells,
  ) {
    this.count(null);
  }

  /** The JSON pieces of a measure, from a row of the groups. */
  json(value: MeasureEntry['value'], group: Row, subset: Subset = null): Pieces {
    const { dialect } = this.compilation;
    switch (value.type) {
      case 'literal':
        return [value.json];
      case 'count':
        return [dialect.jsonNumber(group.column(this.count(subset)))];
      case 'distinct':
        return [dialect.jsonNumber(group.column(this.cells.distinct(value.dimension, subset)))];
      case 'money':
        return ['[', sql`coalesce(${group.column(this.moneyList(value, subset))}, '')`, ']'];
      case 'quantity':
        return this.quantityJson(value, group, subset);
      case 'dates': {
        const names = this.dates(value.field, subset);
        return objectOf(
          value.entries.map(({ key, name }) => [
            key,
            typeof name === 'object'
              ? [name.json]
              : [orNull(sql`'"' || ${group.column(names[name])} || '"'`)],
          ]),
        );
      }
      case 'only': {
        const inner = this.cells.only(value.where, subset);
        return objectOf(value.entries.map((entry) => [entry.key, this.json(entry.value, group, inner)]));
      }
    }
  }

  /** The JSON pieces of the weight of a group. */
  weightJson(entries: Extract<GroupEntry['value'], { type: 'weight' }>['entries'], group: Row): Pieces {
    const weight = group.column(this.weight(null));
    const whole = (digits: Sql) =>
      // More digits than a number of JSON keeps go between quotes.
      sql`CASE WHEN length(${digits}) > 15 THEN '"' || ${digits} || '"' ELSE ${digits} END`;
    return objectOf(
      entries.map(({ key, name }): [string, Pieces] => {
        if (typeof name === 'object') return [key, [name.json]];
        if (name === 'value') return [key, [thousandths(this.rounded(weight, 1000, 'half'))]];
        if (!this.cells.fractional) {
          return [key, name === 'numerator' ? [this.compilation.dialect.jsonNumber(weight)] : ['1']];
        }
        return [key, [whole(sql`split_part(${weight}, '/', ${raw(name === 'numerator' ? '1' : '2')})`)]];
      }),
    );
  }

  /** The value that groups are filtered or ordered by. */
  value(measure: GroupMeasure, row: PagedRows['row'], subset: Subset = null): Sql {
    switch (measure.type) {
      case 'only':
        return this.value(measure.measure, row, this.cells.only(measure.where, subset));
      case 'count':
        return row.column(this.count(subset));
      case 'weight': {
        const weight = row.column(this.weight(subset));
        return this.cells.fractional ? sql`fraction_order(${weight})` : sql`(${weight} * 1000)`;
      }
      case 'distinct':
        return row.column(this.cells.distinct(measure.dimension, subset));
      case 'money':
        return row.column(this.moneyStatistic(measure, subset));
      case 'quantity':
        return this.quantityValue(measure, row, subset);
      case 'dates': {
        const names = this.dates(measure.field, subset);
        return row.column(measure.bound === 'EARLIEST' ? names.earliest : names.latest);
      }
    }
  }

  /** What a measure is compared with, in the same form as {@link value}. */
  operand(measure: GroupMeasure, value: number | string): Sql {
    if (measure.type === 'only') return this.operand(measure.measure, value);
    return measure.type === 'weight' && this.cells.fractional
      ? sql`fraction_order(${bind(`${value}/1000`)})`
      : bind(value);
  }

  private count(subset: Subset): string {
    const first = subset === null ? raw('count(*)') : sql`count(${raw(subset)})`;
    return this.cells.part(named('n', subset), first, 'sum');
  }

  /** How much the members count for together: their number, or the sum of their shares. */
  weight(subset: Subset): string {
    const first = subset === null ? raw('count(*)') : sql`count(${raw(subset)})`;
    return this.cells.part(named('x', subset), first, 'share');
  }

  /** A sum of shares as a whole number of the unit that is the `scale`-th part. */
  private rounded(value: Sql, scale: number, mode: 'half' | 'down' | 'up'): Sql {
    const unit = raw(String(scale));
    if (this.cells.fractional) return sql`fraction_round(${value}, ${unit}, '${raw(mode)}')`;
    return scale === 1 ? value : sql`(${value} * ${unit})`;
  }

  private money(field: ValueField, subset: Subset) {
    const { amount: minor = '', currency = '' } = field.columns;
    const { cells } = this;
    cells.column('c', (row) => row.column(currency));
    const amounts = cells.column('m', (row) => row.column(minor), subset);
    const part = (name: string, first: Sql, fold: 'sum' | 'min' | 'max' | 'share') =>
      raw(cells.part(named(name, subset), first, fold, true));
    const number = part('mn', sql`count(${amounts})`, 'sum');
    const total = () => part('mt', sql`sum(${amounts})`, 'share');
    const rounded = this.rounded.bind(this);
    // Only what is asked is added up.
    return {
      number,
      get unit() {
        return raw(cells.part('mu', minorUnitsIn(raw('c')), 'min', true));
      },
      get TOTAL() {
        return rounded(total(), 1, 'half');
      },
      get MIN() {
        return part('mi', sql`min(${amounts})`, 'min');
      },
      get MAX() {
        return part('ma', sql`max(${amounts})`, 'max');
      },
      get AVERAGE() {
        if (cells.fractional) {
          const weight = part('mw', sql`count(${amounts})`, 'share');
          return sql`fraction_round(fraction_divide(${total()}, ${weight}), 1, 'half')`;
        }
        // Half a minor unit is rounded up, in whole numbers, so that both databases agree.
        return sql`((2 * ${total()} + ${number}) / (2 * ${number}))`;
      },
    } satisfies Record<MoneyStatistic | 'number' | 'unit', Sql>;
  }

  private moneyList({ field, entries }: Value<'money'>, subset: Subset): string {
    const money = this.money(field, subset);
    const units = (value: Sql): Pieces => ['"', amount(value, money.unit), '"'];
    const members = entries.map(({ key, name }): [string, Pieces] => {
      switch (name) {
        case 'currency':
          return [key, ['"', raw('c'), '"']];
        case 'count':
          return [key, [this.compilation.dialect.jsonNumber(money.number)]];
        case 'total':
          return [key, units(money.TOTAL)];
        case 'min':
          return [key, units(money.MIN)];
        case 'max':
          return [key, units(money.MAX)];
        case 'average':
          return [key, units(money.AVERAGE)];
        default:
          return [key, [name.json]];
      }
    });
    const item = concat(objectOf(members));
    return this.cells.overCurrencies(
      sql`string_agg(CASE WHEN ${money.number} > 0 THEN ${item} END, ',' ORDER BY c)`,
    );
  }

  private moneyStatistic(
    { field, currency, statistic }: Extract<GroupMeasure, { type: 'money' }>,
    subset: Subset,
  ): string {
    const money = this.money(field, subset);
    return this.cells.overCurrencies(
      sql`max(CASE WHEN c = ${bind(currency)} AND ${money.number} > 0 THEN ${money[statistic]} END)`,
    );
  }

  private quantity(field: ValueField, subset: Subset) {
    const { cells } = this;
    const base = `q_${field.columns.low ?? ''}`;
    const low = cells.column(`${base}_low`, (row) => row.column(field.columns.low ?? ''), subset);
    const high = cells.column(`${base}_high`, (row) => row.column(field.columns.high ?? ''), subset);
    const part = (name: string, first: Sql, fold: 'sum' | 'min' | 'max' | 'share') =>
      cells.part(named(`${base}_${name}`, subset), first, fold);
    // Only what is asked is added up.
    return {
      get low() {
        return part('l', sql`sum(${low})`, 'share');
      },
      get high() {
        return part('h', sql`sum(${high})`, 'share');
      },
      get open() {
        return part('o', sql`count(CASE WHEN ${high} IS NULL THEN ${low} END)`, 'sum');
      },
      get exactParts() {
        return part('e', sql`count(CASE WHEN ${high} = ${low} THEN 1 END)`, 'sum');
      },
      get vagueParts() {
        const vague = sql`CASE WHEN ${high} IS NULL OR ${high} <> ${low} THEN ${low} END`;
        return part('v', sql`count(${vague})`, 'sum');
      },
      get minLow() {
        return part('il', sql`min(${low})`, 'min');
      },
      get minHigh() {
        return part('ih', sql`min(${high})`, 'min');
      },
      get maxLow() {
        return part('al', sql`max(${low})`, 'max');
      },
      get maxHigh() {
        return part('ah', sql`max(${high})`, 'max');
      },
    };
  }

  private quantityJson({ field, entries }: Value<'quantity'>, group: Row, subset: Subset): Pieces {
    const names = this.quantity(field, subset);
    const number = (value: Sql) => orNull(thousandths(value), value);
    const bounded = (value: Sql) => sql`CASE WHEN ${group.column(names.open)} = 0 THEN ${value} END`;
    return objectOf(
      entries.map(({ key, name }): [string, Pieces] => {
        switch (name) {
          case 'low':
            return [key, [number(this.rounded(group.column(names.low), 1, 'down'))]];
          case 'high':
            return [key, [number(bounded(this.rounded(group.column(names.high), 1, 'up')))]];
          case 'exactParts':
          case 'vagueParts':
            return [key, [this.compilation.dialect.jsonNumber(group.column(names[name]))]];
          default:
            break;
        }
        if ('json' in name) return [key, [name.json]];
        const isMin = name.extreme === 'min';
        const low = group.column(isMin ? names.minLow : names.maxLow);
        const high = isMin ? group.column(names.minHigh) : bounded(group.column(names.maxHigh));
        const range = rangeJson(name.entries, number(low), number(high));
        return [key, [sql`CASE WHEN ${low} IS NULL THEN 'null' ELSE ${concat(range)} END`]];
      }),
    );
  }

  private quantityValue(
    { field, statistic, bound }: Extract<GroupMeasure, { type: 'quantity' }>,
    row: PagedRows['row'],
    subset: Subset,
  ): Sql {
    const names = this.quantity(field, subset);
    const bounded = (value: Sql) => sql`CASE WHEN ${row.column(names.open)} = 0 THEN ${value} END`;
    switch (statistic) {
      case 'MIN':
        return row.column(bound === 'LOW' ? names.minLow : names.minHigh);
      case 'MAX':
        return bound === 'LOW' ? row.column(names.maxLow) : bounded(row.column(names.maxHigh));
      case 'SUM':
        return bound === 'LOW'
          ? this.rounded(row.column(names.low), 1, 'down')
          : bounded(this.rounded(row.column(names.high), 1, 'up'));
    }
  }

  private dates(field: ValueField | ColumnField, subset: Subset) {
    const { cells } = this;
    const columns = field.type === 'value' ? field.columns : { earliest: field.column, latest: field.column };
    const base = `t_${columns.earliest ?? ''}`;
    const earliest = cells.column(`${base}_earliest`, (row) => row.column(columns.earliest ?? ''), subset);
    const latest = cells.column(`${base}_latest`, (row) => row.column(columns.latest ?? ''), subset);
    return {
      earliest: cells.part(named(`${base}_e`, subset), sql`min(${earliest})`, 'min'),
      latest: cells.part(named(`${base}_l`, subset), sql`max(${latest})`, 'max'),
    };
  }
}

function rangeJson(entries: Named<'low' | 'high'>, low: Sql, high: Sql): Pieces {
  return objectOf(
    entries.map(({ key, name }) => [
      key,
      typeof name === 'object' ? [name.json] : [name === 'low' ? low : high],
    ]),
  );
}

function named(part: string, subset: Subset): string {
  return subset === null ? part : `${part}_${subset}`;
}

/** JSON null where the value is null. */
function orNull(json: Sql, value: Sql = json): Sql {
  return sql`CASE WHEN ${value} IS NULL THEN 'null' ELSE ${json} END`;
}
