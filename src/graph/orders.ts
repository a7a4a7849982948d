import { GraphQLInputObjectType, GraphQLNonNull, type GraphQLInputFieldConfig } from 'graphql';
import { CurrencyCode } from '../domain/values/money.js';
import { kindNamed, type FieldModel, type KindModel, type Model } from '../model/model.js';
import type { Filters } from './filters.js';
import { dateBound, hasValue, quantityBound, type MeasuredFields } from './measured.js';
import { Direction } from './scalars.js';

const MoneyOrder = new GraphQLInputObjectType({
  name: 'MoneyOrder',
  description: 'Sorts by amounts in one currency; other currencies come last.',
  fields: {
    currency: { type: new GraphQLNonNull(CurrencyCode), description: 'The currency.' },
    direction: { type: new GraphQLNonNull(Direction), description: 'Which way.' },
  },
});

/** The `orderBy` inputs of all kinds. */
export class Orders {
  private readonly made = new Map<string, GraphQLInputObjectType>();

  private readonly relations = new Map<string, GraphQLInputObjectType>();

  constructor(
    private readonly model: Model,
    private readonly filters: Filters,
    private readonly measured: MeasuredFields,
  ) {}

  /** One term of the `orderBy` of a kind. */
  order(kind: KindModel): GraphQLInputObjectType {
    const known = this.made.get(kind.name);
    if (known) return known;
    const made = new GraphQLInputObjectType({
      name: `${kind.name}Order`,
      description: `Sorts ${kind.plural} by one of these; ties, and all unless asked otherwise, by ${kind.key}.`,
      fields: () => {
        const fields: Record<string, GraphQLInputFieldConfig> = {};
        for (const field of kind.fields.values()) {
          const type = this.orderOf(field);
          if (type) fields[field.name] = { type, description: `By ${field.name}.` };
        }
        return fields;
      },
    });
    this.made.set(kind.name, made);
    return made;
  }

  private orderOf(field: FieldModel): GraphQLInputFieldConfig['type'] | null {
    switch (field.type) {
      case 'toOne':
        return this.order(kindNamed(this.model, field.target));
      case 'toMany':
        return this.relation(kindNamed(this.model, field.target));
      case 'value':
        if (field.value === 'money') return MoneyOrder;
        return field.value === 'prose' ? null : Direction;
      case 'column':
        // The text of a floating-point number differs between the databases, and a cursor holds text.
        return field.encoding === 'float' ? null : Direction;
      default:
        return null;
    }
  }

  /** What records can be sorted by of the records of a kind that they have many of. */
  private relation(kind: KindModel): GraphQLInputObjectType {
    const known = this.relations.get(kind.name);
    if (known) return known;
    const about = {
      where: { type: this.filters.where(kind), description: 'Of those that match.' },
      direction: { type: new GraphQLNonNull(Direction), description: 'Which way.' },
    };
    const part = (measure: string, fields: Record<string, GraphQLInputFieldConfig>) =>
      new GraphQLInputObjectType({
        name: `${kind.name}RelationOrder${measure}`,
        description: `Sorts by related ${kind.plural}.`,
        fields: { ...about, ...fields },
      });
    const made: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: `${kind.name}RelationOrder`,
      description: `Sorts by exactly one figure of related ${kind.plural}. Without any to measure comes last.`,
      fields: () => {
        const fields: Record<string, GraphQLInputFieldConfig> = {
          count: { type: Direction, description: 'By their number.' },
          countWhere: {
            type: part('Count', { where: { ...about.where, type: new GraphQLNonNull(about.where.type) } }),
            description: 'By the number of those that match.',
          },
        };
        if (hasValue(kind, 'money')) {
          const currency = { type: new GraphQLNonNull(CurrencyCode), description: 'The currency.' };
          fields.money = {
            type: part('Money', { currency }),
            description: 'By the sum of their amounts in a currency.',
          };
        }
        const quantities = this.measured.of(kind, 'quantity');
        if (quantities) {
          const of = { type: new GraphQLNonNull(quantities), description: 'Which numbers.' };
          fields.quantity = {
            type: part('Quantity', { of, bound: quantityBound }),
            description: 'By the sum of their numbers.',
          };
        }
        const dates = this.measured.of(kind, 'fuzzyDate');
        if (dates) {
          const of = { type: new GraphQLNonNull(dates), description: 'Which dates.' };
          fields.dates = {
            type: part('Dates', { of, bound: dateBound }),
            description: 'By the span of their dates.',
          };
        }
        return fields;
      },
    });
    this.relations.set(kind.name, made);
    return made;
  }
}
