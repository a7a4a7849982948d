import type { Lang } from './lang.js';

/** What a value of an enum is called, to be printed. */
export type Label = Readonly<Record<`${Lang}`, string>>;

const labels = new Map<object, Readonly<Record<string, Label>>>();

/**
 * Says what the values of an enum are called in Arabic and French. In English they are called by their own words:
 * `HONOURABLE_MENTION` is "Honourable mention".
 */
export function labelEnum<Values extends Readonly<Record<string, string>>>(
  values: Values,
  words: Readonly<Record<keyof Values & string, readonly [ar: string, fr: string]>>,
): void {
  const entries = Object.entries<readonly [string, string]>(words);
  labels.set(
    values,
    Object.fromEntries(entries.map(([name, [ar, fr]]) => [name, { AR: ar, EN: wordsOf(name), FR: fr }])),
  );
}

/** The labels of an enum's values, by their names; undefined when it was never labelled. */
export function labelsOf(values: object): Readonly<Record<string, Label>> | undefined {
  return labels.get(values);
}

function wordsOf(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
