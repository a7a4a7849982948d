import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { kindNamed, type Model } from '../model/model.js';
import { DEFAULT_CHANGES } from '../planner/comparison-plan.js';
import { LARGEST_PAGE } from '../planner/page-plan.js';
import { pathText, type Difference } from './differences.js';
import type { Records } from './records.js';
import { KeyState, ownEnum } from './scalars.js';

/** How many change sets the answer is asked after, one by one, to tell which of them changed it. */
export const MOST_REPLAYED = 200;

/** What `compare` is asked. */
export interface CompareCall {
  readonly document: string;
  readonly variables?: unknown;
  readonly from: Date;
  readonly to?: Date | null;
}

/** What a resolver of `compare` is given: the way to compare. */
export interface Comparing {
  /** Compares the answers to a document, and reads those records that are selected of what is found. */
  compare(call: CompareCall, info: GraphQLResolveInfo): Promise<ComparisonAnswer>;
}

/** What a comparison gives; what is selected of its records and changes by response key. */
export interface ComparisonAnswer {
  readonly from: Date;
  readonly to: Date;
  readonly same: boolean;
  readonly changeCount: number;
  readonly exact: boolean;
  readonly selected: Readonly<Record<string, unknown>>;
}

/** A difference, with what is selected of its records by response key. */
export interface DifferenceAnswer extends Difference {
  readonly selected: Readonly<Record<string, unknown>>;
}

type Field = GraphQLFieldConfig<unknown, unknown>;

const required = GraphQLNonNull;
const listOf = (type: GraphQLObjectType) => new GraphQLList(new required(type));

const JsonScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: 'JSON',
  description: 'Any JSON: an object, a list, a text, a number, a boolean or null.',
  specifiedByURL: null,
});

const DifferenceKind = ownEnum('DifferenceKind', 'What became of a part of an answer.', {
  ADDED: 'A record, a group or another item has come into the answer.',
  REMOVED: 'It is no longer in the answer; the registry may still have it.',
  CHANGED: 'A value is another.',
  REORDERED: 'The items of a list that stayed are in another order; `before` and `after` list them all.',
});

const DifferenceKey = new GraphQLObjectType({
  name: 'DifferenceKey',
  description: 'The key of a group in which answers differ, along one dimension.',
  fields: {
    dimension: { type: new required(GraphQLString), description: 'The dimension.' },
    state: { type: new required(KeyState), description: 'Whether the key is known.' },
    value: { type: GraphQLString, description: 'The key as text; null when unknown.' },
    label: { type: GraphQLString, description: 'What to print.' },
  },
});

/** The root field `compare`. */
export function compareField(model: Model, records: Records): Field {
  const changeSet = kindNamed(model, 'ChangeSet');
  const comparison = new GraphQLObjectType({
    name: 'Comparison',
    description: 'What has become of the answer to a document from one moment to another.',
    fields: {
      from: { type: new required(GraphQLDateTime), description: 'The earlier moment.' },
      to: { type: new required(GraphQLDateTime), description: 'The later moment.' },
      same: {
        type: new required(GraphQLBoolean),
        description: 'True when both answers are the same, and of the same records and groups.',
      },
      changeCount: { type: new required(GraphQLInt), description: 'How many changes there are in all.' },
      changes: {
        ...selected(
          new required(listOf(differenceType(records, records.typeOf(changeSet)))),
          'The changes, in the order of the answer; what is gone stands at the end of its list.',
        ),
        args: {
          first: {
            type: GraphQLInt,
            defaultValue: DEFAULT_CHANGES,
            description: `How many, 0 to ${LARGEST_PAGE}.`,
          },
        },
      },
      changeSets: {
        ...records.connection(
          changeSet,
          'Every change set after `from` and up to `to` that made the answer another one, also where a later one undid it. Each was found by asking the document as of its moment and as of the one before, so that it does not matter how far from the answer it changed something: the country of a recipient, a record that a filter looks at. More than these where `exact` is false; never fewer.',
        ),
        resolve: bySelected,
      },
      exact: {
        type: new required(GraphQLBoolean),
        description: `True when \`changeSets\` are those and no others. False when more than ${MOST_REPLAYED} change sets touched what the document reads, or the answers are too long to be asked so often: then \`changeSets\` are all that touched anything of it, and \`changes\` do not tell theirs. Compare a shorter span.`,
      },
    },
  });
  return {
    type: new required(comparison),
    description:
      'What has become of the answer to a document between two moments, record by record and group by group, and which change sets did it. Records are told apart by their ids and groups by their keys, whether the document selects them or not.',
    args: {
      document: {
        type: new required(GraphQLString),
        description:
          'A query, as you would send it; it may have fragments. Its root fields leave `asOf` out. Before the first change set the registry is empty.',
      },
      variables: { type: JsonScalar, description: 'Its variables, as an object.' },
      from: { type: new required(GraphQLDateTime), description: 'The earlier moment.' },
      to: { type: GraphQLDateTime, description: 'The later moment; now unless given.' },
    },
    resolve: (_source, args, context, info) => (context as Comparing).compare(args as never, info),
  };
}

function differenceType(records: Records, changeSet: GraphQLObjectType): GraphQLObjectType {
  return new GraphQLObjectType({
    name: 'Difference',
    description: 'One thing in which two answers differ.',
    fields: {
      kind: { type: new required(DifferenceKind), description: 'What became of it.' },
      path: {
        type: new required(GraphQLString),
        description:
          'Where it stands in the answer: response keys, and in brackets the id of a record or the keys of a group, those that are records by id: "events.nodes[evt_1].name".',
        resolve: (source) => pathText((source as Difference).path),
      },
      before: { type: JsonScalar, description: 'What stood there at `from`, as the document selects it.' },
      after: { type: JsonScalar, description: 'What stood there at `to`.' },
      keys: { type: listOf(DifferenceKey), description: 'The keys of the innermost group that it lies in.' },
      record: selected(
        records.node,
        'The innermost record that it lies in, or that came or went: as of `to` or, where it is not there any more, as of `from`.',
      ),
      changeSets: selected(
        listOf(changeSet),
        'The change sets that had a part in it, in their order; null where `exact` is false.',
      ),
    },
  });
}

function selected(type: GraphQLOutputType, description: string): Field {
  return { type, description, resolve: bySelected };
}

const bySelected: NonNullable<Field['resolve']> = (source, _args, _context, info) =>
  (source as Pick<ComparisonAnswer, 'selected'>).selected[String(info.path.key)] ?? null;
