import { minorUnits } from '../domain/values/money.js';
import { THOUSANDTHS } from '../domain/values/quantity.js';
import { badInput, type InputPath } from '../model/errors.js';
import { kindNamed, type Dimension, type KindModel, type Model, type ValueField } from '../model/model.js';
import { planConnection } from './connection-plan.js';
import { planPage, planPageInfo, type TermType } from './page-plan.js';
import type {
  Bucket,
  ComparisonOperator,
  DimensionPlan,
  GroupEntry,
  GroupMeasure,
  GroupOrderTerm,
  GroupsEntry,
  GroupsPlan,
  HavingTerm,
  KeyEntry,
  MeasureEntry,
} from './plan.js';
import { planAbstract, preferred } from './record-plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import type { Lang } from '../domain/values/lang.js';

/** How many dimensions groups may be formed by at once. */
const MOST_DIMENSIONS = 4;

type Args = Readonly<Record<string, unknown>>;

const OPERATORS: Readonly<Record<string, ComparisonOperator>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** The plan of a connection's `groups`. */
export function planGroups(planning: Planning, kind: KindModel, args: Args, selected: Selected): GroupsPlan {
  const { path } = selected;
  const by = planDimensions(kind, args.by as readonly Args[], [...path, 'by'], path);
  const having = planHaving(kind, args.having, [...path, 'having'], path);
  const order = planGroupOrder(kind, args.orderBy, [...path, 'orderBy'], path);
  const types: TermType[] = [
    ...order.flatMap(({ measure }): TermType[] => (measure.type === 'key' ? [] : ['number'])),
    ...by.map(({ dimension }) => keyType(dimension)),
  ];
  const typeName = `${kind.name}Groups`;
  return {
    by,
    having,
    order,
    page: planPage(args, describe(kind, by, order), types, path),
    entries: collect(planning, below(selected), typeName, path).map((member): GroupsEntry => ({
      key: member.key,
      value: planGroupsMember(planning, kind, by, member),
    })),
  };
}

/** Keys are compared as text, but for numbers. */
export function keyType(dimension: Dimension): TermType {
  if (dimension.leaf !== 'column') return 'text';
  return dimension.paths.every(({ field }) => field.type === 'column' && field.encoding === 'token')
    ? 'text'
    : 'number';
}

function describe(kind: KindModel, by: readonly DimensionPlan[], order: readonly GroupOrderTerm[]): string {
  const dimensions = by.map(({ dimension, bucket }) => `${dimension.name}/${bucket ?? ''}`);
  const terms = order.map(({ measure, descending }) => {
    const what =
      measure.type === 'money'
        ? measure.currency
        : measure.type === 'distinct'
          ? measure.dimension.dimension.name
          : measure.type === 'quantity'
            ? `${measure.field.name}/${measure.bound}`
            : '';
    return `${measure.type}(${what}):${descending ? 'desc' : 'asc'}`;
  });
  return `groups of ${kind.name} by ${dimensions.join()} in ${terms.join()}`;
}

function planDimensions(
  kind: KindModel,
  by: readonly Args[],
  path: InputPath,
  field: InputPath,
): DimensionPlan[] {
  if (by.length === 0 || by.length > MOST_DIMENSIONS) {
    throw badInput(`Group by 1 to ${MOST_DIMENSIONS} dimensions.`, path, field);
  }
  return by.map((item, index) => {
    const dimension = dimensionNamed(kind, String(item.dimension));
    const bucket = (item.bucket as Bucket | null | undefined) ?? null;
    if (dimension.leaf === 'fuzzyDate' && bucket === null) {
      throw badInput(
        'This dimension is a date: say by which `bucket`, such as MONTH.',
        [...path, index],
        field,
      );
    }
    if (dimension.leaf !== 'fuzzyDate' && bucket !== null) {
      throw badInput(
        'Only dates have a `bucket`; leave it out for this dimension.',
        [...path, index, 'bucket'],
        field,
      );
    }
    return { dimension, bucket };
  });
}

function dimensionNamed(kind: KindModel, name: string): Dimension {
  const dimension = kind.dimensions.get(name);
  if (!dimension) throw new Error(`${kind.name} has no dimension ${name}.`);
  return dimension;
}

