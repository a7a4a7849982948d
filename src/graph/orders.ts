import { GraphQLInputObjectType, GraphQLNonNull, type GraphQLInputFieldConfig } from 'graphql';
import { CurrencyCode } from '../domain/values/money.js';
import { kindNamed, type FieldModel, type KindModel, type Model } from '../model/model.js';
import { Direction } from './scalars.js';

/** By an amount of money; other currencies come last, as what is not stated does. */
export const MoneyOrder = new GraphQLInputObjectType({
  name: 'MoneyOrder',
  description: 'Sorts by amounts in one currency; other currencies come last.',
  fields: {
    currency: { type: new GraphQLNonNull(CurrencyCode), description: 'The currency.' },
    direction: { type: new GraphQLNonNull(Direction), description: 'Which way.' },
  },
});

const RelationOrder = new GraphQLInputObjectType({
  name: 'RelationOrder',
  description: 'Sorts by what a record has many of.',
  fields: { count: { type: new GraphQLNonNull(Direction), description: 'By their number.' } },
});

/** The `orderBy` inputs of all kinds. */
export class Orders {
  private readonly made = new Map<string, GraphQLInputObjectType>();

  constructor(private readonly model: Model) {}

  /** One term of the `orderBy` of a kind. */
  order(kind: KindModel): GraphQLInputObjectType {
    const known = this.made.get(kind.name);
    if (known) return known;
    const made = new GraphQLInputObjectType({
      name: `${kind.name}Order`,
      description: `Sorts ${kind.plural} by exactly one of these. Records that tie are sorted by their ${kind.key}.`,
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
        return RelationOrder;
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
}
