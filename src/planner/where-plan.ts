import { badInput, type InputPath } from '../model/errors.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ToManyField } from '../model/model.js';
import { minorUnits } from '../domain/values/money.js';
import { THOUSANDTHS } from '../domain/values/quantity.js';
import type { Span } from '../domain/values/date.js';
import { fold } from '../text/fold.js';
import type { ComparisonOperator, Predicate } from './plan.js';

/** How deep a filter may be nested. */
export const DEEPEST_FILTER = 12;

/** How many values `in` takes. */
export const LONGEST_LIST = 10_000;

type Input = Readonly<Record<string, unknown>>;

/** Where a filter is being read: for errors, and so that depth is known. */
interface Reading {
  readonly model: Model;
  readonly path: InputPath;
  readonly field: InputPath;
  readonly depth: number;
}

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** The predicate of a coerced `where`; `field` is the path of the connection that it filters. */
export function planWhere(
  model: Model,
  kind: KindModel,
  where: unknown,
  path: InputPath,
  field: InputPath,
): Predicate {
  return readWhere(kind, where, { model, path, field, depth: 1 });
}

function readWhere(kind: KindModel, where: unknown, reading: Reading): Predicate {
  if (reading.depth > DEEPEST_FILTER) {
    throw fault(
      reading,
      `A filter may be nested ${DEEPEST_FILTER} deep at the most. Ask a simpler question.`,
    );
  }
  const items = entriesOf(where, reading).map(([name, value]): Predicate => {
    const inner: Reading = { ...reading, path: [...reading.path, name], depth: reading.depth + 1 };
    if (name === 'and' || name === 'or') {
      return {
        type: name,
        items: listOf(value, inner).map((item, index) => readWhere(kind, item, at(inner, index))),
      };
    }
    if (name === 'not') return { type: 'not', item: readWhere(kind, value, inner) };
    if (name === 'isNull')
      throw fault(inner, '`isNull` says whether a related record is there; use it inside a relation.');
    const field = kind.fields.get(name);
    if (!field) throw new Error(`${kind.name} has no field ${name}.`);
    return readField(field, value, inner);
  });
  return allOf(items);
}

function readField(field: FieldModel, value: unknown, reading: Reading): Predicate {
  switch (field.type) {
    case 'toOne': {
      const given = entriesOf(value, reading);
      const absent = given.find(([name]) => name === 'isNull');
      if (absent) {
        if (given.length > 1) throw fault(reading, '`isNull` stands alone.');
        return {
          type: 'isNull',
          columns: [field.column],
          negated: readBoolean(absent[1], at(reading, 'isNull')) === false,
        };
      }
      const kind = kindNamed(reading.model, field.target);
      return { type: 'toOne', field, kind, where: readWhere(kind, value, reading) };
    }
    case 'toMany':
      return readRelation(field, value, reading);
    case 'column':
      return allOf(
        entriesOf(value, reading).map(([name, operand]) =>
          readColumn(field.column, field.encoding, name, operand, at(reading, name)),
        ),
      );
    case 'value':
      switch (field.value) {
        case 'names':
          return readNames(field.columns, value, reading);
        case 'fuzzyDate':
          return readFuzzyDate(field.columns, value, reading);
        case 'fuzzyPeriod':
          return readPeriod(field.columns, value, reading);
        case 'quantity':
          return readQuantity(field.columns, value, reading);
        case 'money':
          return readMoney(field.columns, value, reading);
        default:
          break;
      }
  }
  throw new Error(`${field.name} cannot be filtered by.`);
}

