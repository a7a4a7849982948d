import { kindNamed } from '../model/model.js';
import { compileWhere } from './compile-where.js';
import type { OrderTerm, RelatedMeasure } from './plan.js';
import { joinCondition, type Compilation, type Row } from './row.js';
import { allOf, bind, sql, type Sql } from './sql.js';

/** What is worked out over the records related to a row: a number, or a day; null when there is nothing to measure. */
export function compileRelated(
  compilation: Compilation,
  { field, where, measure }: Extract<OrderTerm['by'], { type: 'related' }>,
  row: Row,
): Sql {
  const target = compilation.row(kindNamed(compilation.model, field.target));
  const conditions = [
    joinCondition(field.join, target, row),
    ...(where ? [compileWhere(compilation, where.where, target)] : []),
  ];
  const value = compileMeasure(compilation, measure, target);
  return sql`(SELECT ${value} FROM ${target.from()} WHERE ${allOf(conditions)})`;
}

function compileMeasure({ dialect }: Compilation, measure: RelatedMeasure, target: Row): Sql {
  switch (measure.type) {
    case 'count':
      return sql`count(*)`;
    case 'money': {
      const { amount = '', currency = '' } = measure.field.columns;
      const inCurrency = sql`CASE WHEN ${target.column(currency)} = ${bind(measure.currency)} THEN ${target.column(amount)} END`;
      return dialect.whole(sql`sum(${inCurrency})`);
    }
    case 'quantity': {
      const low = target.column(measure.field.columns.low ?? '');
      const high = target.column(measure.field.columns.high ?? '');
      if (measure.bound === 'LOW') return dialect.whole(sql`sum(${low})`);
      // One number without an upper end leaves the sum without one.
      const open = sql`count(CASE WHEN ${high} IS NULL THEN ${low} END)`;
      return sql`CASE WHEN ${open} = 0 THEN ${dialect.whole(sql`sum(${high})`)} END`;
    }
    case 'dates': {
      const { earliest = '', latest = '' } = measure.field.columns;
      return measure.bound === 'EARLIEST'
        ? sql`min(${target.column(earliest)})`
        : sql`max(${target.column(latest)})`;
    }
  }
}
