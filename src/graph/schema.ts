import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  lexicographicSortSchema,
  printSchema,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
} from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import type { Model } from '../model/model.js';
import { MOST_IDS } from '../planner/operation-plan.js';
import { compareField } from './compare.js';
import { findingsField } from './findings.js';
import { Mutations } from './mutations.js';
import { Records } from './records.js';
import { byResponseKey, fromAnswers } from './resolve.js';
import { searchField } from './search.js';

type Field = GraphQLFieldConfig<unknown, unknown>;

const KindCount = new GraphQLObjectType({
  name: 'KindCount',
  description: 'How many records of a kind the registry holds.',
  fields: {
    kind: { type: new GraphQLNonNull(GraphQLString), description: 'The kind.', resolve: byResponseKey },
    count: { type: new GraphQLNonNull(GraphQLInt), description: 'How many.', resolve: byResponseKey },
  },
});

const Registry = new GraphQLObjectType({
  name: 'Registry',
  description: 'The registry itself.',
  fields: {
    dataVersion: {
      type: new GraphQLNonNull(GraphQLInt),
      description: 'Number of the last change set: as long as it stays, so does every answer.',
      resolve: byResponseKey,
    },
    updatedAt: {
      type: GraphQLDateTime,
      description: 'When the last change set was made.',
      resolve: byResponseKey,
    },
    counts: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(KindCount))),
      description: 'How many records of each kind there are.',
      resolve: byResponseKey,
    },
  },
});

const AS_OF: GraphQLArgumentConfig = {
  type: GraphQLDateTime,
  description: 'As recorded at this moment; now unless given.',
};

/** The schema of the model. Its resolvers only take apart what the planner's statements answer. */
export function buildSchema(model: Model): GraphQLSchema {
  const records = new Records(model);
  const root = (field: Field): Field => ({
    ...field,
    args: { ...field.args, asOf: AS_OF },
    resolve: fromAnswers,
  });
  const fields: GraphQLFieldConfigMap<unknown, unknown> = {
    node: root({
      type: records.node,
      description: 'The record with this id, of whatever kind; null when there is none.',
      args: { id: { type: new GraphQLNonNull(GraphQLID), description: 'The id.' } },
    }),
    nodes: root({
      type: new GraphQLNonNull(new GraphQLList(records.node)),
      description: 'The records with these ids, in the same order; null where there is none.',
      args: {
        ids: {
          type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))),
          description: `The ids; at most ${MOST_IDS}.`,
        },
      },
    }),
    search: root(searchField(model, records.node, records.enums.named('Lang'))),
    findings: root(findingsField(model, records.node, records.enums)),
    compare: compareField(model, records),
    registry: root({
      type: new GraphQLNonNull(Registry),
      description: 'What the registry holds, and how recent it is.',
    }),
  };
  for (const kind of model.kinds.values()) {
    const key = kind.fields.get(kind.key);
    fields[kind.singular] = root({
      type: records.typeOf(kind),
      description: `${kind.description} The one with this ${kind.key}; null when there is none.`,
      args: { [kind.key]: { type: new GraphQLNonNull(GraphQLString), description: key?.description ?? '' } },
    });
    fields[kind.plural] = root(
      records.connection(kind, `All ${kind.plural}, filtered, sorted, paged, grouped.`),
    );
  }
  const query = new GraphQLObjectType({
    name: 'Query',
    description:
      'What can be asked of the registry. In a filter, what is not stated fulfils neither a condition nor its `not`.',
    fields,
  });
  const mutation = new Mutations(model, records).type();
  return lexicographicSortSchema(new GraphQLSchema({ query, mutation, types: records.all() }));
}

/**
 * The schema as text: the contract that is kept in `schema/schema.graphql`. Descriptions of one line stand in plain quotes:
 * there are thousands, and readers count bytes.
 */
export function schemaText(schema: GraphQLSchema): string {
  const text = printSchema(schema).replace(
    /^( *)"""(.*)"""$/gm,
    (_, indent: string, description: string) => `${indent}${JSON.stringify(description)}`,
  );
  return `${text}\n`;
}
