/** Words shorter than this differ by a letter too easily; longer ones are no words. */
const SHORTEST = 5;
const LONGEST = 40;

/** Another digit is another number. */
function canBeMistyped(word: string, letters: readonly string[]): boolean {
  return letters.length >= SHORTEST && letters.length <= LONGEST && !/\p{N}/u.test(word);
}

/**
 * What is stored of a word so that those who mistype one letter of it find it: the word, the word without each of its
 * letters, and with each of them left open.
 */
export function nearForms(word: string): string[] {
  const letters = [...word];
  if (!canBeMistyped(word, letters)) return [];
  return [...new Set([`=${word}`, ...without(letters).map((rest) => `-${rest}`), ...open(letters)])];
}

/**
 * What to look for among the {@link nearForms} of words: those that share one differ by one letter too many, missing, or
 * other, or by two neighbours that changed places, and by nothing more. No distance has to be worked out, so both
 * databases find the same.
 */
export function nearKeys(word: string): string[] {
  const letters = [...word];
  if (!canBeMistyped(word, letters)) return [];
  const swapped = letters.slice(1).map((letter, index) => {
    const changed = [...letters];
    changed.splice(index, 2, letter, letters[index] ?? '');
    return changed.join('');
  });
  return [
    ...new Set([
      `-${word}`,
      ...[...without(letters), ...swapped].map((other) => `=${other}`),
      ...open(letters),
    ]),
  ];
}

/** True when a word is the other mistyped by one letter. */
export function isNear(word: string, other: string): boolean {
  const forms = new Set(nearForms(other));
  return nearKeys(word).some((key) => forms.has(key));
}

function without(letters: readonly string[]): string[] {
  return letters.map((_, index) => letters.filter((__, other) => other !== index).join(''));
}

function open(letters: readonly string[]): string[] {
  return letters.map((_, index) => letters.map((letter, other) => (other === index ? '?' : letter)).join(''));
}
