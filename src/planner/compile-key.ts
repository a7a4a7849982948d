import type { Lang } from '../domain/values/lang.js';
import { isEnum, keyColumn, type KindModel, type ValueField } from '../model/model.js';
import { objectOf } from './compile-page.js';
import { compileAnyRecord, compileRecord } from './compile-record.js';
import type { Dialect } from './dialects/dialect.js';
import { targetsOf } from './groups-plan.js';
import type { Bucket, DimensionPlan, KeyEntry } from './plan.js';
import type { Compilation, TableRow } from './row.js';
import { concat, firstOf, join, literal, raw, sql, type Sql } from './sql.js';

/** Marks a key that is known less precisely than its bucket; what follows is its EDTF. It sorts after digits. */
export const IMPRECISE = '~';

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
export function compileKeyValue(compilation: Compilation, by: DimensionPlan, key: Sql): Sql {
  const values = targetsOf(compilation.model, by.dimension).map((kind) => {
    const target = compilation.row(kind);
    return sql`(SELECT ${target.column(keyColumn(kind).column)} FROM ${target.from()} WHERE ${target.column('id')} = ${key})`;
  });
  if (values.length === 0) return key;
  return firstOf(values);
}

/** The JSON text of a group's key along a dimension. */
export function compileKey(
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

/** The bucket that a day falls in, as text that sorts as time does. */
function bucketOf(dialect: Dialect, bucket: Bucket, day: Sql): Sql {
  switch (bucket) {
    case 'YEAR':
      return sql`substr(${day}, 1, 4)`;
    case 'QUARTER':
      return sql`substr(${day}, 1, 4) || '-Q' || CAST((CAST(substr(${day}, 6, 2) AS integer) + 2) / 3 AS text)`;
    case 'MONTH':
      return sql`substr(${day}, 1, 7)`;
    case 'WEEK':
      return dialect.isoWeek(day);
    case 'DAY':
      return day;
  }
}

/** The first day of a bucket. */
function bucketStart(dialect: Dialect, bucket: Bucket, key: Sql): Sql {
  switch (bucket) {
    case 'YEAR':
      return sql`substr(${key}, 1, 4) || '-01-01'`;
    case 'QUARTER':
      return sql`substr(${key}, 1, 4) || substr('-01-01-04-01-07-01-10-01', (CAST(substr(${key}, 7) AS integer) - 1) * 6 + 1, 6)`;
    case 'MONTH':
      return sql`${key} || '-01'`;
    case 'WEEK':
      return dialect.dayOfIsoWeek(key, 0);
    case 'DAY':
      return key;
  }
}

/** The last day of a bucket. */
function bucketEnd(dialect: Dialect, bucket: Bucket, key: Sql): Sql {
  switch (bucket) {
    case 'YEAR':
      return sql`substr(${key}, 1, 4) || '-12-31'`;
    case 'QUARTER':
      return sql`substr(${key}, 1, 4) || substr('-03-31-06-30-09-30-12-31', (CAST(substr(${key}, 7) AS integer) - 1) * 6 + 1, 6)`;
    case 'MONTH':
      return dialect.lastDayOfMonth(sql`(${key} || '-01')`);
    case 'WEEK':
      return dialect.dayOfIsoWeek(key, 6);
    case 'DAY':
      return key;
  }
}

/** What a key is called, as JSON text: the name of a record, the words of an enum value, a date; JSON null if unknown. */
function compileLabel(compilation: Compilation, by: DimensionPlan, langs: readonly Lang[], key: Sql): Sql {
  const { dialect, model } = compilation;
  const targets = targetsOf(model, by.dimension);
  if (targets.length > 0) {
    const names = targets.map((kind) => {
      const target = compilation.row(kind);
      const named = namingField(kind);
      const columns = named
        ? langs.map((lang) => target.column(named.columns[lang.toLowerCase()] ?? ''))
        : [];
      const text = firstOf([...columns, target.column('slug')]);
      return sql`(SELECT ${text} FROM ${target.from()} WHERE ${target.column('id')} = ${key})`;
    });
    const text = firstOf(names);
    return sql`coalesce(${dialect.jsonString(text)}, 'null')`;
  }
  if (by.dimension.leaf === 'fuzzyDate') {
    return sql`coalesce(${dialect.jsonString(sql`ltrim(${key}, '~')`)}, 'null')`;
  }
  const [path] = by.dimension.paths;
  if (path?.field.type === 'column' && isEnum(path.field.output)) {
    const [lang = 'AR'] = langs;
    const words = path.field.output.values.map(
      ({ name, label }) => sql`WHEN ${literal(name)} THEN ${literal(JSON.stringify(label[lang]))}`,
    );
    return sql`CASE ${key} ${join(words, ' ')} ELSE 'null' END`;
  }
  return sql`coalesce(${dialect.jsonString(keyText(by, key))}, 'null')`;
}

/** A key as text: what is true or false is kept as a bit. */
function keyText({ dimension }: DimensionPlan, key: Sql): Sql {
  if (dimension.leaf !== 'column') return key;
  const isBoolean = dimension.paths.every(
    ({ field }) => field.type === 'column' && field.encoding === 'boolean',
  );
  return isBoolean ? sql`CASE ${key} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END` : sql`CAST(${key} AS text)`;
}

/** The field that says what a record is called: its name, or what stands for one. */
function namingField(kind: KindModel): ValueField | undefined {
  return [...kind.fields.values()].find(
    (field): field is ValueField => field.type === 'value' && field.value === 'names' && !field.nullable,
  );
}
