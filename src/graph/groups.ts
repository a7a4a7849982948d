import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfig,
  type GraphQLInterfaceType,
} from 'graphql';
import { DateScalar } from '../domain/values/date.js';
import { Decimal } from '../domain/values/decimal.js';
import { Amount, CurrencyCode } from '../domain/values/money.js';
import type { KindModel, ValueType } from '../model/model.js';
import { measureName } from '../planner/groups-plan.js';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../planner/page-plan.js';
import { MoneyOrder } from './orders.js';
import { byResponseKey } from './resolve.js';
import { DateBucket, Direction, KeyState, QuantityBound } from './scalars.js';

type Fields = GraphQLFieldConfigMap<unknown, unknown>;

const required = GraphQLNonNull;
const field = (
  type: GraphQLFieldConfig<unknown, unknown>['type'],
  description: string,
): GraphQLFieldConfig<unknown, unknown> => ({
  type,
  description,
  resolve: byResponseKey,
});

/** Where a page begins and ends. */
export const PageInfo = new GraphQLObjectType({
  name: 'PageInfo',
  description: 'Where a page lies in its list. Both `has...` fields are exact in either direction.',
  fields: {
    hasNextPage: field(new required(GraphQLBoolean), 'Whether there are more after the page.'),
    hasPreviousPage: field(new required(GraphQLBoolean), 'Whether there are more before the page.'),
    startCursor: field(GraphQLString, 'Cursor of the first item; null when the page is empty.'),
    endCursor: field(GraphQLString, 'Cursor of the last item; null when the page is empty.'),
  },
});

const Coverage = new GraphQLObjectType({
  name: 'Coverage',
  description: 'For how many members a dimension is known: before you quote the groups, look here.',
  fields: {
    dimension: field(new required(GraphQLString), 'The dimension.'),
    known: field(new required(GraphQLInt), 'Members that state it precisely enough.'),
    unknown: field(new required(GraphQLInt), 'Members that do not state it.'),
    imprecise: field(new required(GraphQLInt), 'Members that state a date less precisely than the bucket.'),
  },
});

const MoneyMeasure = new GraphQLObjectType({
  name: 'MoneyMeasure',
  description: 'Amounts in one currency.',
  fields: {
    currency: field(new required(CurrencyCode), 'The currency.'),
    count: field(new required(GraphQLInt), 'How many members have an amount in it.'),
    total: field(new required(Amount), 'Their sum.'),
    min: field(new required(Amount), 'The least.'),
    max: field(new required(Amount), 'The greatest.'),
    average: field(new required(Amount), 'The mean, rounded to the minor unit, halves up.'),
  },
});

const QuantityMeasure = new GraphQLObjectType({
  name: 'QuantityMeasure',
  description: 'The sum of numbers some of which may be vague: a range in which the true sum lies.',
  fields: {
    low: field(new required(Decimal), 'The least that the sum can be.'),
    high: field(Decimal, 'The most that it can be; null when a part has no upper end.'),
    exactParts: field(new required(GraphQLInt), 'How many of the numbers are exact.'),
    vagueParts: field(new required(GraphQLInt), 'How many are vague.'),
  },
});

const DatesMeasure = new GraphQLObjectType({
  name: 'DatesMeasure',
  description: 'The span of dates.',
  fields: {
    earliest: field(DateScalar, 'The first day that any of them can be.'),
    latest: field(DateScalar, 'The last day that any of them can be.'),
  },
});

function range(type: GraphQLInputFieldConfig['type']): Record<string, GraphQLInputFieldConfig> {
  return {
    eq: { type, description: 'Equal to this.' },
    gt: { type, description: 'Greater than this.' },
    gte: { type, description: 'Greater than or equal to this.' },
    lt: { type, description: 'Less than this.' },
    lte: { type, description: 'Less than or equal to this.' },
  };
}

const IntRange = new GraphQLInputObjectType({
  name: 'IntRange',
  description: 'A range of whole numbers. Operators given together must all hold.',
  fields: range(GraphQLInt),
});

function groupKey(node: GraphQLInterfaceType, langArgument: GraphQLArgumentConfig): GraphQLObjectType {
  return new GraphQLObjectType({
    name: 'GroupKey',
    description: 'What the members of a group have in common along one dimension.',
    fields: {
      dimension: field(new required(GraphQLString), 'The dimension.'),
      state: field(new required(KeyState), 'Whether the key is known.'),
      value: field(
        GraphQLString,
        'The key as text: the code of a country, the slug of another record, an enum value, a number, a date. Null when unknown.',
      ),
      label: {
        ...field(
          GraphQLString,
          'What to print: the name of the record, the words of a value. Null when unknown.',
        ),
        args: { lang: langArgument },
      },
      node: field(node, 'The record, when the dimension is one.'),
      from: field(DateScalar, 'First day of a bucket of dates.'),
      to: field(DateScalar, 'Last day of a bucket of dates.'),
    },
  });
}

