import {
  kindNamed,
  type FieldModel,
  type KindModel,
  type ToManyField,
  type ToOneField,
} from '../../src/model/model.js';
import { spanOf as readSpan, type Span } from '../../src/domain/values/date.js';
import { minorUnits } from '../../src/domain/values/money.js';
import { fold } from '../../src/text/fold.js';
import { all, any, compare, not, type Scalar, type Truth } from './logic.js';
import type { Row, World } from './world.js';

const spans = new Map<string, Span>();

/** Parsing a date takes longer than all else; the same few are asked all the time. */
function spanOf(text: string): Span {
  let span = spans.get(text);
  if (!span) spans.set(text, (span = readSpan(text)));
  return span;
}

type Input = Readonly<Record<string, any>>;

/** Whether a row fulfils a filter as it was written, before anything was coerced. */
export function holds(world: World, kind: KindModel, row: Row, where: Input): Truth {
  return all(
    Object.entries(where).map(([name, value]): Truth => {
      if (name === 'and') return all(value.map((item: Input) => holds(world, kind, row, item)));
      if (name === 'or') return any(value.map((item: Input) => holds(world, kind, row, item)));
      if (name === 'not') return not(holds(world, kind, row, value));
      const field = kind.fields.get(name);
      if (!field) throw new Error(`${kind.name} has no ${name}.`);
      return fulfils(world, field, row, value);
    }),
  );
}

function fulfils(world: World, field: FieldModel, row: Row, value: Input): Truth {
  switch (field.type) {
    case 'toOne':
      return toOne(world, field, row, value);
    case 'toMany':
      return toMany(world, field, row, value);
    case 'column': {
      const own = row[field.column] ?? null;
      return all(
        Object.entries(value).map(([operator, operand]) => column(field.output.name, own, operator, operand)),
      );
    }
    case 'value': {
      const at = (property: string) => row[field.columns[property] ?? ''] ?? null;
      switch (field.value) {
        case 'names':
          return names(at, value);
        case 'fuzzyDate':
          return fuzzyDate(at, value);
        case 'fuzzyPeriod':
          return period(at, value);
        case 'quantity':
          return quantity(at, value);
        case 'money':
          return money(at, value);
        default:
          break;
      }
    }
  }
  throw new Error(`${field.name} is not filtered by.`);
}

function toOne(world: World, field: ToOneField, row: Row, value: Input): Truth {
  const related = world.related(row, field);
  if ('isNull' in value) return (related.length === 0) === value.isNull;
  const target = kindNamed(world.model, field.target);
  return related.some((other) => holds(world, target, other, value) === true);
}

function toMany(world: World, field: ToManyField, row: Row, value: Input): Truth {
  const target = kindNamed(world.model, field.target);
  const related = world.related(row, field);
  const fulfilling = (where: Input) =>
    related.filter((other) => holds(world, target, other, where) === true).length;
  return all(
    Object.entries(value).map(([quantifier, operand]): Truth => {
      if (quantifier === 'some') return fulfilling(operand) > 0;
      if (quantifier === 'none') return fulfilling(operand) === 0;
      if (quantifier === 'every') return fulfilling(operand) === related.length;
      const { where, ...comparisons } = operand as Input;
      const number = where ? fulfilling(where) : related.length;
      return all(Object.entries(comparisons).map(([operator, bound]) => compare(number, operator, bound)));
    }),
  );
}

function column(type: string, own: Scalar, operator: string, operand: any): Truth {
  if (operator === 'isNull') return (own === null) === operand;
  if (own === null) return null;
  if (type === 'Boolean') return own === Number(operand);
  if (operator === 'in') return operand.includes(own);
  if (operator === 'contains') return String(own).includes(operand);
  if (operator === 'startsWith') return String(own).startsWith(operand);
  if (type === 'Date') return day(own, own, operator, operand, true);
  if (type === 'DateTime') return compare(own, operator, new Date(operand).toISOString());
  return compare(own, operator, operand);
}

/** What may be any day from `earliest` to `latest`, against a span of days. */
function day(earliest: Scalar, latest: Scalar, operator: string, operand: string, certain: boolean): Truth {
  const span = spanOf(operand);
  switch (operator) {
    case 'gt':
      return compare(certain ? earliest : latest, 'gt', span.latest);
    case 'gte':
      return compare(certain ? earliest : latest, 'gte', span.earliest);
    case 'lt':
      return compare(certain ? latest : earliest, 'lt', span.earliest);
    case 'lte':
      return compare(certain ? latest : earliest, 'lte', span.latest);
    default:
      return all([compare(earliest, 'gte', span.earliest), compare(latest, 'lte', span.latest)]);
  }
}

