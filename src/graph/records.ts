import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  GraphQLUnionType,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLOutputType,
} from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import {
  kindNamed,
  type ComputedField,
  type FieldModel,
  type KindModel,
  type Model,
  type ObjectModel,
} from '../model/model.js';
import { Filters } from './filters.js';
import { Groups, pageArguments, PageInfo } from './groups.js';
import { MeasuredFields } from './measured.js';
import { Orders } from './orders.js';
import { byResponseKey, kindOf } from './resolve.js';
import { Enums } from './scalars.js';

type Field = GraphQLFieldConfig<unknown, unknown>;
type Fields = GraphQLFieldConfigMap<unknown, unknown>;

/** Picks from a list by the field of the record that each is about. */
const FIELD_ARGUMENT: GraphQLArgumentConfig = {
  type: GraphQLString,
  description: 'Only those of this field, or else of the whole record.',
};

/** The object types of all kinds, their connections, unions and value types. */
export class Records {
  readonly node: GraphQLInterfaceType;
  readonly enums: Enums;
  private readonly filters: Filters;
  private readonly orders: Orders;
  private readonly groups: Groups;
  private readonly langArgument: GraphQLArgumentConfig;
  private readonly name: GraphQLObjectType;
  private readonly types = new Map<string, GraphQLObjectType>();
  private readonly connections = new Map<string, GraphQLObjectType>();
  private readonly unions = new Map<string, GraphQLUnionType>();
  private readonly objects = new Map<string, GraphQLObjectType>();

  constructor(private readonly model: Model) {
    this.enums = new Enums(model);
    this.filters = new Filters(model, this.enums);
    const measured = new MeasuredFields();
    this.orders = new Orders(model, this.filters, measured);
    const lang = this.enums.named('Lang');
    this.langArgument = {
      type: new GraphQLList(new GraphQLNonNull(lang)),
      description: 'Preferred languages.',
    };
    this.node = new GraphQLInterfaceType({
      name: 'Node',
      description: 'Any record of the registry.',
      resolveType: kindOf,
      fields: {
        id: { type: new GraphQLNonNull(GraphQLID), description: 'Opaque, stable identifier.' },
        slug: {
          type: new GraphQLNonNull(GraphQLString),
          description: 'Readable name, unique within the kind.',
        },
        version: {
          type: new GraphQLNonNull(GraphQLInt),
          description: 'Number of the revision that it stands at.',
        },
        createdAt: { type: new GraphQLNonNull(GraphQLDateTime), description: 'When it was first recorded.' },
        updatedAt: { type: new GraphQLNonNull(GraphQLDateTime), description: 'When it was last changed.' },
      },
    });
    this.name = new GraphQLObjectType({
      name: 'Name',
      description: 'A name in one language.',
      fields: {
        text: field(new GraphQLNonNull(GraphQLString), 'The name.'),
        lang: field(new GraphQLNonNull(lang), 'Its language.'),
        original: field(
          new GraphQLNonNull(GraphQLBoolean),
          'Whether the source uses it; else it is a translation.',
        ),
      },
    });
    this.groups = new Groups(this.node, this.langArgument, this.filters, measured);
    for (const kind of model.kinds.values()) this.types.set(kind.name, this.record(kind));
  }

  /** Every kind's type: some are only reached through an interface. */
  all(): GraphQLObjectType[] {
    return [...this.types.values()];
  }

  typeOf(kind: KindModel): GraphQLObjectType {
    const found = this.types.get(kind.name);
    if (!found) throw new Error(`No type is named ${kind.name}.`);
    return found;
  }

  /** A connection field of a kind, with its arguments. */
  connection(kind: KindModel, description: string): Field {
    return {
      ...field(new GraphQLNonNull(this.connectionType(kind)), description),
      args: {
        where: { type: this.filters.where(kind), description: 'Only those.' },
        orderBy: {
          type: new GraphQLList(new GraphQLNonNull(this.orders.order(kind))),
          description: 'Sort order.',
        },
        ...pageArguments(),
      },
    };
  }

