import { badInput, type InputPath } from '../model/errors.js';
import { readCursor, signatureOf } from './cursor.js';
import type { PageInfoEntry, PagePlan } from './plan.js';
import { below, collect, type Planning, type Selected } from './selection.js';

/** Records of a page, unless asked otherwise, and at most. */
export const DEFAULT_PAGE = 25;
export const LARGEST_PAGE = 1000;

/** What is compared by a term, as far as a cursor cares. */
export type TermType = 'text' | 'number';

/** Reads `first`, `after`, `last` and `before` of a connection. */
export function planPage(
  args: Readonly<Record<string, unknown>>,
  description: string,
  types: readonly TermType[],
  path: InputPath,
): PagePlan {
  const first = pageSize(args.first, 'first', path);
  const last = pageSize(args.last, 'last', path);
  // `first` has a default, so only the caller's own `last` tells that the page is counted from the end.
  if (last !== null && first !== null && first !== DEFAULT_PAGE) {
    throw badInput('Give `first` or `last`, not both.', [...path, 'last'], path);
  }
  const signature = signatureOf(description);
  const cursor = (name: 'after' | 'before') =>
    typeof args[name] === 'string' ? readCursor(args[name], signature, types, [...path, name], path) : null;
  return {
    count: last ?? first ?? DEFAULT_PAGE,
    backward: last !== null,
    after: cursor('after'),
    before: cursor('before'),
    signature,
  };
}

function pageSize(value: unknown, name: string, path: InputPath): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'number' || value < 0 || value > LARGEST_PAGE) {
    throw badInput(
      `\`${name}\` must be from 0 to ${LARGEST_PAGE}. For more, walk the pages with \`after\`, or ask for \`groups\` or \`aggregate\`.`,
      [...path, name],
      path,
    );
  }
  return value;
}

/** The members of a `pageInfo`. */
export function planPageInfo(planning: Planning, selected: Selected): PageInfoEntry[] {
  return collect(planning, below(selected), 'PageInfo', selected.path).map(({ key, name }) => ({
    key,
    name: name === '__typename' ? { json: '"PageInfo"' } : (name as Exclude<PageInfoEntry['name'], object>),
  }));
}
