import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
} from 'graphql';
import type { Applied } from '../changes/operation.js';
import { CHANGE_ERRORS } from '../model/change-errors.js';
import { kindNamed, type Model } from '../model/model.js';
import type { Records } from './records.js';
import { ownEnum } from './scalars.js';

/** What a mutation gives: what became of it, and the records that are selected, by response key. */
export interface ChangeAnswer extends Pick<Applied, 'outcomes' | 'errors'> {
  readonly selected: Readonly<Record<string, unknown>>;
}

const required = GraphQLNonNull;
const listOf = (type: GraphQLObjectType) => new required(new GraphQLList(new required(type)));

/** The type of what every mutation gives: one for all, so that whoever has learnt one knows them all. */
export function changeResult(model: Model, records: Records): GraphQLObjectType {
  const text = (description: string) => ({ type: GraphQLString, description });
  const given = (description: string) => ({ type: new required(GraphQLString), description });
  const difference = new GraphQLObjectType({
    name: 'FieldDifference',
    description: 'What becomes of one field.',
    fields: {
      field: given('The field.'),
      before: text('What it held before, as it is written; references by slug.'),
      after: text('What it holds after.'),
    },
  });
  const outcome = new GraphQLObjectType({
    name: 'ChangeOutcome',
    description: 'What became, or would become, of one record.',
    fields: {
      action: {
        type: new required(records.enums.named('RevisionAction')),
        description: 'What is done to it.',
      },
      kind: given('Its kind.'),
      id: { type: new required(GraphQLID), description: 'Its id.' },
      slug: given('Its slug.'),
      version: { type: new required(GraphQLInt), description: 'Its version after.' },
      changes: { type: listOf(difference), description: 'Field by field.' },
    },
  });
  const conflict = new GraphQLObjectType({
    name: 'ChangeConflict',
    description: 'A field that somebody else has changed in the meantime.',
    fields: {
      field: given('The field; "*" for the whole record.'),
      author: given('Who changed it.'),
      changeSet: { type: new required(GraphQLID), description: 'The id of the change set that did.' },
    },
  });
  const error = new GraphQLObjectType({
    name: 'ChangeError',
    description: 'Why a change set was not made.',
    fields: {
      code: {
        type: new required(ownEnum('ChangeErrorCode', 'What sort of error it is.', CHANGE_ERRORS)),
        description: 'What sort of error it is.',
      },
      path: {
        type: new required(new GraphQLList(new required(GraphQLString))),
        description: 'Where in the arguments: names and, for lists, numbers from 0.',
      },
      message: given('What is wrong and what to do, in the language of the request.'),
      conflicts: { type: listOf(conflict), description: 'For a CONFLICT: which fields, and by whom.' },
    },
  });
  const selected: GraphQLFieldConfig<unknown, unknown>['resolve'] = (source, _args, _context, info) =>
    (source as ChangeAnswer).selected[String(info.path.key)] ?? null;
  return new GraphQLObjectType({
    name: 'ChangeResult',
    description: 'What became of a change set.',
    fields: {
      record: {
        type: records.node,
        description: 'The record that was written, or kept; null when it is gone, several were, or none was.',
        resolve: selected,
      },
      changeSet: {
        type: records.typeOf(kindNamed(model, 'ChangeSet')),
        description: 'The change set; null when nothing was written.',
        resolve: selected,
      },
      outcomes: { type: listOf(outcome), description: 'What became of each record, or would in a dry run.' },
      errors: { type: listOf(error), description: 'Everything that is wrong; empty when it was made.' },
    },
  });
}

/** The type of what an erasure gives: the same, and what is left for people to do. */
export function erasureResult(result: GraphQLObjectType): GraphQLObjectType {
  const given = (description: string) => ({ type: new required(GraphQLString), description });
  const mention = new GraphQLObjectType({
    name: 'Mention',
    description: 'A record with a text that names somebody.',
    fields: { kind: given('Its kind.'), slug: given('Its slug.') },
  });
  return new GraphQLObjectType({
    name: 'ErasureResult',
    description: 'What became of an erasure.',
    fields: {
      ...result.toConfig().fields,
      mentions: {
        type: listOf(mention),
        description: 'Other records whose texts still have one of the names in them, for you to change.',
      },
    },
  });
}