function readRelation(field: ToManyField, value: unknown, reading: Reading): Predicate {
  const kind = kindNamed(reading.model, field.target);
  return allOf(
    entriesOf(value, reading).flatMap(([name, operand]): Predicate[] => {
      const inner = at(reading, name);
      if (name !== 'count') {
        return [
          { type: name as 'some' | 'none' | 'every', field, kind, where: readWhere(kind, operand, inner) },
        ];
      }
      const given = entriesOf(operand, inner);
      const filter = given.find(([key]) => key === 'where');
      const where = filter
        ? readWhere(kind, filter[1], { ...at(inner, 'where'), depth: inner.depth + 1 })
        : null;
      const comparisons = given.filter(([key]) => key !== 'where');
      if (comparisons.length === 0) throw fault(inner, 'Say how many: `eq`, `gt`, `gte`, `lt` or `lte`.');
      return comparisons.map(([key, number]) => ({
        type: 'count',
        field,
        kind,
        where,
        operator: comparison(key),
        value: readNumber(number, at(inner, key)),
      }));
    }),
  );
}

function readColumn(
  column: string,
  encoding: string,
  name: string,
  value: unknown,
  reading: Reading,
): Predicate {
  if (name === 'isNull') return nullness([column], value, reading);
  if (name === 'in') {
    const values = listOf(value, reading).map((item, index) => readScalar(item, at(reading, index)));
    return { type: 'in', column, values: values as readonly string[] | readonly number[] };
  }
  if (name === 'contains' || name === 'startsWith') {
    return { type: 'text', columns: [column], match: name, value: readText(value, reading) };
  }
  if (isSpan(value)) return readDay(column, name, value);
  const operand = readScalar(value, reading);
  return {
    type: 'compare',
    column,
    operator: comparison(name),
    value: operand,
    ...(encoding === 'boolean' ? { boolean: true } : {}),
  };
}

/** A day compared with a span of days: before it, in it, after it. */
function readDay(column: string, name: string, { earliest, latest }: Span): Predicate {
  const compare = (operator: ComparisonOperator, value: string): Predicate => ({
    type: 'compare',
    column,
    operator,
    value,
  });
  switch (name) {
    case 'gt':
      return compare('>', latest);
    case 'gte':
      return compare('>=', earliest);
    case 'lt':
      return compare('<', earliest);
    case 'lte':
      return compare('<=', latest);
    default:
      return allOf([compare('>=', earliest), compare('<=', latest)]);
  }
}

function readNames(columns: Readonly<Record<string, string>>, value: unknown, reading: Reading): Predicate {
  const texts = ['ar', 'en', 'fr'].map((lang) => columns[lang] ?? '');
  const folds = ['arFold', 'enFold', 'frFold'].map((lang) => columns[lang] ?? '');
  return allOf(
    entriesOf(value, reading).map(([name, operand]): Predicate => {
      const inner = at(reading, name);
      if (name === 'isNull') return nullness(texts, operand, inner);
      if (name === 'exact')
        return { type: 'text', columns: texts, match: 'equals', value: readText(operand, inner) };
      if (name === 'in') {
        const items = listOf(operand, inner).map((item, index): Predicate => ({
          type: 'text',
          columns: folds,
          match: 'equals',
          value: folded(item, at(inner, index)),
        }));
        return { type: 'or', items };
      }
      const match = name === 'eq' ? 'equals' : (name as 'contains' | 'startsWith');
      return { type: 'text', columns: folds, match, value: folded(operand, inner) };
    }),
  );
}

function folded(value: unknown, reading: Reading): string {
  const text = fold(readText(value, reading));
  if (text === '') throw fault(reading, 'This text has no letter or digit to look for.');
  return text;
}

