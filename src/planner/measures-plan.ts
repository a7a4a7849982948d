import { minorUnits } from '../domain/values/money.js';
import { THOUSANDTHS } from '../domain/values/quantity.js';
import { badInput, type InputPath } from '../model/errors.js';
import type { Dimension, KindModel, ValueField } from '../model/model.js';
import type {
  ComparisonOperator,
  DimensionPlan,
  GroupMeasure,
  GroupOrderTerm,
  HavingTerm,
  MeasureEntry,
  MoneyStatistic,
  Named,
  QuantityEntry,
  QuantityStatistic,
} from './plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import { planWhere } from './where-plan.js';

type Args = Readonly<Record<string, unknown>>;

const OPERATORS: Readonly<Record<string, ComparisonOperator>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** Where the range stands that a measure must lie in, when the measure needs more to be named. */
const RANGES: Readonly<Record<string, string>> = {
  distinct: 'count',
  money: 'amount',
  quantity: 'number',
  dates: 'day',
};

/** The plan of a connection's `aggregate`, or of `only`: measures of a set, ungrouped. */
export function planAggregate(planning: Planning, kind: KindModel, selected: Selected): MeasureEntry[] {
  const typeName = `${kind.name}Aggregate`;
  return collect(planning, below(selected), typeName, selected.path).map((member): MeasureEntry => ({
    key: member.key,
    value: planMeasure(planning, kind, typeName, member),
  }));
}

/** The plan of a measure selected on a group or an aggregate. */
export function planMeasure(
  planning: Planning,
  kind: KindModel,
  typeName: string,
  selected: Selected,
): MeasureEntry['value'] {
  if (selected.name === '__typename') return { type: 'literal', json: JSON.stringify(typeName) };
  const args = argumentsOf(planning, typeName, selected);
  switch (selected.name) {
    case 'count':
      return { type: 'count' };
    case 'distinct':
      return { type: 'distinct', dimension: distinctOf(kind, String(args.of)) };
    case 'money':
      return { type: 'money', field: moneyField(kind), entries: named(planning, selected, 'MoneyMeasure') };
    case 'quantity':
      return {
        type: 'quantity',
        field: measuredField(kind, 'quantity', String(args.of)),
        entries: planQuantity(planning, selected),
      };
    case 'dates':
      return {
        type: 'dates',
        field: measuredField(kind, 'fuzzyDate', String(args.of)),
        entries: named(planning, selected, 'DatesMeasure'),
      };
    case 'only':
      return {
        type: 'only',
        where: planWhere(planning.model, kind, args.where, [...selected.path, 'where'], selected.path),
        entries: planAggregate(planning, kind, selected),
      };
    default:
      throw new Error(`${typeName} has no measure ${selected.name}.`);
  }
}

/** Members of an object type whose fields are known by name. */
export function named<Name extends string>(
  planning: Planning,
  selected: Selected,
  typeName: string,
): Named<Name> {
  return collect(planning, below(selected), typeName, selected.path).map(({ key, name }) => ({
    key,
    name: name === '__typename' ? { json: JSON.stringify(typeName) } : (name as Name),
  }));
}

function planQuantity(planning: Planning, selected: Selected): QuantityEntry[] {
  return collect(planning, below(selected), 'QuantityMeasure', selected.path).map((member) => {
    const { key, name } = member;
    if (name === '__typename') return { key, name: { json: '"QuantityMeasure"' } };
    if (name === 'min' || name === 'max') {
      return { key, name: { extreme: name, entries: named(planning, member, 'QuantityRange') } };
    }
    return { key, name: name as 'low' | 'high' | 'exactParts' | 'vagueParts' };
  });
}

/** The terms of a coerced `having`. */
export function planHaving(
  planning: Planning,
  kind: KindModel,
  having: unknown,
  path: InputPath,
  field: InputPath,
): HavingTerm[] {
  return ((having as readonly Args[] | null | undefined) ?? []).flatMap((term, index) =>
    havingTerms({ planning, kind, field }, term, [...path, index]),
  );
}

interface Reading {
  readonly planning: Planning;
  readonly kind: KindModel;
  readonly field: InputPath;
}

function havingTerms(reading: Reading, term: Args, path: InputPath): HavingTerm[] {
  const [name, value] = onlyEntry(term, path, reading.field);
  const here = [...path, name];
  if (name === 'only') {
    const inner = value as Args;
    return havingTerms(reading, inner.having as Args, [...here, 'having']).map((found) => ({
      ...found,
      measure: onlyOf(reading, inner, found.measure, here),
    }));
  }
  const measure = measureOf(reading.kind, name, value as Args);
  const range = RANGES[name];
  const at = range === undefined ? here : [...here, range];
  const given = Object.entries(((range === undefined ? value : (value as Args)[range]) ?? {}) as Args);
  if (given.length === 0)
    throw badInput('Say how much: `eq`, `gt`, `gte`, `lt` or `lte`.', at, reading.field);
  return given.map(([key, operand]): HavingTerm => {
    if (operand === null)
      throw badInput('A filter cannot be null. Leave it out.', [...at, key], reading.field);
    return {
      measure,
      operator: OPERATORS[key] ?? '=',
      value: scaled(measure, operand, [...at, key], reading.field),
    };
  });
}

