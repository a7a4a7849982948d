import type { Span } from '../domain/values/date.js';
import { minorUnits } from '../domain/values/money.js';
import { THOUSANDTHS } from '../domain/values/quantity.js';
import { fold } from '../text/fold.js';
import type { ComparisonOperator, Predicate } from './plan.js';
import {
  allOf,
  at,
  comparison,
  entriesOf,
  fault,
  listOf,
  readBoolean,
  readNumber,
  readScalar,
  readText,
  type Reading,
} from './where-reading.js';

type Columns = Readonly<Record<string, string>>;

/** The predicate of one operator on a column. */
export function readColumn(
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

/** The predicate of a filter on a name: any of its languages may fulfil it. */
export function readNames(columns: Columns, value: unknown, reading: Reading): Predicate {
  const texts = ['ar', 'en', 'fr'].map((lang) => columns[lang] ?? '');
  const folds = ['arFold', 'enFold', 'frFold'].map((lang) => columns[lang] ?? '');
  return allOf(
    entriesOf(value, reading).map(([name, operand]): Predicate => {
      const inner = at(reading, name);
      if (name === 'isNull') return nullness(texts, operand, inner);
      if (name === 'exact') {
        return { type: 'text', columns: texts, match: 'isOneOf', values: [readText(operand, inner)] };
      }
      if (name === 'eq' || name === 'in') {
        const values =
          name === 'eq'
            ? [folded(operand, inner)]
            : listOf(operand, inner).map((item, index) => folded(item, at(inner, index)));
        return { type: 'text', columns: folds, match: 'isOneOf', values };
      }
      return {
        type: 'text',
        columns: folds,
        match: name as 'contains' | 'startsWith',
        value: folded(operand, inner),
      };
    }),
  );
}

function folded(value: unknown, reading: Reading): string {
  const text = fold(readText(value, reading));
  if (text === '') throw fault(reading, 'This text has no letter or digit to look for.');
  return text;
}

/** The predicate of a filter on a fuzzy date. */
export function readFuzzyDate(columns: Columns, value: unknown, reading: Reading): Predicate {
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

/** The predicate of a filter on a period. */
export function readPeriod(columns: Columns, value: unknown, reading: Reading): Predicate {
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
  // Unknown, and not false, where no period is stated at all.
  const known = compare('edtf', '>=', '');
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

/** The predicate of a filter on a quantity. */
export function readQuantity(columns: Columns, value: unknown, reading: Reading): Predicate {
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
  // False without an upper end, but unknown where no number is stated at all.
  const bounded: Predicate = {
    type: 'or',
    items: [
      { type: 'isNull', columns: [high], negated: true },
      { type: 'isNull', columns: [low], negated: false },
    ],
  };
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

/** The predicate of a filter on money. */
export function readMoney(columns: Columns, value: unknown, reading: Reading): Predicate {
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

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'earliest' in value && 'latest' in value;
}
