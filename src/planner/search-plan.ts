import { badInput } from '../model/errors.js';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import { snakeCase } from '../model/naming.js';
import { isSearched } from '../model/searched.js';
import { fold } from '../text/fold.js';
import { nearKeys } from '../text/near.js';
import { stems } from '../text/stem.js';
import { words } from '../text/words.js';
import type { SearchEntry, SearchPlan, SearchResultEntry } from './plan.js';
import { planAbstract } from './record-plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';

/** How long a search may be, how many words it may have, and how many results it gives at once. */
export const LONGEST_SEARCH = 200;
export const MOST_SEARCH_WORDS = 12;
export const MOST_RESULTS = 100;
export const DEFAULT_RESULTS = 20;

/** The kinds that search looks through, in the order of the model. */
export function searchedKinds(model: Model): KindModel[] {
  return [...model.kinds.values()].filter(isSearched);
}

/** A kind as the enum of the kinds names it: `ObservanceYear` is `OBSERVANCE_YEAR`. */
export function kindConstant(kind: KindModel): string {
  return snakeCase(kind.name).toUpperCase();
}

/** The plan of the root field `search`. */
export function planSearch(planning: Planning, selected: Selected): SearchPlan {
  const { path } = selected;
  const args = argumentsOf(planning, 'Query', selected) as {
    text: string;
    kinds?: readonly string[] | null;
    first?: number | null;
  };
  if (args.text.length > LONGEST_SEARCH) {
    throw badInput(`A search has at most ${LONGEST_SEARCH} characters.`, [...path, 'text'], path);
  }
  const found = [...new Set(words(args.text))];
  if (found.length === 0) {
    throw badInput('This text has no letter or digit to look for.', [...path, 'text'], path);
  }
  if (found.length > MOST_SEARCH_WORDS) {
    throw badInput(`A search has at most ${MOST_SEARCH_WORDS} words.`, [...path, 'text'], path);
  }
  const count = args.first ?? DEFAULT_RESULTS;
  if (count < 0 || count > MOST_RESULTS) {
    throw badInput(`\`first\` must be from 0 to ${MOST_RESULTS}.`, [...path, 'first'], path);
  }
  if (args.kinds?.length === 0) {
    throw badInput('A list of kinds cannot be empty. Leave it out to search all.', [...path, 'kinds'], path);
  }
  return {
    text: args.text.normalize('NFC').trim(),
    folded: fold(args.text),
    words: found.map((word) => {
      const forms = stems(word);
      return { word, stems: forms, near: [...new Set([word, ...forms].flatMap(nearKeys))] };
    }),
    kinds: searchedKinds(planning.model).filter(
      (kind) => !args.kinds || args.kinds.includes(kindConstant(kind)),
    ),
    count,
    entries: collect(planning, below(selected), 'SearchResults', path).map((member): SearchEntry => ({
      key: member.key,
      value: planMember(planning, member),
    })),
  };
}

function planMember(planning: Planning, selected: Selected): SearchEntry['value'] {
  switch (selected.name) {
    case 'totalCount':
      return { type: 'totalCount' };
    case 'nodes':
      return {
        type: 'nodes',
        entries: collect(planning, below(selected), 'SearchResult', selected.path).map(
          (member): SearchResultEntry => ({ key: member.key, value: planResult(planning, member) }),
        ),
      };
    default:
      return { type: 'literal', json: '"SearchResults"' };
  }
}

function planResult(planning: Planning, selected: Selected): SearchResultEntry['value'] {
  switch (selected.name) {
    case 'kind':
    case 'level':
    case 'field':
    case 'lang':
    case 'text':
      return { type: selected.name };
    case 'highlights':
      // Where the words stand in the text is found out when the answer is written.
      planning.met.computed = true;
      return { type: 'highlights' };
    case 'record':
      return {
        type: 'record',
        arms: searchedKinds(planning.model).map(({ name }) => {
          const kind = kindNamed(planning.model, name);
          return { kind, object: planAbstract(planning, kind, below(selected), selected.path) };
        }),
      };
    default:
      return { type: 'literal', json: '"SearchResult"' };
  }
}
