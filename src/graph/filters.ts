import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfig,
  type GraphQLInputType,
} from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Edtf } from '../domain/values/date.js';
import { Decimal } from '../domain/values/decimal.js';
import { Amount, CurrencyCode } from '../domain/values/money.js';
import { isEnum, kindNamed, type FieldModel, type KindModel, type Model } from '../model/model.js';
import { Match, type Enums } from './scalars.js';

type Fields = Record<string, GraphQLInputFieldConfig>;

const isNull: Fields = {
  isNull: {
    type: GraphQLBoolean,
    description: 'True for records that do not state it, false for those that do.',
  },
};

const match: Fields = {
  match: {
    type: Match,
    defaultValue: 'CERTAIN',
    description: 'Whether the comparison must hold for certain, or may.',
  },
};

function comparisons(type: GraphQLInputType, what: string): Fields {
  return {
    eq: { type, description: `Equal to ${what}.` },
    gt: { type, description: `Greater than ${what}.` },
    gte: { type, description: `Greater than or equal to ${what}.` },
    lt: { type, description: `Less than ${what}.` },
    lte: { type, description: `Less than or equal to ${what}.` },
  };
}

function listOf(type: GraphQLInputType): Fields {
  return {
    in: {
      type: new GraphQLList(new GraphQLNonNull(type)),
      description: 'Equal to one of these; at most 10,000.',
    },
  };
}

function dates(): Fields {
  return {
    eq: { type: Edtf, description: 'Exactly this date, known as precisely as this.' },
    gt: { type: Edtf, description: 'After the last day of this.' },
    gte: { type: Edtf, description: 'On or after the first day of this.' },
    lt: { type: Edtf, description: 'Before the first day of this.' },
    lte: { type: Edtf, description: 'On or before the last day of this.' },
  };
}

function input(name: string, description: string, fields: Fields): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name,
    description: `${description} Operators given together must all hold.`,
    fields,
  });
}

export const IdFilter = input('IdFilter', 'Filters by id.', {
  eq: { type: GraphQLID, description: 'Equal to this id.' },
  ...listOf(GraphQLID),
});

const StringFilter = input('StringFilter', 'Filters text that is compared to the letter.', {
  eq: { type: GraphQLString, description: 'Equal to this, to the letter.' },
  ...listOf(GraphQLString),
  contains: { type: GraphQLString, description: 'Has this in it, to the letter.' },
  startsWith: { type: GraphQLString, description: 'Begins with this, to the letter.' },
  ...isNull,
});

const NamesFilter = input(
  'NamesFilter',
  'Filters a name in any of its languages. Spellings that a reader takes for the same word match: alef with and without hamza, ta marbuta and ha, accents, case, tashkeel, both kinds of digits.',
  {
    eq: { type: GraphQLString, description: 'Is this, in any language.' },
    in: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
      description: 'Is one of these, in any language; at most 10,000.',
    },
    contains: { type: GraphQLString, description: 'Has this in it, in any language.' },
    startsWith: { type: GraphQLString, description: 'Begins with this, in any language.' },
    exact: { type: GraphQLString, description: 'Is this to the letter, in any language.' },
    ...isNull,
  },
);

const IntFilter = input('IntFilter', 'Filters a whole number.', {
  ...comparisons(GraphQLInt, 'this'),
  ...listOf(GraphQLInt),
  ...isNull,
});

const FloatFilter = input('FloatFilter', 'Filters a number.', {
  ...comparisons(GraphQLFloat, 'this'),
  ...isNull,
});

const BooleanFilter = input('BooleanFilter', 'Filters by true or false.', {
  eq: { type: GraphQLBoolean, description: 'Equal to this.' },
  ...isNull,
});

const DateFilter = input('DateFilter', 'Filters a day. A month or a year stands for its days.', {
  ...dates(),
  eq: { type: Edtf, description: 'Within this.' },
  ...isNull,
});

const DateTimeFilter = input('DateTimeFilter', 'Filters an instant.', {
  ...comparisons(GraphQLDateTime, 'this'),
  ...isNull,
});

const FuzzyDateFilter = input(
  'FuzzyDateFilter',
  'Filters a date that may be known only as a month or a year.',
  {
    ...dates(),
    during: { type: Edtf, description: 'Within this.' },
    ...match,
    ...isNull,
  },
);

const FuzzyPeriodFilter = input('FuzzyPeriodFilter', 'Filters a period whose ends may be unknown.', {
  during: { type: Edtf, description: 'Begins and ends within this.' },
  overlaps: { type: Edtf, description: 'Has a day in common with this.' },
  ...match,
  ...isNull,
});

