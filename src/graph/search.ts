import {
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLInterfaceType,
} from 'graphql';
import type { Model } from '../model/model.js';
import {
  DEFAULT_RESULTS,
  kindConstant,
  LONGEST_SEARCH,
  MOST_RESULTS,
  searchedKinds,
} from '../planner/search-plan.js';
import { highlights } from '../text/highlight.js';
import { byResponseKey } from './resolve.js';

type Field = GraphQLFieldConfig<unknown, unknown>;

const SearchLevel = new GraphQLEnumType({
  name: 'SearchLevel',
  description: 'How well a result answers a search, the best first.',
  values: {
    EXACT: { description: 'Its name is the text, to the letter.' },
    FOLDED: {
      description:
        'Its name is the text, or has all its words, in whatever spelling: hamza, ta marbuta, tashkeel, accents, case. The last word may be begun only.',
    },
    STEMMED: {
      description:
        'Its name has other forms of the words: with the article, a preposition or conjunction tied to it, another ending or number.',
    },
    DESCRIPTION: { description: 'Another of its texts has the words: a description, a theme, a title.' },
    TYPO: {
      description: 'It has the words when one letter of each is other, missing, too many, or changed places.',
    },
  },
});

const Highlight = new GraphQLObjectType({
  name: 'Highlight',
  description: 'A stretch of a text that matches, in UTF-16 code units as JavaScript counts them.',
  fields: {
    start: field(new GraphQLNonNull(GraphQLInt), 'Where it begins, from 0.'),
    end: field(new GraphQLNonNull(GraphQLInt), 'Where it ends: the first that is not part of it.'),
  },
});

function field(type: Field['type'], description: string): Field {
  return { type, description };
}

/** The root field `search`. */
export function searchField(model: Model, node: GraphQLInterfaceType, lang: GraphQLEnumType): Field {
  const kind = new GraphQLEnumType({
    name: 'Kind',
    description: 'A kind of record that can be searched for.',
    values: Object.fromEntries(
      searchedKinds(model).map((found) => [kindConstant(found), { description: found.description }]),
    ),
  });
  const answered = (type: Field['type'], description: string): Field => ({
    ...field(type, description),
    resolve: byResponseKey,
  });
  const result = new GraphQLObjectType({
    name: 'SearchResult',
    description: 'A record that a search found, and by which of its texts.',
    fields: {
      record: answered(new GraphQLNonNull(node), 'The record.'),
      kind: answered(new GraphQLNonNull(kind), 'Its kind.'),
      level: answered(new GraphQLNonNull(SearchLevel), 'How well it answers.'),
      field: answered(new GraphQLNonNull(GraphQLString), 'The field whose text matched.'),
      lang: answered(lang, 'The language of that text; null for an acronym or a code.'),
      text: answered(new GraphQLNonNull(GraphQLString), 'That text.'),
      highlights: {
        ...field(
          new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Highlight))),
          'Where in it the words stand.',
        ),
        resolve: (source, args, context, info) => {
          const { text, query } = byResponseKey(source, args, context, info) as {
            text: string;
            query: string;
          };
          return highlights(text, query);
        },
      },
    },
  });
  const results = new GraphQLObjectType({
    name: 'SearchResults',
    description: 'What a search found, the best first.',
    fields: {
      totalCount: answered(new GraphQLNonNull(GraphQLInt), 'How many records it found in all.'),
      nodes: answered(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(result))), 'The best of them.'),
    },
  });
  return {
    ...field(
      new GraphQLNonNull(results),
      'Records by their texts, in Arabic, English and French: all words must be found in one text, in any spelling or form.',
    ),
    args: {
      text: {
        type: new GraphQLNonNull(GraphQLString),
        description: `What to look for; at most ${LONGEST_SEARCH} characters.`,
      },
      kinds: { type: new GraphQLList(new GraphQLNonNull(kind)), description: 'Only these kinds.' },
      first: {
        type: GraphQLInt,
        defaultValue: DEFAULT_RESULTS,
        description: `How many results, 0 to ${MOST_RESULTS}.`,
      },
    },
  };
}