/** An operand in the unit that the measure is kept in. */
function scaled(measure: GroupMeasure, operand: unknown, path: InputPath, field: InputPath): number | string {
  switch (measure.type) {
    case 'money': {
      const minor = minorUnits(String(operand), measure.currency);
      if (Number.isNaN(minor)) {
        throw badInput('This currency has no such amount: too many decimals, or too large.', path, field);
      }
      return minor;
    }
    case 'quantity':
    case 'weight':
      return Math.round(Number(operand) * THOUSANDTHS);
    case 'dates':
      return String(operand);
    default:
      return Number(operand);
  }
}

/** The terms of a coerced `orderBy` of groups. */
export function planGroupOrder(
  planning: Planning,
  kind: KindModel,
  orderBy: unknown,
  path: InputPath,
  field: InputPath,
): GroupOrderTerm[] {
  const given = Array.isArray(orderBy) ? (orderBy as Args[]) : orderBy ? [orderBy as Args] : [];
  return given.map((term, index) => orderTerm({ planning, kind, field }, term, [...path, index]));
}

function orderTerm(reading: Reading, term: Args, path: InputPath): GroupOrderTerm {
  const [name, value] = onlyEntry(term, path, reading.field);
  const here = [...path, name];
  if (name === 'key') return { measure: { type: 'key' }, descending: value === 'DESC' };
  if (name === 'only') {
    const inner = value as Args;
    const { measure, descending } = orderTerm(reading, inner.by as Args, [...here, 'by']);
    if (measure.type === 'key')
      throw badInput(
        '`only` sorts by a measure; the key of a group has no part in it.',
        [...here, 'by'],
        reading.field,
      );
    return { measure: onlyOf(reading, inner, measure, here), descending };
  }
  const direction = name === 'count' || name === 'weight' ? value : (value as Args).direction;
  return { measure: measureOf(reading.kind, name, value as Args), descending: direction === 'DESC' };
}

function onlyOf(
  { planning, kind, field }: Reading,
  { where }: Args,
  measure: GroupMeasure,
  path: InputPath,
): GroupMeasure {
  return {
    type: 'only',
    where: planWhere(planning.model, kind, where, [...path, 'where'], field),
    words: JSON.stringify(where),
    measure,
  };
}

function measureOf(kind: KindModel, name: string, value: Args): GroupMeasure {
  switch (name) {
    case 'weight':
      return { type: 'weight' };
    case 'distinct':
      return { type: 'distinct', dimension: distinctOf(kind, String(value.of)) };
    case 'money':
      return {
        type: 'money',
        field: moneyField(kind),
        currency: String(value.currency),
        statistic: value.statistic as MoneyStatistic,
      };
    case 'quantity':
      return {
        type: 'quantity',
        field: measuredField(kind, 'quantity', String(value.of)),
        statistic: value.statistic as QuantityStatistic,
        bound: value.bound as 'LOW' | 'HIGH',
      };
    case 'dates':
      return {
        type: 'dates',
        field: measuredField(kind, 'fuzzyDate', String(value.of)),
        bound: value.bound as 'EARLIEST' | 'LATEST',
      };
    default:
      return { type: 'count' };
  }
}

/** A measure in words: two orders with the same words have exchangeable cursors. */
export function describeMeasure(measure: GroupMeasure): string {
  switch (measure.type) {
    case 'only':
      return `${describeMeasure(measure.measure)} only ${measure.words}`;
    case 'distinct':
      return `distinct ${measure.dimension.dimension.name}`;
    case 'money':
      return `${measure.statistic} in ${measure.currency}`;
    case 'quantity':
      return `${measure.field.name} ${measure.statistic} ${measure.bound}`;
    case 'dates':
      return `${measure.field.name} ${measure.bound}`;
    default:
      return measure.type;
  }
}

function distinctOf(kind: KindModel, name: string): DimensionPlan {
  const dimension = dimensionNamed(kind, name);
  return { dimension, bucket: dimension.leaf === 'date' ? { unit: 'DAY', calendar: 'GREGORIAN' } : null };
}

/** A dimension by its name in the schema. */
export function dimensionNamed(kind: KindModel, name: string): Dimension {
  const dimension = kind.dimensions.get(name);
  if (!dimension) throw new Error(`${kind.name} has no dimension ${name}.`);
  return dimension;
}

/** The one field of a kind that holds money. */
export function moneyField(kind: KindModel): ValueField {
  return valueField(kind, 'money', () => true);
}

/** A field that can be measured, by the name that the `of` of a measure gives it. */
export function measuredField(kind: KindModel, value: 'quantity' | 'fuzzyDate', measure: string): ValueField {
  return valueField(kind, value, (name) => measureName(name) === measure);
}

function valueField(
  kind: KindModel,
  value: ValueField['value'],
  isIt: (name: string) => boolean,
): ValueField {
  for (const field of kind.fields.values()) {
    if (field.type === 'value' && field.value === value && isIt(field.name)) return field;
  }
  throw new Error(`${kind.name} has no such ${value}.`);
}

/** A field as the `of` of a measure names it: `startsOn` is `STARTS_ON`. */
export function measureName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function onlyEntry(term: Args, path: InputPath, field: InputPath): [string, unknown] {
  const entries = Object.entries(term);
  const [entry] = entries;
  if (entries.length !== 1 || !entry || entry[1] === null) {
    throw badInput('Each term names exactly one measure.', path, field);
  }
  return entry;
}