function planGroupsMember(
  planning: Planning,
  kind: KindModel,
  by: readonly DimensionPlan[],
  selected: Selected,
): GroupsEntry['value'] {
  switch (selected.name) {
    case 'nodes':
      return {
        type: 'nodes',
        entries: collect(planning, below(selected), `${kind.name}Group`, selected.path).map(
          (member): GroupEntry => ({
            key: member.key,
            value: planGroupMember(planning, kind, by, member),
          }),
        ),
      };
    case 'totalCount':
      return { type: 'totalCount' };
    case 'pageInfo':
      return { type: 'pageInfo', entries: planPageInfo(planning, selected) };
    case 'coverage':
      return {
        type: 'coverage',
        entries: collect(planning, below(selected), 'Coverage', selected.path).map(({ key, name }) => ({
          key,
          name:
            name === '__typename'
              ? { json: '"Coverage"' }
              : (name as 'dimension' | 'known' | 'unknown' | 'imprecise'),
        })),
      };
    default:
      return { type: 'literal', json: JSON.stringify(`${kind.name}Groups`) };
  }
}

function planGroupMember(
  planning: Planning,
  kind: KindModel,
  by: readonly DimensionPlan[],
  selected: Selected,
): GroupEntry['value'] {
  const typeName = `${kind.name}Group`;
  if (selected.name === 'keys') {
    return { type: 'keys', keys: by.map(({ dimension }) => planKey(planning, dimension, selected)) };
  }
  if (selected.name === 'members') {
    return {
      type: 'members',
      connection: planConnection(planning, kind, argumentsOf(planning, typeName, selected), selected),
    };
  }
  return planMeasure(planning, kind, typeName, selected);
}

function planKey(planning: Planning, dimension: Dimension, keys: Selected): KeyEntry[] {
  return collect(planning, below(keys), 'GroupKey', keys.path).map((selected): KeyEntry => {
    const { key, name } = selected;
    switch (name) {
      case 'state':
      case 'value':
      case 'from':
      case 'to':
        return { key, value: { type: name } };
      case 'label': {
        const { lang } = argumentsOf(planning, 'GroupKey', selected) as { lang?: readonly Lang[] | null };
        return { key, value: { type: 'label', langs: preferred(lang, planning.langs) } };
      }
      case 'node':
        return {
          key,
          value: {
            type: 'node',
            arms: targetsOf(planning.model, dimension).map((target) => ({
              kind: target,
              object: planAbstract(planning, target, below(selected), selected.path),
            })),
          },
        };
      default:
        return {
          key,
          value: {
            type: 'literal',
            json: JSON.stringify(name === 'dimension' ? dimension.name : 'GroupKey'),
          },
        };
    }
  });
}

/** The kinds that the keys of a dimension are records of; none when they are not records. */
export function targetsOf(model: Model, dimension: Dimension): KindModel[] {
  if (dimension.leaf !== 'record') return [];
  const names = dimension.paths.map(({ field }) => (field.type === 'toOne' ? field.target : ''));
  return [...new Set(names)].map((name) => kindNamed(model, name));
}

/** The plan of a connection's `aggregate`: measures of the whole set, ungrouped. */
export function planAggregate(planning: Planning, kind: KindModel, selected: Selected): MeasureEntry[] {
  const typeName = `${kind.name}Aggregate`;
  return collect(planning, below(selected), typeName, selected.path).map((member): MeasureEntry => ({
    key: member.key,
    value: planMeasure(planning, kind, typeName, member),
  }));
}

function planMeasure(
  planning: Planning,
  kind: KindModel,
  typeName: string,
  selected: Selected,
): MeasureEntry['value'] {
  const members = <Name extends string>(type: string) =>
    collect(planning, below(selected), type, selected.path).map(({ key, name }) => ({
      key,
      name: name === '__typename' ? { json: JSON.stringify(type) } : (name as Name),
    }));
  switch (selected.name) {
    case 'count':
      return { type: 'count' };
    case 'distinct': {
      const { of } = argumentsOf(planning, typeName, selected);
      return { type: 'distinct', dimension: distinctOf(kind, String(of)) };
    }
    case 'money':
      return { type: 'money', field: moneyField(kind), entries: members('MoneyMeasure') };
    case 'quantity': {
      const { of } = argumentsOf(planning, typeName, selected);
      return {
        type: 'quantity',
        field: quantityField(kind, String(of)),
        entries: members('QuantityMeasure'),
      };
    }
    case 'dates': {
      const { of } = argumentsOf(planning, typeName, selected);
      return {
        type: 'dates',
        field: valueFields(kind, 'fuzzyDate', String(of)),
        entries: members('DatesMeasure'),
      };
    }
    default:
      return { type: 'literal', json: JSON.stringify(typeName) };
  }
}

