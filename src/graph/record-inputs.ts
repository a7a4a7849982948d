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
import { NESTED } from '../changes/nested.js';
import { writableFields } from '../changes/written.js';
import { Decimal } from '../domain/values/decimal.js';
import { Amount } from '../domain/values/money.js';
import {
  isEnum,
  kindNamed,
  type FieldModel,
  type KindModel,
  type Model,
  type ValueType,
} from '../model/model.js';
import type { Enums } from './scalars.js';

type Fields = Record<string, GraphQLInputFieldConfig>;

const text = (description: string): GraphQLInputFieldConfig => ({ type: GraphQLString, description });

/**
 * What is written of each kind. A field means what it means in the kind itself, where it is described; here stands only
 * how it is written. Nothing is required: what is missing is told with everything else that is wrong.
 */
export class RecordInputs {
  private readonly made = new Map<string, GraphQLInputObjectType>();
  private readonly values: Readonly<Record<ValueType, GraphQLInputFieldConfig | null>>;

  constructor(
    private readonly model: Model,
    private readonly enums: Enums,
  ) {
    const langs = { ar: text('In Arabic.'), en: text('In English.'), fr: text('In French.') };
    const name = new GraphQLInputObjectType({
      name: 'NameInput',
      description: 'A short text in one to three languages.',
      fields: {
        ...langs,
        original: { type: enums.named('Lang'), description: 'The language that the source uses.' },
      },
    });
    const prose = new GraphQLInputObjectType({
      name: 'TextInput',
      description: 'A longer text in one to three languages.',
      fields: langs,
    });
    const quantity = new GraphQLInputObjectType({
      name: 'QuantityInput',
      description: 'A number as a source states it.',
      fields: {
        stated: { type: Decimal, description: 'The number.' },
        qualifier: { type: enums.named('Qualifier'), description: 'How it is worded; EXACT unless given.' },
      },
    });
    const money = new GraphQLInputObjectType({
      name: 'MoneyInput',
      description: 'An amount of money.',
      fields: {
        amount: { type: Amount, description: 'How much, in units of the currency.' },
        currency: text('The ISO 4217 code of the currency.'),
      },
    });
    this.values = {
      names: { type: name, description: 'By language.' },
      prose: { type: prose, description: 'By language.' },
      fuzzyDate: text('In EDTF.'),
      fuzzyPeriod: null,
      quantity: { type: quantity, description: 'As stated.' },
      money: { type: money, description: 'As stated.' },
    };
  }

  /** The kinds that people write. */
  kinds(): KindModel[] {
    return [...this.model.kinds.values()].filter(({ written }) => written);
  }

  /** The input of a kind. */
  of(kind: KindModel): GraphQLInputObjectType {
    const known = this.made.get(kind.name);
    if (known) return known;
    const made = new GraphQLInputObjectType({
      name: `${kind.name}Input`,
      description: `What is written of ${kind.plural}; see ${kind.name} for what each field means.`,
      fields: () => this.fields(kind),
    });
    this.made.set(kind.name, made);
    return made;
  }

  /** One record of any kind. */
  any(): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      name: 'RecordInput',
      description: 'What is written of one record, under the name of its kind.',
      isOneOf: true,
      fields: Object.fromEntries(
        this.kinds().map((kind) => [
          kind.singular,
          { type: this.of(kind), description: `Of ${kind.plural}.` },
        ]),
      ),
    });
  }

  private fields(kind: KindModel): Fields {
    const fields: Fields = {};
    for (const field of writableFields(kind)) {
      const written = this.field(field);
      if (written) fields[field.name] = written;
    }
    for (const [name, target] of Object.entries(NESTED)) {
      if (!kind.fields.has(name)) continue;
      const type = new GraphQLList(new GraphQLNonNull(this.of(kindNamed(this.model, target))));
      fields[name] = { type, description: 'All of them.' };
    }
    return fields;
  }

  private field(field: FieldModel): GraphQLInputFieldConfig | null {
    switch (field.type) {
      case 'value':
        return this.values[field.value];
      case 'toOne':
        return text(`By ${kindNamed(this.model, field.target).key} or id.`);
      case 'toMany': {
        const { key } = kindNamed(this.model, field.target);
        return {
          type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
          description: `All of them, by ${key} or id.`,
        };
      }
      case 'record':
        return { type: GraphQLID, description: 'By id, or kind and key: "event:a-camp".' };
      case 'column':
        return {
          type: this.column(field.output),
          description: field.name === 'slug' ? 'Unique.' : 'As it is.',
        };
      default:
        return null;
    }
  }

  private column(output: Extract<FieldModel, { type: 'column' }>['output']): GraphQLInputType {
    if (isEnum(output)) return this.enums.named(output.name);
    const same = [GraphQLInt, GraphQLFloat, GraphQLBoolean].find((type) => type === output);
    return same ?? (output === Decimal ? Decimal : GraphQLString);
  }
}
