import { BROKEN_PLURALS } from './broken-plurals.js';
import { fold } from './fold.js';

const ARABIC = /[\u0621-\u064a]/;

/** Conjunctions, the article with its prepositions, and prepositions that are written onto a word. */
const CONJUNCTIONS = ['و', 'ف'];
const ARTICLES = ['ال', 'بال', 'كال', 'لل'];
const CLITICS = ['ب', 'ك', 'ل', 'س'];

/** Feminine, plural, adjective and possessive endings, folded, longest first. */
const ENDINGS = ['ها', 'هم', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي'];

/** So many letters must stay: a shorter rest is more often another word than this one. */
const LEAST_AFTER_ARTICLE = 3;
const LEAST_AFTER_CLITIC = 4;
const LEAST_BEFORE_ENDING = 3;

const SINGULARS = new Map(BROKEN_PLURALS.map(([plural, singular]) => [fold(plural), fold(singular)]));

/**
 * The stems that a folded word may have, of which two words must share one to be taken for forms of the same. Several,
 * because a letter such as ب can be a preposition or belong to the word.
 */
export function stems(word: string): string[] {
  const found = ARABIC.test(word) ? arabicStems(word) : [latinStem(word)];
  return [...new Set(found)];
}

function arabicStems(word: string): string[] {
  const bare = [word, ...without(word, CONJUNCTIONS, LEAST_AFTER_ARTICLE)];
  const forms = bare.flatMap((form) => {
    const articled = without(form, ARTICLES, LEAST_AFTER_ARTICLE);
    // After the article nothing else can be tied to the front of a word.
    return articled.length > 0 ? articled : [form, ...without(form, CLITICS, LEAST_AFTER_CLITIC)];
  });
  return forms.map((form) => withoutEnding(SINGULARS.get(form) ?? form));
}

function without(word: string, prefixes: readonly string[], least: number): string[] {
  return prefixes
    .filter((prefix) => word.startsWith(prefix) && word.length - prefix.length >= least)
    .map((prefix) => word.slice(prefix.length));
}

function withoutEnding(word: string): string {
  const ending = ENDINGS.find((end) => word.endsWith(end) && word.length - end.length >= LEAST_BEFORE_ENDING);
  return ending === undefined ? word : withoutEnding(word.slice(0, -ending.length));
}

/** English and French plurals. */
function latinStem(word: string): string {
  if (word.length < 4 || /(ss|us|is|\d)$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (word.endsWith('eaux')) return word.slice(0, -1);
  if (word.endsWith('aux')) return `${word.slice(0, -2)}l`;
  if (/(ch|sh|ss|x)es$/.test(word)) return word.slice(0, -2);
  return /[sx]$/.test(word) ? word.slice(0, -1) : word;
}