  private connectionType(kind: KindModel): GraphQLObjectType {
    const known = this.connections.get(kind.name);
    if (known) return known;
    const made: GraphQLObjectType = new GraphQLObjectType({
      name: `${kind.name}Connection`,
      description: `A page of ${kind.plural}, with totals and groups of the whole filtered set.`,
      fields: () => {
        const type = new GraphQLNonNull(this.typeOf(kind));
        const edge = new GraphQLObjectType({
          name: `${kind.name}Edge`,
          description: 'A record and its cursor.',
          fields: {
            node: field(type, 'The record.'),
            cursor: field(new GraphQLNonNull(GraphQLString), 'Its cursor in this order.'),
          },
        });
        return {
          nodes: field(new GraphQLNonNull(new GraphQLList(type)), 'The records of the page.'),
          edges: field(
            new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(edge))),
            'The same, with cursors.',
          ),
          pageInfo: field(new GraphQLNonNull(PageInfo), 'Where the page lies.'),
          totalCount: field(new GraphQLNonNull(GraphQLInt), 'How many there are in all.'),
          ...this.groups.fields(kind, () => this.connection(kind, 'The records behind the group.')),
        };
      },
    });
    this.connections.set(kind.name, made);
    return made;
  }

  private record(kind: KindModel): GraphQLObjectType {
    return new GraphQLObjectType({
      name: kind.name,
      description: kind.description,
      interfaces: [this.node],
      fields: () => {
        const fields: Fields = {};
        for (const member of kind.fields.values()) {
          fields[member.name] = this.field(member);
          if (member.name === 'name' && member.type === 'value') {
            fields.names = field(
              new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(this.name))),
              'The name in every language that it has.',
            );
          }
        }
        return fields;
      },
    });
  }

  private field(member: FieldModel): Field {
    const { description } = member;
    const type = (output: GraphQLOutputType) =>
      member.nullable
        ? output
        : new GraphQLNonNull(output as Exclude<GraphQLOutputType, GraphQLNonNull<never>>);
    switch (member.type) {
      case 'column':
        return field(type(this.enums.output(member.output)), description);
      case 'value':
        if (member.value === 'names' || member.value === 'prose') {
          return { ...field(type(GraphQLString), description), args: { lang: this.langArgument } };
        }
        return field(type(this.valueType(member.value)), description);
      case 'toOne':
        return field(type(this.typeOf(kindNamed(this.model, member.target))), description);
      case 'oneOf':
        return field(type(this.union(member.union)), description);
      case 'record':
        return field(this.node, description);
      case 'computed':
        return this.computed(member);
      case 'toMany': {
        const target = kindNamed(this.model, member.target);
        if (!member.list) return this.connection(target, description);
        const list = field(
          new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(this.typeOf(target)))),
          description,
        );
        return member.about === undefined ? list : { ...list, args: { field: FIELD_ARGUMENT } };
      }
    }
  }

  private computed(member: ComputedField): Field {
    const { output, parameters, compute } = member;
    const type =
      'kind' in output && output.kind === 'object' ? this.object(output) : this.enums.output(output);
    return {
      type: member.nullable ? type : new GraphQLNonNull(type),
      description: member.description,
      args: Object.fromEntries(
        parameters.map(({ name, description, type: parameter }) => [
          name,
          { type: new GraphQLNonNull(parameter), description },
        ]),
      ),
      resolve: (source, args, context, info) => {
        const record = byResponseKey(source, args, context, info) as object;
        return compute(
          record,
          parameters.map(({ name }) => args[name] as unknown),
        );
      },
    };
  }

  private valueType(value: 'fuzzyDate' | 'fuzzyPeriod' | 'quantity' | 'money'): GraphQLObjectType {
    const name = { fuzzyDate: 'FuzzyDate', fuzzyPeriod: 'FuzzyPeriod', quantity: 'Quantity', money: 'Money' }[
      value
    ];
    const found = this.model.objects.get(name);
    if (!found) throw new Error(`No object type is named ${name}.`);
    return this.object(found, byResponseKey);
  }

  private object(model: ObjectModel, resolve?: Field['resolve']): GraphQLObjectType {
    const known = this.objects.get(model.name);
    if (known) return known;
    const made = new GraphQLObjectType({
      name: model.name,
      description: model.description,
      fields: Object.fromEntries(
        model.fields.map(({ name, description, nullable, output }) => {
          const type = this.enums.output(output);
          return [
            name,
            {
              type: nullable ? type : new GraphQLNonNull(type),
              description,
              ...(resolve ? { resolve } : {}),
            },
          ];
        }),
      ),
    });
    this.objects.set(model.name, made);
    return made;
  }

  private union(name: string): GraphQLUnionType {
    const known = this.unions.get(name);
    if (known) return known;
    const members = this.model.unions.get(name) ?? [];
    const made = new GraphQLUnionType({
      name,
      description: `One of: ${members.join(', ')}.`,
      types: () => members.map((member) => this.typeOf(kindNamed(this.model, member))),
      resolveType: kindOf,
    });
    this.unions.set(name, made);
    return made;
  }
}

function field(type: GraphQLOutputType, description: string): Field {
  return { type, description, resolve: byResponseKey };
}
