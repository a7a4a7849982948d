import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLInterfaceType,
} from 'graphql';
import { DateScalar } from '../domain/values/date.js';
import { Decimal } from '../domain/values/decimal.js';
import { Amount, CurrencyCode } from '../domain/values/money.js';
import type { KindModel } from '../model/model.js';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../planner/page-plan.js';
import type { Filters } from './filters.js';
import { GroupInputs } from './group-inputs.js';
import { hasValue, type MeasuredFields } from './measured.js';
import { byResponseKey } from './resolve.js';
import { Counting, KeyState, WholeNumber } from './scalars.js';

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

const QuantityRange = new GraphQLObjectType({
  name: 'QuantityRange',
  description: 'The range in which a number lies.',
  fields: {
    low: field(new required(Decimal), 'The least that it can be.'),
    high: field(Decimal, 'The most that it can be; null when it has no upper end.'),
  },
});

const QuantityMeasure = new GraphQLObjectType({
  name: 'QuantityMeasure',
  description:
    'Numbers some of which may be vague: the range in which their sum lies, how many of them are vague, the least and the greatest.',
  fields: {
    low: field(new required(Decimal), 'The least that the sum can be.'),
    high: field(Decimal, 'The most that it can be; null when a part has no upper end.'),
    exactParts: field(new required(GraphQLInt), 'How many of the numbers are exact.'),
    vagueParts: field(new required(GraphQLInt), 'How many are vague.'),
    min: field(QuantityRange, 'The range in which the least of the numbers lies; null without any.'),
    max: field(QuantityRange, 'The range in which the greatest of the numbers lies; null without any.'),
  },
});

const Fraction = new GraphQLObjectType({
  name: 'Fraction',
  description: 'An exact fraction, in its lowest terms.',
  fields: {
    numerator: field(new required(WholeNumber), 'What is divided.'),
    denominator: field(new required(WholeNumber), 'By what it is divided.'),
    value: field(new required(Decimal), 'The fraction as a number, rounded to thousandths.'),
  },
});

const Reconciliation = new GraphQLObjectType({
  name: 'Reconciliation',
  description:
    'How the groups add up, over all of them, whatever the page, `having` and `includeUnknown`: a member with several keys is in several groups.',
  fields: {
    distinctMembers: field(new required(GraphQLInt), 'How many members there are, each counted once.'),
    sumOfGroups: field(
      new required(GraphQLInt),
      'What the counts of the groups (or their weights, when FRACTIONAL) add up to.',
    ),
    overlap: field(new required(GraphQLInt), 'By how much the sum exceeds the members.'),
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
  private readonly inputs: GroupInputs;

  constructor(
    node: GraphQLInterfaceType,
    langArgument: GraphQLArgumentConfig,
    private readonly filters: Filters,
    private readonly measured: MeasuredFields,
  ) {
    this.key = groupKey(node, langArgument);
    this.inputs = new GroupInputs(filters, measured);
  }

  /** `groups` and `aggregate` of a kind's connections; `members` is the connection behind a group. */
  fields(kind: KindModel, members: () => GraphQLFieldConfig<unknown, unknown>): Fields {
    const dimension = this.dimensions(kind);
    const aggregate: GraphQLObjectType = new GraphQLObjectType({
      name: `${kind.name}Aggregate`,
      description: `Measures of ${kind.plural}.`,
      fields: () => this.measures(kind, dimension, aggregate),
    });
    return {
      aggregate: field(new required(aggregate), 'Measures of the whole set.'),
      groups: this.groups(kind, dimension, () => this.measures(kind, dimension, aggregate), members),
    };
  }

  private groups(
    kind: KindModel,
    dimension: GraphQLEnumType | null,
    measures: () => Fields,
    members: () => GraphQLFieldConfig<unknown, unknown>,
  ): GraphQLFieldConfig<unknown, unknown> {
    const group = new GraphQLObjectType({
      name: `${kind.name}Group`,
      description: `A group of ${kind.plural} that have their keys in common.`,
      fields: () => ({
        keys: field(new required(new GraphQLList(new required(this.key))), 'One for each dimension.'),
        weight: field(new required(Fraction), 'Number, or sum of shares.'),
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
        coverage: field(new required(new GraphQLList(new required(Coverage))), 'How many keys are known.'),
        reconciliation: field(new required(Reconciliation), 'How the groups add up.'),
      },
    });
    return {
      ...field(new required(groups), 'Groups of the whole set.'),
      args: {
        by: {
          type: new required(new GraphQLList(new required(this.inputs.dimension(kind, dimension)))),
          description: 'One to four dimensions.',
        },
        counting: {
          type: Counting,
          description: 'Required where keys can be several.',
        },
        includeUnknown: {
          type: GraphQLBoolean,
          defaultValue: true,
          description: 'False to leave out unknown keys.',
        },
        having: {
          type: new GraphQLList(new required(this.inputs.having(kind, dimension))),
          description: 'Groups that fulfil all of these.',
        },
        orderBy: {
          type: new GraphQLList(new required(this.inputs.order(kind, dimension))),
          description: 'Sort order; ties by key.',
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

  private measures(kind: KindModel, dimension: GraphQLEnumType | null, aggregate: GraphQLObjectType): Fields {
    const fields: Fields = { count: field(new required(GraphQLInt), 'How many there are.') };
    if (dimension) {
      fields.distinct = {
        ...field(new required(GraphQLInt), 'How many different values.'),
        args: { of: { type: new required(dimension), description: 'The dimension.' } },
      };
    }
    if (hasValue(kind, 'money')) {
      fields.money = field(
        new required(new GraphQLList(new required(MoneyMeasure))),
        'Amounts of money, one entry a currency: they are never added across currencies.',
      );
    }
    const quantities = this.measured.of(kind, 'quantity');
    if (quantities) {
      fields.quantity = {
        ...field(new required(QuantityMeasure), 'The sum of numbers, as vague as its parts.'),
        args: { of: { type: new required(quantities), description: 'Which numbers.' } },
      };
    }
    const dates = this.measured.of(kind, 'fuzzyDate');
    if (dates) {
      const of = {
        type: new required(dates),
        defaultValue: dates.getValues()[0]?.name,
        description: 'Which dates.',
      };
      fields.dates = { ...field(new required(DatesMeasure), 'The span of dates.'), args: { of } };
    }
    fields.only = {
      ...field(new required(aggregate), 'Of those that match.'),
      args: { where: { type: new required(this.filters.where(kind)), description: 'The filter.' } },
    };
    return fields;
  }
}

/** `first`, `after`, `last` and `before`. */
export function pageArguments(): Record<string, GraphQLArgumentConfig> {
  return {
    first: {
      type: GraphQLInt,
      defaultValue: DEFAULT_PAGE,
      description: `Page size, 0 to ${LARGEST_PAGE}.`,
    },
    after: { type: GraphQLString, description: 'After this.' },
    last: { type: GraphQLInt, description: 'From the end.' },
    before: { type: GraphQLString, description: 'Before this.' },
  };
}
