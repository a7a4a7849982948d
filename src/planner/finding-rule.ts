import {
  isGroupRule,
  isPaths,
  type ComparisonSign,
  type Condition,
  type GroupRule,
  type Operand,
  type Where,
} from '../domain/values/finding.js';
import { factAlong, type Fact, type KindFinding } from '../model/findings.js';
import {
  kindNamed,
  type ColumnField,
  type KindModel,
  type Model,
  type ToManyField,
  type ToOneField,
  type ValueField,
} from '../model/model.js';
import type { Predicate } from './plan.js';
import { planWhere } from './where-plan.js';

/** What a rule looks for, in terms of the model's fields. */
export type RuleTest =
  | {
      readonly type: 'records';
      readonly condition: RuleCondition;
      /** Relations whose records the finding is about as well. */
      readonly related: readonly (ToOneField | ToManyField)[];
    }
  | { readonly type: 'group'; readonly group: GroupTest };

export type RuleCondition =
  | { readonly type: 'predicate'; readonly where: Predicate }
  | { readonly type: 'all' | 'any'; readonly items: readonly RuleCondition[] }
  | {
      readonly type: 'compare';
      readonly left: RuleValue;
      readonly sign: ComparisonSign;
      readonly right: RuleValue;
    };

export type RuleValue =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'firstOf'; readonly facts: readonly Fact[] }
  | { readonly type: 'days'; readonly from: RuleValue; readonly to: RuleValue }
  | { readonly type: 'weekday'; readonly dates: readonly Fact[] }
  | { readonly type: 'part'; readonly part: 'month' | 'day'; readonly of: Fact }
  | {
      readonly type: 'count';
      readonly hops: readonly ToOneField[];
      readonly field: ToManyField;
      readonly kind: KindModel;
      readonly distinct: ToOneField | null;
      readonly where: Predicate | null;
    }
  | {
      readonly type: 'amounts';
      readonly statistic: 'sum' | 'max';
      readonly field: ToManyField;
      readonly kind: KindModel;
      readonly money: ValueField;
      readonly currency: Fact;
    };

/** Records that stand together: see {@link GroupRule}. */
export interface GroupTest {
  readonly sharing: readonly (ColumnField | ToOneField | ValueField)[];
  readonly alike: readonly (ColumnField | ToOneField)[];
  readonly where: Predicate | null;
  readonly some: Predicate | null;
  readonly disagreeing: ValueField | null;
  readonly followed: { readonly place: ColumnField; readonly by: Predicate } | null;
}

/** The plan of a rule, every name of which the model has. */
export function planRule(model: Model, { kind, finding }: KindFinding): RuleTest {
  const { rule } = finding;
  if (isGroupRule(rule)) return { type: 'group', group: planGroup(model, kind, rule) };
  return {
    type: 'records',
    condition: planCondition(model, kind, rule.finds),
    related: (rule.with ?? []).map((name) => {
      const field = kind.fields.get(name);
      if (field?.type !== 'toOne' && field?.type !== 'toMany') throw misfit(kind, name);
      return field;
    }),
  };
}

function planGroup(model: Model, kind: KindModel, rule: GroupRule): GroupTest {
  const { sharing, alike = [], where, some, disagreeing, followedWithin } = rule;
  return {
    sharing: sharing.map((name) => {
      const field = kind.fields.get(name);
      if (field?.type === 'value' ? field.value !== 'names' : !isPlain(field)) throw misfit(kind, name);
      return field as ColumnField | ToOneField | ValueField;
    }),
    alike: alike.map((name) => {
      const field = kind.fields.get(name);
      if (!isPlain(field)) throw misfit(kind, name);
      return field;
    }),
    where: where ? predicate(model, kind, where) : null,
    some: some ? predicate(model, kind, some) : null,
    disagreeing: disagreeing === undefined ? null : valueField(kind, disagreeing, 'quantity'),
    followed: followedWithin
      ? {
          place: columnField(kind, followedWithin.field),
          by: predicate(model, kind, followedWithin.by),
        }
      : null,
  };
}

function planCondition(model: Model, kind: KindModel, condition: Condition): RuleCondition {
  if ('where' in condition) return { type: 'predicate', where: predicate(model, kind, condition.where) };
  if ('compare' in condition) {
    const [left, sign, right] = condition.compare;
    return {
      type: 'compare',
      left: planValue(model, kind, left),
      sign,
      right: planValue(model, kind, right),
    };
  }
  const [type, items] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
  return { type, items: items.map((item) => planCondition(model, kind, item)) };
}

function planValue(model: Model, kind: KindModel, operand: Operand): RuleValue {
  const factOf = (path: string): Fact => {
    const fact = factAlong(model, kind, path);
    if (!fact) throw misfit(kind, path);
    return fact;
  };
  if (typeof operand === 'number') return { type: 'number', value: operand };
  if (typeof operand === 'string') return { type: 'firstOf', facts: [factOf(operand)] };
  if (isPaths(operand)) return { type: 'firstOf', facts: operand.map(factOf) };
  if ('days' in operand) {
    const [from, to] = operand.days;
    return { type: 'days', from: planValue(model, kind, from), to: planValue(model, kind, to) };
  }
  if ('weekdayOf' in operand) return { type: 'weekday', dates: operand.weekdayOf.map(factOf) };
  if ('part' in operand) return { type: 'part', part: operand.part, of: factOf(operand.of) };
  if ('count' in operand) {
    const { hops, field } = factOf(operand.count);
    if (field.type !== 'toMany') throw misfit(kind, operand.count);
    const target = kindNamed(model, field.target);
    const distinct = operand.distinct === undefined ? null : target.fields.get(operand.distinct);
    if (distinct === undefined || (distinct && distinct.type !== 'toOne'))
      throw misfit(target, operand.count);
    return {
      type: 'count',
      hops,
      field,
      kind: target,
      distinct,
      where: operand.where ? predicate(model, target, operand.where) : null,
    };
  }
  const [statistic, path] =
    'sum' in operand ? (['sum', operand.sum] as const) : (['max', operand.greatest] as const);
  const [relation = '', money = ''] = path.split('.');
  const field = kind.fields.get(relation);
  if (field?.type !== 'toMany') throw misfit(kind, path);
  const target = kindNamed(model, field.target);
  return {
    type: 'amounts',
    statistic,
    field,
    kind: target,
    money: valueField(target, money, 'money'),
    currency: factOf(operand.in),
  };
}

/** Where a rule stands in a question: problems of it are ours, not the caller's. */
function predicate(model: Model, kind: KindModel, where: Where): Predicate {
  return planWhere(model, kind, where, ['findings'], ['findings']);
}

function isPlain(field: unknown): field is ColumnField | ToOneField {
  const type = (field as { type?: string } | undefined)?.type;
  return type === 'column' || type === 'toOne';
}

function columnField(kind: KindModel, name: string): ColumnField {
  const field = kind.fields.get(name);
  if (field?.type !== 'column') throw misfit(kind, name);
  return field;
}

function valueField(kind: KindModel, name: string, value: ValueField['value']): ValueField {
  const field = kind.fields.get(name);
  if (field?.type !== 'value' || field.value !== value) throw misfit(kind, name);
  return field;
}

function misfit(kind: KindModel, name: string): Error {
  return new Error(`A rule of ${kind.name} cannot use ${name} like this.`);
}
