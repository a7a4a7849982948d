import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLArgumentConfig,
  type GraphQLFieldConfig,
  type GraphQLInterfaceType,
} from 'graphql';
import { findingCodes, findingsOf } from '../model/findings.js';
import type { Model } from '../model/model.js';
import { MOST_FOUND_RECORDS } from '../planner/finding-plan.js';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../planner/page-plan.js';
import { kindConstant } from '../planner/search-plan.js';
import { IdFilter } from './filters.js';
import { PageInfo } from './groups.js';
import { byResponseKey } from './resolve.js';
import type { Enums } from './scalars.js';

type Field = GraphQLFieldConfig<unknown, unknown>;

function answered(type: Field['type'], description: string): Field {
  return { type, description, resolve: byResponseKey };
}

/** The root field `findings`. */
export function findingsField(model: Model, node: GraphQLInterfaceType, enums: Enums): Field {
  const severity = enums.named('FindingSeverity');
  const code = new GraphQLEnumType({
    name: 'FindingCode',
    description: 'What a finding says. The full text is its message.',
    values: Object.fromEntries(
      findingCodes(model).map((found) => [found.code, { description: `${found.label.en}.` }]),
    ),
  });
  const kind = new GraphQLEnumType({
    name: 'FindingKind',
    description: 'A kind of record that there are rules for.',
    values: Object.fromEntries(
      [...new Set(findingsOf(model).map((found) => found.kind))]
        .map((found) => [kindConstant(found), { description: `Of type ${found.name}.` }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  });
  const lang: GraphQLArgumentConfig = {
    type: new GraphQLList(new GraphQLNonNull(enums.named('Lang'))),
    description: 'Preferred languages; then those of Accept-Language, then AR, EN, FR.',
  };
  const text = (description: string): Field => ({
    ...answered(new GraphQLNonNull(GraphQLString), description),
    args: { lang },
  });
  const ofCode = {
    code: answered(new GraphQLNonNull(code), 'What it says, as a code.'),
    label: text('What the code is called.'),
    severity: answered(new GraphQLNonNull(severity), 'How bad it is.'),
    severityLabel: text('What the severity is called.'),
    message: text('What is wrong, and what to do about it.'),
  };
  const several = (type: GraphQLObjectType | GraphQLInterfaceType) =>
    new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
  const finding = new GraphQLObjectType({
    name: 'Finding',
    description: 'Something about the data that is wrong, doubtful or missing, by a published rule.',
    fields: {
      ...ofCode,
      kind: answered(new GraphQLNonNull(kind), 'The kind of the record that the rule is about.'),
      records: answered(
        several(node),
        `The records concerned: the one that the rule is about, then those that it is compared with; at most ${MOST_FOUND_RECORDS} of each sort.`,
      ),
    },
  });
  const edge = new GraphQLObjectType({
    name: 'FindingEdge',
    description: 'A finding and its cursor.',
    fields: {
      node: answered(new GraphQLNonNull(finding), 'The finding.'),
      cursor: answered(new GraphQLNonNull(GraphQLString), 'Its cursor.'),
    },
  });
  const count = new GraphQLObjectType({
    name: 'FindingCount',
    description: 'How many findings there are of one code.',
    fields: { ...ofCode, count: answered(new GraphQLNonNull(GraphQLInt), 'How many.') },
  });
  const connection = new GraphQLObjectType({
    name: 'FindingConnection',
    description: 'A page of findings, with totals of the whole filtered set.',
    fields: {
      nodes: answered(several(finding), 'The findings of the page.'),
      edges: answered(several(edge), 'The findings of the page, with cursors.'),
      pageInfo: answered(new GraphQLNonNull(PageInfo), 'Where the page lies.'),
      totalCount: answered(new GraphQLNonNull(GraphQLInt), 'How many there are in all.'),
      byCode: answered(several(count), 'How many there are of each code that there are any of.'),
    },
  });
  const filter = (type: GraphQLEnumType) =>
    new GraphQLInputObjectType({
      name: `${type.name}Filter`,
      description: `Filters by ${type.name}. Operators given together must all hold.`,
      fields: {
        eq: { type, description: 'Equal to this.' },
        in: { type: new GraphQLList(new GraphQLNonNull(type)), description: 'One of these.' },
      },
    });
  const where = new GraphQLInputObjectType({
    name: 'FindingWhere',
    description: 'Filters findings. Fields given together must all hold.',
    fields: {
      code: { type: filter(code), description: 'By code.' },
      severity: { type: filter(severity), description: 'By severity.' },
      kind: { type: filter(kind), description: 'By the kind of the record that the rule is about.' },
      record: { type: IdFilter, description: 'By the id of a record concerned, of whatever kind.' },
    },
  });
  return {
    type: new GraphQLNonNull(connection),
    description:
      'What is wrong, doubtful or missing in the data, by the rules of the registry: errors first, then by code and record. What is not stated, or only vaguely, is not held to be wrong.',
    args: {
      where: { type: where, description: 'Only those.' },
      first: {
        type: GraphQLInt,
        defaultValue: DEFAULT_PAGE,
        description: `How many, 0 to ${LARGEST_PAGE}.`,
      },
      after: { type: GraphQLString, description: 'After the finding with this cursor.' },
    },
  };
}