function readFuzzyDate(
  columns: Readonly<Record<string, string>>,
  value: unknown,
  reading: Reading,
): Predicate {
  const earliest = columns.earliest ?? '';
  const latest = columns.latest ?? '';
  const compare = (column: string, operator: ComparisonOperator, operand: string): Predicate => ({
    type: 'compare',
    column,
    operator,
    value: operand,
  });
  const { certain, operators } = matchOf(value, reading);
  return allOf(
    operators.map(([name, operand]): Predicate => {
      if (name === 'isNull') return nullness([earliest], operand, at(reading, name));
      const span = operand as Span;
      switch (name) {
        case 'gt':
          return compare(certain ? earliest : latest, '>', span.latest);
        case 'gte':
          return compare(certain ? earliest : latest, '>=', span.earliest);
        case 'lt':
          return compare(certain ? latest : earliest, '<', span.earliest);
        case 'lte':
          return compare(certain ? latest : earliest, '<=', span.latest);
        case 'during':
          return certain
            ? allOf([compare(earliest, '>=', span.earliest), compare(latest, '<=', span.latest)])
            : allOf([compare(earliest, '<=', span.latest), compare(latest, '>=', span.earliest)]);
        default:
          return allOf([compare(earliest, '=', span.earliest), compare(latest, '=', span.latest)]);
      }
    }),
  );
}

function readPeriod(columns: Readonly<Record<string, string>>, value: unknown, reading: Reading): Predicate {
  const column = (name: string) => columns[name] ?? '';
  const compare = (name: string, operator: ComparisonOperator, operand: string): Predicate => ({
    type: 'compare',
    column: column(name),
    operator,
    value: operand,
  });
  const unknownOr = (name: string, predicate: Predicate): Predicate => ({
    type: 'or',
    items: [{ type: 'isNull', columns: [column(name)], negated: false }, predicate],
  });
  const known: Predicate = { type: 'isNull', columns: [column('edtf')], negated: true };
  const { certain, operators } = matchOf(value, reading);
  return allOf(
    operators.map(([name, operand]): Predicate => {
      if (name === 'isNull') return nullness([column('edtf')], operand, at(reading, name));
      const { earliest, latest } = operand as Span;
      if (name === 'overlaps') {
        return certain
          ? allOf([compare('certainFrom', '<=', latest), compare('certainTo', '>=', earliest)])
          : allOf([
              known,
              unknownOr('earliest', compare('earliest', '<=', latest)),
              unknownOr('latest', compare('latest', '>=', earliest)),
            ]);
      }
      return certain
        ? allOf([compare('earliest', '>=', earliest), compare('latest', '<=', latest)])
        : allOf([
            known,
            unknownOr('earliest', compare('earliest', '<=', latest)),
            unknownOr('latest', compare('latest', '>=', earliest)),
            unknownOr('certainFrom', compare('certainFrom', '>=', earliest)),
            unknownOr('certainTo', compare('certainTo', '<=', latest)),
          ]);
    }),
  );
}

function readQuantity(
  columns: Readonly<Record<string, string>>,
  value: unknown,
  reading: Reading,
): Predicate {
  const low = columns.low ?? '';
  const high = columns.high ?? '';
  const { certain, operators } = matchOf(value, reading);
  const compare = (column: string, operator: ComparisonOperator, operand: number): Predicate => ({
    type: 'compare',
    column,
    operator,
    value: operand,
  });
  // No upper end is as large as can be: it may exceed anything, and is below nothing for certain.
  const reaches = (operator: ComparisonOperator, operand: number): Predicate => ({
    type: 'or',
    items: [
      compare(high, operator, operand),
      allOf([
        { type: 'isNull', columns: [high], negated: false },
        { type: 'isNull', columns: [low], negated: true },
      ]),
    ],
  });
  const bounded: Predicate = { type: 'isNull', columns: [high], negated: true };
  return allOf(
    operators.map(([name, operand]): Predicate => {
      const inner = at(reading, name);
      if (name === 'isNull') return nullness([low], operand, inner);
      if (name === 'qualifier') return readColumn(columns.qualifier ?? '', 'token', 'eq', operand, inner);
      const number = Math.round(readNumber(operand, inner) * THOUSANDTHS);
      const operator = comparison(name);
      if (operator === '>' || operator === '>=')
        return certain ? compare(low, operator, number) : reaches(operator, number);
      if (operator !== '=')
        return certain ? allOf([bounded, compare(high, operator, number)]) : compare(low, operator, number);
      return certain
        ? allOf([compare(low, '=', number), bounded, compare(high, '=', number)])
        : allOf([compare(low, '<=', number), reaches('>=', number)]);
    }),
  );
}

