import { Lang } from '../domain/values/lang.js';
import { isEnum, keyColumn, type KindModel, type ValueField } from '../model/model.js';
import { bucketEnd, bucketLabel, bucketOf, bucketStart } from './compile-bucket.js';
import { objectOf } from './compile-page.js';
import { compileAnyRecord, compileRecord } from './compile-record.js';
import { targetsOf } from './groups-plan.js';
import type { Bucket, DimensionPlan, KeyEntry } from './plan.js';
import type { Compilation, Row, TableRow } from './row.js';
import { concat, firstOf, join, literal, raw, sql, type Sql } from './sql.js';

/** Marks a key that is known less precisely than its bucket; what follows is its EDTF. It sorts after digits. */
const IMPRECISE = '~';

const BY_DAY: Bucket = { unit: 'DAY', calendar: 'GREGORIAN' };

/** The key of a row along a dimension: an id, a column's value, or a bucket of a date. */
export function compileDimension(
  compilation: Compilation,
  { dimension, bucket }: DimensionPlan,
  row: TableRow,
): Sql {
  const values = dimension.paths.map(({ hops, field }) => {
    if (field.type === 'toMany') return row.follow([...hops, field]).column('id');
    const end = row.follow(hops);
    if (field.type === 'toOne') return end.column(field.column);
    if (field.type === 'column' && dimension.leaf === 'date') {
      return dateKey(
        compilation,
        bucket,
        { edtf: field.column, earliest: field.column, latest: field.column },
        end,
      );
    }
    if (field.type === 'column') {
      return field.encoding === 'boolean'
        ? compilation.dialect.bit(end.column(field.column))
        : end.column(field.column);
    }
    if (dimension.leaf === 'currency') return end.column(field.columns.currency ?? '');
    return dateKey(compilation, bucket, field.columns, end);
  });
  return firstOf(values);
}

/** The bucket of a date, or the date itself where it may fall in several, or in none that the calendar has. */
function dateKey(
  { dialect }: Compilation,
  bucket: Bucket | null,
  { edtf = '', earliest = '', latest = '' }: Readonly<Record<string, string>>,
  row: Row,
): Sql {
  const from = bucketOf(dialect, bucket ?? BY_DAY, row.column(earliest));
  const imprecise = sql`'${raw(IMPRECISE)}' || ${row.column(edtf)}`;
  if (earliest === latest) return sql`coalesce(${from}, ${imprecise})`;
  const whole =
    bucket?.unit === 'WEEKDAY'
      ? sql`${row.column(earliest)} = ${row.column(latest)}`
      : sql`${from} = ${bucketOf(dialect, bucket ?? BY_DAY, row.column(latest))}`;
  return sql`CASE WHEN ${whole} THEN coalesce(${from}, ${imprecise}) ELSE ${imprecise} END`;
}

/** The kind of record that all keys along a dimension are; undefined where they are none, or of several kinds. */
export function kindOfKeys({ model }: Compilation, { dimension }: DimensionPlan): KindModel | undefined {
  const [kind, ...others] = targetsOf(model, dimension);
  return others.length === 0 ? kind : undefined;
}

/** What people know a key by: the code or slug of a record, else the key itself. */
export function compileKeyValue(
  compilation: Compilation,
  by: DimensionPlan,
  key: Sql,
  record: TableRow | undefined,
): Sql {
  if (record) return record.column(keyColumn(record.kind).column);
  const values = targetsOf(compilation.model, by.dimension).map((kind) => {
    const target = compilation.row(kind);
    return sql`(SELECT ${target.column(keyColumn(kind).column)} FROM ${target.from()} WHERE ${target.column('id')} = ${key})`;
  });
  if (values.length === 0) return key;
  return firstOf(values);
}

/** A key of a group: its own columns, and those of the record that it is, where all keys are of one kind. */
export interface KeyRow {
  readonly key: Sql;
  /** What {@link compileKeyValue} made of it. */
  known(): Sql;
  readonly record: Row;
}

/** The JSON text of a group's key along a dimension. */
export function compileKey(
  compilation: Compilation,
  by: DimensionPlan | undefined,
  entries: readonly KeyEntry[],
  row: KeyRow,
): Sql {
  if (!by) throw new Error('A group has a key for each of its dimensions.');
  const { dialect } = compilation;
  const { bucket } = by;
  const { key } = row;
  const isDate = bucket !== null;
  const imprecise = isImprecise(key);
  const bound = (value: Sql) =>
    sql`CASE WHEN ${imprecise} THEN 'null' ELSE coalesce('"' || ${value} || '"', 'null') END`;
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
        const text = isDate ? withoutMark(row.known()) : keyText(by, row.known());
        return [responseKey, [sql`coalesce(${dialect.jsonString(text)}, 'null')`]];
      }
      case 'label':
        return [responseKey, [compileLabel(compilation, by, value.langs, row)]];
      case 'from':
        return [responseKey, bucket ? [bound(bucketStart(dialect, bucket, key))] : ['null']];
      case 'to':
        return [responseKey, bucket ? [bound(bucketEnd(dialect, bucket, key))] : ['null']];
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

/** What a key is called, as JSON text: the name of a record, the words of an enum value, a date; JSON null if unknown. */
function compileLabel(
  compilation: Compilation,
  by: DimensionPlan,
  langs: readonly Lang[],
  { key, record }: KeyRow,
): Sql {
  const { dialect, model } = compilation;
  const nameOf = (kind: KindModel, target: Row) => {
    const named = namingField(kind);
    const columns = named ? langs.map((lang) => target.column(named.columns[lang.toLowerCase()] ?? '')) : [];
    return firstOf([...columns, target.column('slug')]);
  };
  const only = kindOfKeys(compilation, by);
  if (only) return sql`coalesce(${dialect.jsonString(nameOf(only, record))}, 'null')`;
  const targets = targetsOf(model, by.dimension);
  if (targets.length > 0) {
    const names = targets.map((kind) => {
      const target = compilation.row(kind);
      const text = nameOf(kind, target);
      return sql`(SELECT ${text} FROM ${target.from()} WHERE ${target.column('id')} = ${key})`;
    });
    const text = firstOf(names);
    return sql`coalesce(${dialect.jsonString(text)}, 'null')`;
  }
  if (by.bucket) {
    const [lang = Lang.AR] = langs;
    const text = bucketLabel(by.bucket, lang, withoutMark(key));
    return sql`coalesce(${dialect.jsonString(text)}, 'null')`;
  }
  const [path] = by.dimension.paths;
  if (path?.field.type === 'column' && isEnum(path.field.output)) {
    const [lang = Lang.AR] = langs;
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

function withoutMark(key: Sql): Sql {
  return sql`CASE WHEN ${isImprecise(key)} THEN substr(${key}, 2) ELSE ${key} END`;
}

/** True for the key of a date that is known less precisely than its bucket. */
export function isImprecise(key: Sql): Sql {
  return sql`substr(${key}, 1, 1) = '${raw(IMPRECISE)}'`;
}

/** The field that says what a record is called: its name, or what stands for one. */
function namingField(kind: KindModel): ValueField | undefined {
  return [...kind.fields.values()].find(
    (field): field is ValueField => field.type === 'value' && field.value === 'names' && !field.nullable,
  );
}
