import { isNear } from './near.js';
import { stems } from './stem.js';
import { words, wordsOf } from './words.js';
import { fold } from './fold.js';

/** A stretch of a text, in UTF-16 code units as JavaScript counts them; `end` is the first after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The words of a text that match a word of a query: the same, begun alike, of the same stem, or mistyped. */
export function highlights(text: string, query: string): Span[] {
  const sought = words(query);
  const last = sought.at(-1) ?? '';
  const matches = (word: string) =>
    sought.some((one) => one === word || share(stems(one), stems(word)) || anyNear(one, word)) ||
    word.startsWith(last);
  return [...text.matchAll(/[\p{L}\p{N}\p{M}\u0640'\u2019]+/gu)]
    .filter(([run]) => wordsOf(fold(run)).some(matches))
    .map(({ 0: run, index }) => ({ start: index, end: index + run.length }));
}

function share(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}

function anyNear(one: string, other: string): boolean {
  const forms = [other, ...stems(other)];
  return [one, ...stems(one)].some((form) => forms.some((word) => isNear(form, word)));
}
