import {
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLEnumType,
  type GraphQLInputFieldConfig,
  type GraphQLInputType,
} from 'graphql';
import { DateScalar } from '../domain/values/date.js';
import { Decimal } from '../domain/values/decimal.js';
import { Amount, CurrencyCode } from '../domain/values/money.js';
import type { KindModel } from '../model/model.js';
import type { Filters } from './filters.js';
import { dateBound, hasValue, quantityBound, type MeasuredFields } from './measured.js';
import { Calendar, DateBucket, Direction, MoneyStatistic, QuantityStatistic } from './scalars.js';

const required = GraphQLNonNull;

function range(type: GraphQLInputFieldConfig['type']): Record<string, GraphQLInputFieldConfig> {
  return {
    eq: { type, description: 'Equal to this.' },
    gt: { type, description: 'Greater than this.' },
    gte: { type, description: 'At least this.' },
    lt: { type, description: 'Less than this.' },
    lte: { type, description: 'At most this.' },
  };
}

const IntRange = new GraphQLInputObjectType({
  name: 'IntRange',
  description: 'A range of whole numbers. Operators given together must all hold.',
  fields: range(GraphQLInt),
});

const DecimalRange = new GraphQLInputObjectType({
  name: 'DecimalRange',
  description: 'A range of numbers. Operators given together must all hold.',
  fields: range(Decimal),
});

const AmountRange = new GraphQLInputObjectType({
  name: 'AmountRange',
  description: 'A range of amounts of money. Operators given together must all hold.',
  fields: range(Amount),
});

const DateRange = new GraphQLInputObjectType({
  name: 'DateRange',
  description: 'A range of days. Operators given together must all hold.',
  fields: range(DateScalar),
});

const direction = { direction: { type: new required(Direction), description: 'Which way.' } };

const money = {
  currency: { type: new required(CurrencyCode), description: 'The currency.' },
  statistic: { type: MoneyStatistic, defaultValue: 'TOTAL', description: 'Which figure.' },
};

const HavingMoney = new GraphQLInputObjectType({
  name: 'HavingMoney',
  description: 'Filters groups by amounts in one currency.',
  fields: { ...money, amount: { type: AmountRange, description: 'How much.' } },
});

const GroupOrderMoney = new GraphQLInputObjectType({
  name: 'GroupOrderMoney',
  description: 'Sorts groups by amounts in one currency; those without come last.',
  fields: { ...money, ...direction },
});

type InputFields = Record<string, GraphQLInputFieldConfig>;

interface MeasureInputs {
  readonly count: GraphQLInputType;
  readonly weight: GraphQLInputType;
  readonly distinct: InputFields;
  readonly money: GraphQLInputType;
  readonly quantity: InputFields;
  readonly dates: InputFields;
}

/** The inputs of the groups of all kinds: what they are formed by, filtered by and sorted by. */
export class GroupInputs {
  constructor(
    private readonly filters: Filters,
    private readonly measured: MeasuredFields,
  ) {}

  /** One of the dimensions of a kind's groups. */
  dimension(kind: KindModel, dimension: GraphQLEnumType | null): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      name: `${kind.name}DimensionInput`,
      description: 'A dimension, or a path.',
      fields: {
        ...(dimension ? { dimension: { type: dimension, description: 'The dimension.' } } : {}),
        path: {
          type: GraphQLString,
          description: 'Or fields: "parent.country".',
        },
        bucket: { type: DateBucket, description: 'For dates: the span.' },
        calendar: { type: Calendar, defaultValue: 'GREGORIAN', description: 'For dates: the calendar.' },
      },
    });
  }

  /** One term of the `having` of a kind's groups. */
  having(kind: KindModel, dimension: GraphQLEnumType | null): GraphQLInputObjectType {
    const made: GraphQLInputObjectType = this.byMeasure(
      kind,
      dimension,
      'Having',
      {
        count: IntRange,
        weight: DecimalRange,
        distinct: { count: { type: IntRange, description: 'How many.' } },
        money: HavingMoney,
        quantity: { number: { type: DecimalRange, description: 'How much.' } },
        dates: { day: { type: DateRange, description: 'Which days.' } },
      },
      () => ({ having: { type: new required(made), description: 'What they must fulfil.' } }),
    );
    return made;
  }

  /** One term of the `orderBy` of a kind's groups. */
  order(kind: KindModel, dimension: GraphQLEnumType | null): GraphQLInputObjectType {
    const made: GraphQLInputObjectType = this.byMeasure(
      kind,
      dimension,
      'GroupOrder',
      {
        count: Direction,
        weight: Direction,
        distinct: direction,
        money: GroupOrderMoney,
        quantity: direction,
        dates: direction,
      },
      () => ({ by: { type: new required(made), description: 'By which of their measures.' } }),
      { key: { type: Direction, description: 'By the keys.' } },
    );
    return made;
  }

  /** An input with one field a measure, of which exactly one is given. */
  private byMeasure(
    kind: KindModel,
    dimension: GraphQLEnumType | null,
    suffix: 'Having' | 'GroupOrder',
    types: MeasureInputs,
    only: () => InputFields,
    more: InputFields = {},
  ): GraphQLInputObjectType {
    const verb = suffix === 'Having' ? 'Filters' : 'Sorts';
    const part = (measure: string, fields: () => InputFields) =>
      new GraphQLInputObjectType({
        name: `${kind.name}${suffix}${measure}`,
        description: `${verb} groups of ${kind.plural}.`,
        fields,
      });
    return new GraphQLInputObjectType({
      name: `${kind.name}${suffix}`,
      description: `${verb} groups of ${kind.plural} by exactly one measure.`,
      fields: () => {
        const fields: InputFields = {
          ...more,
          count: { type: types.count, description: 'By their number.' },
          weight: { type: types.weight, description: 'By their weight.' },
        };
        if (dimension) {
          const of = { type: new required(dimension), description: 'The dimension.' };
          fields.distinct = {
            type: part('Distinct', () => ({ of, ...types.distinct })),
            description: 'By how many different values.',
          };
        }
        if (hasValue(kind, 'money')) {
          fields.money = { type: types.money, description: 'By amounts in a currency.' };
        }
        const quantities = this.measured.of(kind, 'quantity');
        if (quantities) {
          const of = { type: new required(quantities), description: 'Which numbers.' };
          const statistic = { type: QuantityStatistic, defaultValue: 'SUM', description: 'Which figure.' };
          fields.quantity = {
            type: part('Quantity', () => ({ of, statistic, bound: quantityBound, ...types.quantity })),
            description: 'By numbers.',
          };
        }
        const dates = this.measured.of(kind, 'fuzzyDate');
        if (dates) {
          const of = { type: new required(dates), description: 'Which dates.' };
          fields.dates = {
            type: part('Dates', () => ({ of, bound: dateBound, ...types.dates })),
            description: 'By the span of dates.',
          };
        }
        const where = { type: new required(this.filters.where(kind)), description: 'The filter.' };
        fields.only = {
          type: part('Only', () => ({ where, ...only() })),
          description: 'Of those that match.',
        };
        return fields;
      },
    });
  }
}