/** The types of the groups of all kinds. */
export class Groups {
  private readonly key: GraphQLObjectType;

  constructor(node: GraphQLInterfaceType, langArgument: GraphQLArgumentConfig) {
    this.key = groupKey(node, langArgument);
  }

  /** `groups` and `aggregate` of a kind's connections; `members` is the connection behind a group. */
  fields(kind: KindModel, members: () => GraphQLFieldConfig<unknown, unknown>): Fields {
    const dimension = this.dimensions(kind);
    const measures = () => this.measures(kind, dimension);
    const aggregate = new GraphQLObjectType({
      name: `${kind.name}Aggregate`,
      description: `Measures of ${kind.plural}.`,
      fields: measures,
    });
    const fields: Fields = {
      aggregate: field(new required(aggregate), 'Measures of the whole filtered set, whatever the page.'),
    };
    if (dimension) fields.groups = this.groups(kind, dimension, measures, members);
    return fields;
  }

  private groups(
    kind: KindModel,
    dimension: GraphQLEnumType,
    measures: () => Fields,
    members: () => GraphQLFieldConfig<unknown, unknown>,
  ): GraphQLFieldConfig<unknown, unknown> {
    const group = new GraphQLObjectType({
      name: `${kind.name}Group`,
      description: `A group of ${kind.plural} that have their keys in common.`,
      fields: () => ({
        keys: field(
          new required(new GraphQLList(new required(this.key))),
          'One key for each dimension, in the order asked.',
        ),
        ...measures(),
        members: members(),
      }),
    });
    const groups = new GraphQLObjectType({
      name: `${kind.name}Groups`,
      description: `Groups of ${kind.plural}.`,
      fields: {
        nodes: field(new required(new GraphQLList(new required(group))), 'The groups of the page.'),
        totalCount: field(new required(GraphQLInt), 'How many groups there are.'),
        pageInfo: field(new required(PageInfo), 'Where the page lies.'),
        coverage: field(
          new required(new GraphQLList(new required(Coverage))),
          'For how many members each dimension is known, over all groups.',
        ),
      },
    });
    return {
      ...field(new required(groups), 'Groups of the whole filtered set, whatever the page.'),
      args: {
        by: {
          type: new required(new GraphQLList(new required(this.dimensionInput(kind, dimension)))),
          description: 'What to group by: one to four dimensions.',
        },
        having: {
          type: new GraphQLList(new required(this.having(kind, dimension))),
          description: 'Only groups whose measures fulfil all of these.',
        },
        orderBy: {
          type: new GraphQLList(new required(this.order(kind, dimension))),
          description: 'How to sort the groups; groups that tie are sorted by their key.',
        },
        ...pageArguments(),
      },
    };
  }

  private dimensions(kind: KindModel): GraphQLEnumType | null {
    if (kind.dimensions.size === 0) return null;
    return new GraphQLEnumType({
      name: `${kind.name}Dimension`,
      description: `What ${kind.plural} can be grouped by.`,
      values: Object.fromEntries(
        [...kind.dimensions.values()].map(({ name, description }) => [name, { description }]),
      ),
    });
  }