function readMoney(columns: Readonly<Record<string, string>>, value: unknown, reading: Reading): Predicate {
  const given = entriesOf(value, reading);
  const amount = columns.amount ?? '';
  const currency = given.find(([name]) => name === 'currency')?.[1];
  return allOf(
    given.map(([name, operand]): Predicate => {
      const inner = at(reading, name);
      if (name === 'isNull') return nullness([amount], operand, inner);
      if (name === 'currency') return readColumn(columns.currency ?? '', 'token', 'eq', operand, inner);
      if (typeof currency !== 'string') throw fault(reading, 'Name the `currency` of the amount.');
      const minor = minorUnits(readText(operand, inner), currency);
      if (Number.isNaN(minor))
        throw fault(inner, 'This currency has no such amount: too many decimals, or too large.');
      return { type: 'compare', column: amount, operator: comparison(name), value: minor };
    }),
  );
}

/** Takes `match` out of an operator object: whether the answer must be certain (the default) or only possible. */
function matchOf(value: unknown, reading: Reading): { certain: boolean; operators: [string, unknown][] } {
  const given = entriesOf(value, reading);
  const operators = given.filter(([name]) => name !== 'match');
  if (operators.length === 0) throw fault(reading, '`match` says how to compare; give an operator as well.');
  return { certain: given.find(([name]) => name === 'match')?.[1] !== 'POSSIBLE', operators };
}

function nullness(columns: readonly string[], value: unknown, reading: Reading): Predicate {
  return { type: 'isNull', columns, negated: readBoolean(value, reading) === false };
}

function allOf(items: readonly Predicate[]): Predicate {
  const [only] = items;
  return items.length === 1 && only ? only : { type: 'and', items };
}

function comparison(name: string): ComparisonOperator {
  const operator = COMPARISONS[name];
  if (!operator) throw new Error(`${name} is not a comparison.`);
  return operator;
}

/** Members of a filter object. An empty one would silently mean "everything", so it is refused. */
function entriesOf(value: unknown, reading: Reading): [string, unknown][] {
  if (value === null || value === undefined) {
    throw fault(
      reading,
      'A filter cannot be null. Leave it out, or use `isNull: true` for what is not stated.',
    );
  }
  const entries = Object.entries(value as Input);
  if (entries.length === 0)
    throw fault(reading, 'A filter cannot be empty. Leave it out, or say what to look for.');
  return entries;
}

function listOf(value: unknown, reading: Reading): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw fault(
      reading,
      'A list in a filter cannot be null or empty. Leave it out, or say what to look for.',
    );
  }
  if (value.length > LONGEST_LIST) {
    throw fault(reading, `A list in a filter has at most ${LONGEST_LIST} values.`);
  }
  return value as readonly unknown[];
}

function readScalar(value: unknown, reading: Reading): string | number | boolean {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return readText(value, reading);
}

function readText(value: unknown, reading: Reading): string {
  if (typeof value === 'string') return value;
  throw nullFault(reading);
}

function readNumber(value: unknown, reading: Reading): number {
  if (typeof value === 'number') return value;
  throw nullFault(reading);
}

function readBoolean(value: unknown, reading: Reading): boolean {
  if (typeof value === 'boolean') return value;
  throw nullFault(reading);
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'earliest' in value && 'latest' in value;
}

function at(reading: Reading, step: string | number): Reading {
  return { ...reading, path: [...reading.path, step] };
}

function nullFault(reading: Reading): Error {
  return fault(
    reading,
    'A filter cannot be null. Leave it out, or use `isNull: true` for what is not stated.',
  );
}

function fault(reading: Reading, message: string): Error {
  return badInput(message, reading.path, reading.field);
}
