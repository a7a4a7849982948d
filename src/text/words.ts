import { fold } from './fold.js';

/** Words that French ties to the next one: l'art, d'Azerbaïdjan, qu'il. */
const ELIDED = /(?<![\p{L}\p{N}])(?:[cdjlmnst]|qu)'(?=\p{L})/gu;

/** What English ties to the end of a word: children's. */
const POSSESSIVE = /'s(?![\p{L}\p{N}])/gu;

/** The words of a text, folded: runs of letters and digits. */
export function words(text: string): string[] {
  return wordsOf(fold(text));
}

/** The words of a text that is folded already. */
export function wordsOf(folded: string): string[] {
  return (
    folded
      .replace(ELIDED, '')
      .replace(POSSESSIVE, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
