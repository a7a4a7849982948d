import type { Fact } from '../model/findings.js';
import { WEEKDAYS } from '../domain/values/weekday.js';
import { THOUSANDTHS } from '../domain/values/quantity.js';
import { compileWhere } from './compile-where.js';
import type { RuleCondition, RuleValue } from './finding-rule.js';
import { joinCondition, type Compilation, type TableRow } from './row.js';
import { bind, firstOf, join, literal, name, raw, sql, type Sql } from './sql.js';

/** The condition that a row is found by a rule. Three-valued: what is not known finds nothing. */
export function compileCondition(compilation: Compilation, condition: RuleCondition, row: TableRow): Sql {
  switch (condition.type) {
    case 'predicate':
      return compileWhere(compilation, condition.where, row);
    case 'all':
    case 'any': {
      const items = condition.items.map((item) => compileCondition(compilation, item, row));
      return sql`(${join(items, condition.type === 'all' ? ' AND ' : ' OR ')})`;
    }
    case 'compare': {
      const { left, sign, right } = condition;
      const vague = isQuantity(left) || isQuantity(right);
      const [first, second] = [left, right].map((value) => {
        const compiled = compileValue(compilation, value, row);
        // Quantities are kept in thousandths.
        return vague && !isQuantity(value) ? sql`${raw(String(THOUSANDTHS))} * ${compiled}` : compiled;
      }) as [Sql, Sql];
      return sql`${first} ${raw(sign === '!=' ? '<>' : sign)} ${second}`;
    }
  }
}

function isQuantity(value: RuleValue): boolean {
  return (
    value.type === 'firstOf' &&
    value.facts.some(({ field }) => field.type === 'value' && field.value === 'quantity')
  );
}

function compileValue(compilation: Compilation, value: RuleValue, row: TableRow): Sql {
  const { dialect } = compilation;
  switch (value.type) {
    case 'number':
      return bind(value.value);
    case 'firstOf':
      return firstOf(value.facts.map((fact) => compileFact(compilation, fact, row)));
    case 'days': {
      const from = compileValue(compilation, value.from, row);
      const to = compileValue(compilation, value.to, row);
      return sql`(${dialect.daysBetween(from, to)} + 1)`;
    }
    case 'weekday': {
      const cases = value.dates.map((date) => {
        const at = (part: string) => columnOf({ ...date, part }, row);
        const names = WEEKDAYS.map((day, index) => sql`WHEN ${raw(String(index + 1))} THEN ${literal(day)}`);
        // Only a day that is known has a weekday; but a date that is stated hides those after it.
        const known = sql`${at('precision')} = 'DAY' AND ${isExact(compilation, date, row)}`;
        const weekday = sql`CASE ${dialect.weekday(at('earliest'))} ${join(names, ' ')} END`;
        return sql`WHEN ${at('edtf')} IS NOT NULL THEN CASE WHEN ${known} THEN ${weekday} END`;
      });
      return sql`CASE ${join(cases, ' ')} END`;
    }
    case 'part': {
      const start = raw(value.part === 'month' ? '6' : '9');
      return sql`CAST(substr(${compileFact(compilation, value.of, row)}, ${start}, 2) AS integer)`;
    }
    case 'count': {
      const end = row.follow(value.hops);
      const target = compilation.row(value.kind);
      const where = value.where ? [compileWhere(compilation, value.where, target)] : [];
      const conditions = [joinCondition(value.field.join, target, end), ...where];
      const counted = value.distinct ? sql`DISTINCT ${target.column(value.distinct.column)}` : raw('*');
      return sql`(SELECT count(${counted}) FROM ${target.from()} WHERE ${join(conditions, ' AND ')})`;
    }
    case 'amounts': {
      const target = compilation.row(value.kind);
      const { amount = '', currency = '' } = value.money.columns;
      const currencyOf = compileFact(compilation, value.currency, row);
      const total = dialect.whole(sql`${raw(value.statistic)}(${target.column(amount)})`);
      return sql`(SELECT ${total} FROM ${target.from()} WHERE ${joinCondition(value.field.join, target, row)} AND ${target.column(currency)} = ${currencyOf})`;
    }
  }
}

/** What a fact is for a row; null where it is not known. */
function compileFact(compilation: Compilation, fact: Fact, row: TableRow): Sql {
  const value = columnOf(fact, row);
  const { field } = fact;
  const isDate = field.type === 'value' && (field.value === 'fuzzyDate' || field.value === 'fuzzyPeriod');
  return isDate ? sql`CASE WHEN ${isExact(compilation, fact, row)} THEN ${value} END` : value;
}

function columnOf({ hops, field, part }: Fact, row: TableRow): Sql {
  const end = row.follow(hops);
  if (field.type === 'value') return end.column(field.columns[part] ?? '');
  if (field.type === 'column' || field.type === 'toOne') return end.column(field.column);
  throw new Error(`${field.name} has no column to compare.`);
}

/** That the source does not call a date approximate or uncertain; of a period, neither of its ends. */
function isExact({ dialect }: Compilation, { hops, field }: Fact, row: TableRow): Sql {
  const edtf = row.follow(hops).column(field.type === 'value' ? (field.columns.edtf ?? '') : '');
  const marks = ['~', '?', '%'].map((mark) => sql`NOT ${dialect.contains(edtf, literal(mark))}`);
  return sql`(${join(marks, ' AND ')})`;
}

/** A column under a name of our own. */
export function as(value: Sql, alias: string): Sql {
  return sql`${value} AS ${name(alias)}`;
}