const MoneyFilter = input(
  'MoneyFilter',
  'Filters an amount of money. Amounts are compared in one currency only.',
  {
    currency: { type: CurrencyCode, description: 'In this currency; required with an amount.' },
    ...comparisons(Amount, 'this amount'),
    ...isNull,
  },
);

/** What every record has needs no explaining in each filter. */
const BASIC: Readonly<Record<string, string>> = {
  id: 'By id.',
  slug: 'By slug.',
  version: 'By version.',
  createdAt: 'By when it was first recorded.',
  updatedAt: 'By when it was last changed.',
};

/** The `where` inputs of all kinds. */
export class Filters {
  private readonly wheres = new Map<string, GraphQLInputObjectType>();
  private readonly relations = new Map<string, GraphQLInputObjectType>();
  private readonly enumFilters = new Map<string, GraphQLInputObjectType>();
  private readonly quantityFilter: GraphQLInputObjectType;

  constructor(
    private readonly model: Model,
    private readonly enums: Enums,
  ) {
    this.quantityFilter = input('QuantityFilter', 'Filters a number that may be vague.', {
      ...comparisons(Decimal, 'this'),
      qualifier: { type: enums.named('Qualifier'), description: 'Worded like this by the source.' },
      ...match,
      ...isNull,
    });
  }

  /** The `where` of a kind. */
  where(kind: KindModel): GraphQLInputObjectType {
    const known = this.wheres.get(kind.name);
    if (known) return known;
    const made: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: `${kind.name}Where`,
      description: `Filters ${kind.plural}. Fields given together must all hold; what is not stated matches neither a condition nor its \`not\`.`,
      fields: () => this.fields(kind, made),
    });
    this.wheres.set(kind.name, made);
    return made;
  }

  private fields(kind: KindModel, self: GraphQLInputObjectType): Fields {
    const several = new GraphQLList(new GraphQLNonNull(self));
    const fields: Fields = {
      and: { type: several, description: 'All of these hold.' },
      or: { type: several, description: 'At least one of these holds.' },
      not: { type: self, description: 'This does not hold.' },
      isNull: {
        type: GraphQLBoolean,
        description: 'Inside a to-one relation: whether there is no such record.',
      },
    };
    for (const field of kind.fields.values()) {
      const type = this.filterOf(field);
      if (type) fields[field.name] = { type, description: BASIC[field.name] ?? field.description };
    }
    return fields;
  }

  private filterOf(field: FieldModel): GraphQLInputType | null {
    switch (field.type) {
      case 'toOne':
        return this.where(kindNamed(this.model, field.target));
      case 'toMany':
        return this.relation(kindNamed(this.model, field.target));
      case 'value':
        return {
          names: NamesFilter,
          prose: null,
          fuzzyDate: FuzzyDateFilter,
          fuzzyPeriod: FuzzyPeriodFilter,
          quantity: this.quantityFilter,
          money: MoneyFilter,
        }[field.value];
      case 'column': {
        if (isEnum(field.output)) return this.enumFilter(field.output.name);
        return (
          {
            ID: IdFilter,
            Int: IntFilter,
            Float: FloatFilter,
            Boolean: BooleanFilter,
            Date: DateFilter,
            DateTime: DateTimeFilter,
          }[field.output.name] ?? StringFilter
        );
      }
      default:
        return null;
    }
  }

  private enumFilter(name: string): GraphQLInputObjectType {
    const known = this.enumFilters.get(name);
    if (known) return known;
    const type = this.enums.named(name);
    const made = input(`${name}Filter`, `Filters by ${name}.`, {
      eq: { type, description: 'Equal to this.' },
      ...listOf(type),
      ...isNull,
    });
    this.enumFilters.set(name, made);
    return made;
  }

  private relation(kind: KindModel): GraphQLInputObjectType {
    const known = this.relations.get(kind.name);
    if (known) return known;
    const where = this.where(kind);
    const made = new GraphQLInputObjectType({
      name: `${kind.name}RelationFilter`,
      description: `Filters by related ${kind.plural}. Conditions given together must all hold.`,
      fields: () => ({
        some: { type: where, description: 'At least one of them fulfils this.' },
        every: { type: where, description: 'All of them fulfil this; also when there are none.' },
        none: { type: where, description: 'None of them fulfils this.' },
        count: {
          type: new GraphQLInputObjectType({
            name: `${kind.name}CountFilter`,
            description: `Filters by the number of related ${kind.plural}.`,
            fields: {
              ...comparisons(GraphQLInt, 'this'),
              where: { type: where, description: 'Count only those that fulfil this.' },
            },
          }),
          description: 'How many of them there are.',
        },
      }),
    });
    this.relations.set(kind.name, made);
    return made;
  }
}
