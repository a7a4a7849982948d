import type { Lang } from '../domain/values/lang.js';
import { isEnum, type KindModel, type ValueField } from '../model/model.js';
import type { Dialect } from './dialects/dialect.js';
import { targetsOf } from './groups-plan.js';
import type { Bucket, DimensionPlan } from './plan.js';
import type { Compilation } from './row.js';
import { firstOf, join, literal, sql, type Sql } from './sql.js';

/** The bucket that a day falls in, as text that sorts as time does. */
export function bucketOf(dialect: Dialect, bucket: Bucket, day: Sql): Sql {
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
export function bucketStart(dialect: Dialect, bucket: Bucket, key: Sql): Sql {
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
export function bucketEnd(dialect: Dialect, bucket: Bucket, key: Sql): Sql {
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
export function compileLabel(
  compilation: Compilation,
  by: DimensionPlan,
  langs: readonly Lang[],
  key: Sql,
): Sql {
  const { dialect, model } = compilation;
  const targets = targetsOf(model, by.dimension);
  if (targets.length > 0) {
    const names = targets.map((kind) => {
      const target = compilation.row(kind);
      const named = namingField(kind);
      const columns = named
        ? langs.map((lang) => target.column(named.columns[lang.toLowerCase()] ?? ''))
        : [];
      const text = join([...columns, target.column('slug')], ', ');
      return sql`(SELECT coalesce(${text}) FROM ${target.from()} WHERE ${target.column('id')} = ${key})`;
    });
    const text = firstOf(names);
    return sql`coalesce(${dialect.jsonString(text)}, 'null')`;
  }
  if (by.dimension.leaf === 'fuzzyDate') {
    return sql`coalesce(${dialect.jsonString(sql`ltrim(${key}, '~')`)}, 'null')`;
  }
  const [path] = by.dimension.paths;
  if (path?.field.type === 'column' && isEnum(path.field.output)) {
    const words = path.field.output.values.map(
      ({ name }) => sql`WHEN ${literal(name)} THEN ${literal(JSON.stringify(wordsOf(name)))}`,
    );
    return sql`CASE ${key} ${join(words, ' ')} ELSE 'null' END`;
  }
  return sql`coalesce(${dialect.jsonString(keyText(by, key))}, 'null')`;
}

/** A key as text: what is true or false is kept as a bit. */
export function keyText({ dimension }: DimensionPlan, key: Sql): Sql {
  if (dimension.leaf !== 'column') return key;
  const isBoolean = dimension.paths.every(
    ({ field }) => field.type === 'column' && field.encoding === 'boolean',
  );
  return isBoolean ? sql`CASE ${key} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END` : sql`CAST(${key} AS text)`;
}

/** The field that says what a record is called: its name, or what stands for one. */
export function namingField(kind: KindModel): ValueField | undefined {
  return [...kind.fields.values()].find(
    (field): field is ValueField => field.type === 'value' && field.value === 'names' && !field.nullable,
  );
}

/** `HONOURABLE_MENTION` as words: "Honourable mention". */
function wordsOf(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