function distinctOf(kind: KindModel, name: string): DimensionPlan {
  const dimension = dimensionNamed(kind, name);
  return { dimension, bucket: dimension.leaf === 'fuzzyDate' ? 'DAY' : null };
}

/** The one field of a kind that holds money. */
function moneyField(kind: KindModel): ValueField {
  return valueFields(kind, 'money');
}

function quantityField(kind: KindModel, enumName: string): ValueField {
  return valueFields(kind, 'quantity', enumName);
}

function valueFields(kind: KindModel, value: ValueField['value'], enumName?: string): ValueField {
  for (const field of kind.fields.values()) {
    if (
      field.type === 'value' &&
      field.value === value &&
      (enumName === undefined || measureName(field.name) === enumName)
    ) {
      return field;
    }
  }
  throw new Error(`${kind.name} has no such ${value}.`);
}

/** A field as the `of` of a measure names it: `startsOn` is `STARTS_ON`. */
export function measureName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function planHaving(kind: KindModel, having: unknown, path: InputPath, field: InputPath): HavingTerm[] {
  return ((having as readonly Args[] | null | undefined) ?? []).flatMap((term, index) => {
    const here = [...path, index];
    const [name, value] = onlyEntry(term, here, field);
    const given = Object.entries(value as Args).filter(([key]) => key in OPERATORS);
    if (given.length === 0)
      throw badInput('Say how much: `eq`, `gt`, `gte`, `lt` or `lte`.', [...here, name], field);
    const measure = measureOf(kind, name, value as Args);
    return given.map(([key, operand]): HavingTerm => {
      if (operand === null)
        throw badInput('A filter cannot be null. Leave it out.', [...here, name, key], field);
      return {
        measure,
        operator: OPERATORS[key] ?? '=',
        value: scaled(measure, operand, [...here, name, key], field),
      };
    });
  });
}

function scaled(measure: GroupMeasure, operand: unknown, path: InputPath, field: InputPath): number {
  if (measure.type === 'money') {
    const minor = minorUnits(String(operand), measure.currency);
    if (Number.isNaN(minor)) {
      throw badInput('This currency has no such amount: too many decimals, or too large.', path, field);
    }
    return minor;
  }
  return measure.type === 'quantity' ? Math.round(Number(operand) * THOUSANDTHS) : Number(operand);
}

function planGroupOrder(
  kind: KindModel,
  orderBy: unknown,
  path: InputPath,
  field: InputPath,
): GroupOrderTerm[] {
  const given = Array.isArray(orderBy) ? (orderBy as Args[]) : orderBy ? [orderBy as Args] : [];
  return given.map((term, index) => {
    const [name, value] = onlyEntry(term, [...path, index], field);
    if (name === 'key') return { measure: { type: 'key' }, descending: value === 'DESC' };
    const direction = name === 'count' ? value : (value as Args).direction;
    return { measure: measureOf(kind, name, value as Args), descending: direction === 'DESC' };
  });
}

function measureOf(kind: KindModel, name: string, value: Args): GroupMeasure {
  switch (name) {
    case 'distinct':
      return { type: 'distinct', dimension: distinctOf(kind, String(value.of)) };
    case 'money':
      return { type: 'money', field: moneyField(kind), currency: String(value.currency) };
    case 'quantity':
      return {
        type: 'quantity',
        field: quantityField(kind, String(value.of)),
        bound: value.bound === 'HIGH' ? 'high' : 'low',
      };
    default:
      return { type: 'count' };
  }
}

function onlyEntry(term: Args, path: InputPath, field: InputPath): [string, unknown] {
  const entries = Object.entries(term);
  const [entry] = entries;
  if (entries.length !== 1 || !entry || entry[1] === null) {
    throw badInput('Each term names exactly one measure.', path, field);
  }
  return entry;
}
