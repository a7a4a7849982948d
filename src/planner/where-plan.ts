import type { InputPath } from '../model/errors.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ToManyField } from '../model/model.js';
import type { Predicate } from './plan.js';
import {
  allOf,
  at,
  comparison,
  entriesOf,
  fault,
  listOf,
  readBoolean,
  readNumber,
  type Reading,
} from './where-reading.js';
import { readColumn, readFuzzyDate, readMoney, readNames, readPeriod, readQuantity } from './where-values.js';

/** How deep a filter may be nested. */
export const DEEPEST_FILTER = 12;

/** How many fields a filter may name, at all its levels: databases refuse longer conditions, each at its own length. */
export const MOST_PREDICATES = 200;

/** The predicate of a coerced `where`; `field` is the path of the connection that it filters. */
export function planWhere(
  model: Model,
  kind: KindModel,
  where: unknown,
  path: InputPath,
  field: InputPath,
): Predicate {
  return readWhere(kind, where, { model, path, field, depth: 1, named: { count: 0 } });
}

function readWhere(kind: KindModel, where: unknown, reading: Reading): Predicate {
  if (reading.depth > DEEPEST_FILTER) {
    throw fault(
      reading,
      `A filter may be nested ${DEEPEST_FILTER} deep at the most. Ask a simpler question.`,
    );
  }
  const items = entriesOf(where, reading).map(([name, value]): Predicate => {
    reading.named.count += 1;
    if (reading.named.count > MOST_PREDICATES) {
      throw fault(
        reading,
        `A filter names at most ${MOST_PREDICATES} fields. For many values of one, use \`in\`.`,
      );
    }
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
