import { ALPHABET, LIGATURES, MARKS } from './alphabet.js';

/** Where a character stands: its letter, the accent on it, its case. */
interface Weight {
  readonly letter: string;
  readonly accent: number;
  readonly variant: number;
}

/** Digits of keys, in the order of their code points. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Lower than every digit, so that a text comes before those that it is the beginning of. */
const LEVEL_END = ' ';

const WEIGHTS = weights();

/**
 * A text that, compared code point by code point, sorts as the Arabic collation of ICU sorts names: signs, digits,
 * Arabic, Latin; first by letters, then by accents and hamza, then by case. Stored beside names, so that both databases
 * sort alike without knowing the collation.
 */
export function sortKey(text: string): string {
  let letters = '';
  const accents: number[] = [];
  const variants: number[] = [];
  for (const character of expanded(text)) {
    const { letter, accent, variant } = WEIGHTS.get(character) ?? unlisted(character);
    if (letter === '' && accent === 0) continue;
    letters += letter;
    accents.push(accent);
    variants.push(variant);
  }
  return `${letters}${LEVEL_END}${level(accents)}${LEVEL_END}${level(variants)}`;
}

function expanded(text: string): string {
  return [...text.normalize('NFC')].map((character) => LIGATURES.get(character) ?? character).join('');
}

function weights(): Map<string, Weight> {
  const found = new Map<string, Weight>();
  ALPHABET.forEach((entry, position) => {
    const letter = `${digit(Math.floor(position / DIGITS.length))}${digit(position % DIGITS.length)}`;
    entry.split(' ').forEach((group, accent) => {
      [...group].forEach((character, rank) => {
        // Digits are the same number in whatever script.
        const variant = /\p{Nd}/u.test(character) ? 0 : rank;
        found.set(character === '\u0000' ? ' ' : character, { letter, accent, variant });
      });
    });
  });
  // A mark is no letter; it comes after every accent that is part of one.
  const first = Math.max(...[...found.values()].map(({ accent }) => accent)) + 1;
  MARKS.forEach((group, position) => {
    for (const mark of group) found.set(mark, { letter: '', accent: first + position, variant: 0 });
  });
  return found;
}

/** Other scripts come last, in the order of their code points; what is not printed has no weight. */
function unlisted(character: string): Weight {
  const codePoint = character.codePointAt(0) ?? 0;
  const isInvisible = /\p{Cc}|\p{Cf}|\p{Mn}/u.test(character);
  return { letter: isInvisible ? '' : `~${codePoint.toString(16).padStart(6, '0')}`, accent: 0, variant: 0 };
}

/** Two digits a weight; trailing zeros say nothing. */
function level(values: readonly number[]): string {
  const last = values.findLastIndex((value) => value > 0);
  return values
    .slice(0, last + 1)
    .map((value) => `${digit(Math.floor(value / DIGITS.length))}${digit(value % DIGITS.length)}`)
    .join('');
}

function digit(value: number): string {
  return DIGITS[value] ?? '~';
}
