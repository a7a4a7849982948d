import { LANGS } from '../domain/values/lang.js';
import { keyColumn, type KindModel, type ToManyField } from '../model/model.js';
import { compileConnection } from './compile-connection.js';
import { objectOf } from './compile-page.js';
import { encode } from './encode.js';
import type { Entry, ObjectPlan, ValuePlan } from './plan.js';
import { joinCondition, type Compilation, type Row, type TableRow } from './row.js';
import { allOf, bind, concat, firstOf, join, literal, raw, sql, valueOf, type Sql } from './sql.js';

/** The JSON text of an object made from a row; never null. */
export function compileObject(compilation: Compilation, object: ObjectPlan, row: Row): Sql {
  return concat(
    objectOf(object.map(({ key, value }: Entry) => [key, compileValue(compilation, value, row)])),
  );
}

/** The JSON text of the record with that id, or null when there is none. */
export function compileRecord(compilation: Compilation, kind: KindModel, object: ObjectPlan, id: Sql): Sql {
  const target = compilation.row(kind);
  const json = compileObject(compilation, object, target);
  return valueOf(sql`SELECT ${json} FROM ${target.from()} WHERE ${target.column('id')} = ${id}`);
}

function compileValue(compilation: Compilation, value: ValuePlan, row: Row): (string | Sql)[] {
  const { dialect } = compilation;
  switch (value.type) {
    case 'literal':
      return [value.json];
    case 'column': {
      const column = row.column(value.column);
      // Between quotes as it is: the quotes become part of the text around.
      if (value.encoding === 'token' && !value.nullable) return ['"', column, '"'];
      const json = encode(
        dialect,
        value.encoding,
        column,
        value.currency ? row.column(value.currency) : undefined,
      );
      if (!value.nullable) return [json];
      // CASE ends in ELSE, so where JSON is made with one, null must be told apart before.
      return value.encoding === 'text' || value.encoding === 'token'
        ? [sql`coalesce(${json}, 'null')`]
        : [sql`CASE WHEN ${column} IS NULL THEN 'null' ELSE ${json} END`];
    }
    case 'localised': {
      const columns = value.columns.map((column) => row.column(column));
      return [sql`coalesce(${dialect.jsonString(firstOf(columns))}, 'null')`];
    }
    case 'names': {
      const items = LANGS.map((lang) => {
        const text = row.column(value.field.columns[lang.toLowerCase()] ?? '');
        const original = row.column(value.field.columns.original ?? '');
        const members = value.entries.map(({ key, name }): [string, (string | Sql)[]] => {
          if (name === 'text') return [key, [dialect.jsonString(text)]];
          if (name === 'lang') return [key, [`"${lang}"`]];
          if (name === 'original') {
            return [key, [sql`CASE WHEN ${original} = ${literal(lang)} THEN 'true' ELSE 'false' END`]];
          }
          return [key, [name.json]];
        });
        return sql`CASE WHEN ${text} IS NULL THEN '' ELSE ${concat([',', ...objectOf(members)])} END`;
      });
      return ['[', sql`substr(${concat(items)}, 2)`, ']'];
    }
    case 'value':
      return [
        sql`CASE WHEN ${row.column(value.presence)} IS NULL THEN 'null' ELSE ${compileObject(compilation, value.object, row)} END`,
      ];
    case 'self':
      return [compileObject(compilation, value.object, row)];
    case 'toOne': {
      const record = compileRecord(compilation, value.kind, value.object, row.column(value.column));
      return [value.nullable ? sql`coalesce(${record}, 'null')` : record];
    }
    case 'oneOf': {
      const arms = value.arms.map(
        ({ column, kind, object }) =>
          sql`WHEN ${row.column(column)} IS NOT NULL THEN ${compileRecord(compilation, kind, object, row.column(column))}`,
      );
      return [sql`CASE ${join(arms, ' ')} ELSE 'null' END`];
    }
    case 'anyRecord':
      return [compileAnyRecord(compilation, value.arms, row.column(value.column))];
    case 'list':
      return ['[', compileList(compilation, value, row), ']'];
    case 'connection':
      return [
        compileConnection(compilation, value.connection, (target) => [
          joinCondition(value.join, target, row),
        ]),
      ];
  }
}

/** The record of an id of any of the kinds, told by its prefix; JSON null when there is none. */
export function compileAnyRecord(
  compilation: Compilation,
  arms: readonly { readonly kind: KindModel; readonly object: ObjectPlan }[],
  id: Sql,
): Sql {
  if (arms.length === 0) return raw(`'null'`);
  const cases = arms.map(
    ({ kind, object }) =>
      sql`WHEN ${literal(`${kind.prefix}_`)} THEN coalesce(${compileRecord(compilation, kind, object, id)}, 'null')`,
  );
  return sql`CASE substr(${id}, 1, 4) ${join(cases, ' ')} ELSE 'null' END`;
}

function compileList(
  compilation: Compilation,
  { field, kind, object, about }: Extract<ValuePlan, { type: 'list' }>,
  row: Row,
): Sql {
  const target = compilation.row(kind);
  const item = compileObject(compilation, object, target);
  const order = target.column(keyColumn(kind).column);
  const conditions = [joinCondition(field.join, target, row)];
  if (about !== null) conditions.push(isAbout(compilation, field, kind, about, target, row));
  const rows = sql`SELECT ${item} AS item FROM ${target.from()} WHERE ${allOf(conditions)} ORDER BY ${order}`;
  return sql`(SELECT coalesce(string_agg(item, ','), '') FROM (${rows}) ${compilation.alias()})`;
}

/**
 * That a row of a list is about a field, or a part of it, or the value that it is part of; where none is, those about the
 * whole record stand for it.
 */
function isAbout(
  compilation: Compilation,
  field: ToManyField,
  kind: KindModel,
  about: string,
  target: TableRow,
  row: Row,
): Sql {
  const column = field.about ?? '';
  const names = (of: TableRow): Sql => {
    const value = of.column(column);
    const inside = sql`substr(${value}, 1, ${raw(String(about.length + 1))}) = ${bind(`${about}.`)}`;
    const whole = about.includes('.') ? [sql`${value} = ${bind(about.slice(0, about.indexOf('.')))}`] : [];
    return sql`(${join([sql`${value} = ${bind(about)}`, inside, ...whole], ' OR ')})`;
  };
  const other = compilation.row(kind);
  const more = sql`EXISTS (SELECT 1 FROM ${other.from()} WHERE ${joinCondition(field.join, other, row)} AND ${names(other)})`;
  return sql`(${names(target)} OR (${target.column(column)} IS NULL AND NOT ${more}))`;
}
