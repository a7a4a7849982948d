import type { ToManyField } from '../model/model.js';
import type { Predicate } from './plan.js';
import { bind, firstOf, join, raw, sql, type Sql } from './sql.js';
import { joinCondition, type Compilation, type Row, type TableRow } from './row.js';

/** The condition of a predicate on a row. */
export function compileWhere(compilation: Compilation, predicate: Predicate, row: Row): Sql {
  const { dialect } = compilation;
  switch (predicate.type) {
    case 'and':
    case 'or':
      return sql`(${join(
        predicate.items.map((item) => compileWhere(compilation, item, row)),
        predicate.type === 'and' ? ' AND ' : ' OR ',
      )})`;
    case 'not':
      return sql`NOT (${compileWhere(compilation, predicate.item, row)})`;
    case 'compare':
      return sql`${row.column(predicate.column)} ${raw(predicate.operator)} ${bind(predicate.value)}`;
    case 'in':
      return dialect.isOneOf(row.column(predicate.column), predicate.values);
    case 'isNull': {
      const columns = predicate.columns.map((column) => row.column(column));
      const value = firstOf(columns);
      return sql`${value} ${raw(predicate.negated ? 'IS NOT NULL' : 'IS NULL')}`;
    }
    case 'text': {
      const texts = predicate.columns.map((column) => row.column(column));
      const matches = texts.map((text) => sql`WHEN ${compileText(compilation, predicate, text)} THEN 1`);
      // A language that is missing says nothing; only where all of them are is the answer unknown.
      return sql`CASE ${join(matches, ' ')} WHEN ${firstOf(texts)} IS NOT NULL THEN 0 END = 1`;
    }
    case 'toOne': {
      const target = compilation.row(predicate.kind);
      const where = compileWhere(compilation, predicate.where, target);
      const key = row.column(predicate.field.column);
      // Without the first half, "not in" would be unknown for a row without the relation.
      return sql`(${key} IS NOT NULL AND ${key} IN (SELECT ${target.column('id')} FROM ${target.from()} WHERE ${where}))`;
    }
    case 'some':
    case 'none':
    case 'every': {
      const target = compilation.row(predicate.kind);
      const where = compileWhere(compilation, predicate.where, target);
      const sought = predicate.type === 'every' ? sql`(${where}) IS NOT TRUE` : where;
      const exists = relatedExists(predicate.field, target, row, sought);
      return predicate.type === 'some' ? exists : sql`NOT ${exists}`;
    }
    case 'count': {
      const target = compilation.row(predicate.kind);
      const where = predicate.where ? [compileWhere(compilation, predicate.where, target)] : [];
      const conditions = [joinCondition(predicate.field.join, target, row), ...where];
      return sql`(SELECT count(*) FROM ${target.from()} WHERE ${join(conditions, ' AND ')}) ${raw(predicate.operator)} ${bind(predicate.value)}`;
    }
  }
}

function compileText(
  { dialect }: Compilation,
  predicate: Extract<Predicate, { type: 'text' }>,
  text: Sql,
): Sql {
  if (predicate.match === 'isOneOf') return dialect.isOneOf(text, predicate.values);
  const value = bind(predicate.value);
  if (predicate.match === 'contains') return dialect.contains(text, value);
  return sql`substr(${text}, 1, ${raw(String([...predicate.value].length))}) = ${value}`;
}

/**
 * True when the row has a related row for which the condition holds. Where one column holds the relation, the related
 * rows are found first, once for the statement: an index on the condition then serves, whatever the number of rows.
 */
function relatedExists({ join: via }: ToManyField, target: TableRow, row: Row, condition: Sql): Sql {
  const [on, ...more] = via.via === 'columns' ? via.on : [];
  if (on?.operator === '=' && more.length === 0) {
    const key = target.column(on.target);
    return sql`${row.column(on.own)} IN (SELECT ${key} FROM ${target.from()} WHERE ${key} IS NOT NULL AND ${condition})`;
  }
  return sql`EXISTS (SELECT 1 FROM ${target.from()} WHERE ${joinCondition(via, target, row)} AND ${condition})`;
}