  private dimensionInput(kind: KindModel, dimension: GraphQLEnumType): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      name: `${kind.name}DimensionInput`,
      description: 'A dimension to group by.',
      fields: {
        dimension: { type: new required(dimension), description: 'The dimension.' },
        bucket: { type: DateBucket, description: 'For dates: the span of time that makes a group.' },
      },
    });
  }

  private measures(kind: KindModel, dimension: GraphQLEnumType | null): Fields {
    const fields: Fields = { count: field(new required(GraphQLInt), 'How many there are.') };
    if (dimension) {
      fields.distinct = {
        ...field(
          new required(GraphQLInt),
          'How many different values of a dimension they have; unknown is none.',
        ),
        args: { of: { type: new required(dimension), description: 'The dimension.' } },
      };
    }
    if (hasValue(kind, 'money')) {
      fields.money = field(
        new required(new GraphQLList(new required(MoneyMeasure))),
        'Amounts of money, one entry a currency: they are never added across currencies.',
      );
    }
    const quantities = this.fieldEnum(kind, 'quantity');
    if (quantities) {
      fields.quantity = {
        ...field(new required(QuantityMeasure), 'The sum of numbers, as vague as its parts.'),
        args: { of: { type: new required(quantities), description: 'Which numbers.' } },
      };
    }
    const dates = this.fieldEnum(kind, 'fuzzyDate');
    if (dates) {
      fields.dates = {
        ...field(new required(DatesMeasure), 'The span of dates.'),
        args: {
          of: {
            type: new required(dates),
            defaultValue: dates.getValues()[0]?.name,
            description: 'Which dates.',
          },
        },
      };
    }
    return fields;
  }

  private readonly fieldEnums = new Map<string, GraphQLEnumType>();

  private fieldEnum(kind: KindModel, value: ValueType): GraphQLEnumType | null {
    const found = [...kind.fields.values()].filter(
      (candidate) => candidate.type === 'value' && candidate.value === value,
    );
    if (found.length === 0) return null;
    const name = `${kind.name}${value === 'quantity' ? 'Quantity' : 'Date'}`;
    const known = this.fieldEnums.get(name);
    if (known) return known;
    const made = new GraphQLEnumType({
      name,
      description: `${value === 'quantity' ? 'Numbers' : 'Dates'} of ${kind.plural} that can be measured.`,
      values: Object.fromEntries(
        found.map((item) => [measureName(item.name), { description: item.description }]),
      ),
    });
    this.fieldEnums.set(name, made);
    return made;
  }

  private having(kind: KindModel, dimension: GraphQLEnumType): GraphQLInputObjectType {
    return this.byMeasure(
      kind,
      dimension,
      'Having',
      `Filters groups of ${kind.plural} by exactly one measure.`,
      {
        distinct: () => range(GraphQLInt),
        money: () => range(Amount),
        quantity: () => range(Decimal),
      },
    );
  }

  private order(kind: KindModel, dimension: GraphQLEnumType): GraphQLInputObjectType {
    const direction = () => ({ direction: { type: new required(Direction), description: 'Which way.' } });
    return this.byMeasure(
      kind,
      dimension,
      'GroupOrder',
      `Sorts groups of ${kind.plural} by exactly one of these.`,
      {
        distinct: direction,
        quantity: direction,
      },
    );
  }

  /** An input with one field a measure; `extra` gives what each takes beside naming what is measured. */
  private byMeasure(
    kind: KindModel,
    dimension: GraphQLEnumType,
    suffix: string,
    description: string,
    extra: Readonly<Record<string, () => Record<string, GraphQLInputFieldConfig>>>,
  ): GraphQLInputObjectType {
    const part = (measure: string, fields: Record<string, GraphQLInputFieldConfig>) =>
      new GraphQLInputObjectType({
        name: `${kind.name}${suffix}${measure.charAt(0).toUpperCase()}${measure.slice(1)}`,
        description: `${description.split(' by ')[0] ?? ''} by ${measure}.`,
        fields: { ...fields, ...extra[measure]?.() },
      });
    const isOrder = suffix === 'GroupOrder';
    const fields: Record<string, GraphQLInputFieldConfig> = {
      count: { type: isOrder ? Direction : IntRange, description: 'By how many there are.' },
      distinct: {
        type: part('distinct', { of: { type: new required(dimension), description: 'The dimension.' } }),
        description: 'By how many different values of a dimension they have.',
      },
    };
    if (isOrder) fields.key = { type: Direction, description: 'By the keys.' };
    if (hasValue(kind, 'money')) {
      fields.money = {
        type: isOrder
          ? MoneyOrder
          : part('money', { currency: { type: new required(CurrencyCode), description: 'The currency.' } }),
        description: 'By the sum of the amounts in a currency.',
      };
    }
    const quantities = this.fieldEnum(kind, 'quantity');
    if (quantities) {
      fields.quantity = {
        type: part('quantity', {
          of: { type: new required(quantities), description: 'Which numbers.' },
          bound: {
            type: QuantityBound,
            defaultValue: 'LOW',
            description: 'Which end of the range of their sum.',
          },
        }),
        description: 'By the sum of numbers.',
      };
    }
    return new GraphQLInputObjectType({ name: `${kind.name}${suffix}`, description, fields });
  }
}

function hasValue(kind: KindModel, value: ValueType): boolean {
  return [...kind.fields.values()].some(
    (candidate) => candidate.type === 'value' && candidate.value === value,
  );
}

/** `first`, `after`, `last` and `before`. */
export function pageArguments(): Record<string, GraphQLArgumentConfig> {
  return {
    first: {
      type: GraphQLInt,
      defaultValue: DEFAULT_PAGE,
      description: `Page size from the start or \`after\`, 0 to ${LARGEST_PAGE}.`,
    },
    after: { type: GraphQLString, description: 'Cursor to start after.' },
    last: { type: GraphQLInt, description: `Page size from the end or \`before\`, 0 to ${LARGEST_PAGE}.` },
    before: { type: GraphQLString, description: 'Cursor to end before.' },
  };
}