type At = (property: string) => Scalar;

function names(at: At, value: Input): Truth {
  const texts = ['ar', 'en', 'fr'].map(at).filter((text): text is string => text !== null);
  return all(
    Object.entries(value).map(([operator, operand]): Truth => {
      if (operator === 'isNull') return (texts.length === 0) === operand;
      if (texts.length === 0) return null;
      switch (operator) {
        case 'exact':
          return texts.includes(operand);
        case 'eq':
          return texts.some((text) => fold(text) === fold(operand));
        case 'in':
          return texts.some((text) => operand.map(fold).includes(fold(text)));
        case 'contains':
          return texts.some((text) => fold(text).includes(fold(operand)));
        default:
          return texts.some((text) => fold(text).startsWith(fold(operand)));
      }
    }),
  );
}

function fuzzyDate(at: At, { match, ...value }: Input): Truth {
  const certain = match !== 'POSSIBLE';
  const [earliest, latest] = [at('earliest'), at('latest')];
  return all(
    Object.entries(value).map(([operator, operand]): Truth => {
      if (operator === 'isNull') return (earliest === null) === operand;
      const span = spanOf(operand);
      if (operator === 'eq')
        return all([compare(earliest, 'eq', span.earliest), compare(latest, 'eq', span.latest)]);
      if (operator === 'during' && !certain) {
        return all([compare(earliest, 'lte', span.latest), compare(latest, 'gte', span.earliest)]);
      }
      return day(earliest, latest, operator, operand, certain);
    }),
  );
}

function period(at: At, { match, ...value }: Input): Truth {
  const [earliest, latest, from, to] = [at('earliest'), at('latest'), at('certainFrom'), at('certainTo')];
  const isKnown = at('edtf') !== null;
  const unlessKnown = (own: Scalar, operator: string, operand: string): Truth =>
    own === null ? true : compare(own, operator, operand);
  return all(
    Object.entries(value).map(([operator, operand]): Truth => {
      if (operator === 'isNull') return !isKnown === operand;
      const span = spanOf(operand);
      const around = [unlessKnown(earliest, 'lte', span.latest), unlessKnown(latest, 'gte', span.earliest)];
      if (operator === 'overlaps') {
        return match === 'POSSIBLE'
          ? isKnown
            ? all(around)
            : null
          : all([compare(from, 'lte', span.latest), compare(to, 'gte', span.earliest)]);
      }
      if (match === 'POSSIBLE' && !isKnown) return null;
      return match === 'POSSIBLE'
        ? all([...around, unlessKnown(from, 'gte', span.earliest), unlessKnown(to, 'lte', span.latest)])
        : all([compare(earliest, 'gte', span.earliest), compare(latest, 'lte', span.latest)]);
    }),
  );
}

/** A number of which only the range is known holds for certain when every number of the range does. */
function quantity(at: At, { match, ...value }: Input): Truth {
  const low = at('low');
  const high = low !== null && at('high') === null ? Infinity : at('high');
  const certain = match !== 'POSSIBLE';
  return all(
    Object.entries(value).map(([operator, operand]): Truth => {
      if (operator === 'isNull') return (low === null) === operand;
      if (operator === 'qualifier') return compare(at('qualifier'), 'eq', operand);
      const number = Math.round(operand * 1000);
      switch (operator) {
        case 'gt':
        case 'gte':
          return certain ? compare(low, operator, number) : compare(high, operator, number);
        case 'lt':
        case 'lte':
          return compare(certain ? high : low, operator, number);
        default:
          if (certain) return all([compare(low, 'eq', number), compare(high, 'eq', number)]);
          return all([compare(low, 'lte', number), compare(high, 'gte', number)]);
      }
    }),
  );
}

function money(at: At, value: Input): Truth {
  return all(
    Object.entries(value).map(([operator, operand]): Truth => {
      if (operator === 'isNull') return (at('amount') === null) === operand;
      if (operator === 'currency') return compare(at('currency'), 'eq', operand);
      return compare(at('amount'), operator, minorUnits(String(operand), value.currency));
    }),
  );
}
