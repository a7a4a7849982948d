/**
 * The one fold of the registry: what a reader takes for the same word becomes the same text. It is computed here, on
 * writing and on asking, and stored in columns, so that SQLite and PostgreSQL cannot differ.
 *
 * Arabic: tashkeel, tatweel and invisible joiners go; the forms of alef, of ya and of hamza on its seats come
 * together; ta marbuta is ha; Persian and Urdu kaf, ya and ha and both kinds of digits are folded. Latin: accents and
 * case go, ligatures are their letters, the Azerbaijani and Turkish letters their nearest. Hyphens and dashes are spaces,
 * apostrophes are one, the half rings of transliteration go.
 */
export function fold(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(MARKS, '')
      .replace(LETTERS, (letter) => FOLDED.get(letter) ?? letter)
      // Decomposed last: earlier it would tear hamza off its seat before the rules above could see it.
      .normalize('NFKD')
      .replace(/\p{Mn}/gu, '')
      .replace(/[\s\u002d\u2010-\u2015\u2212\u30fb]+/g, ' ')
      .trim()
  );
}

/** Tashkeel, Koranic marks, tatweel, joiners and directional marks, half rings. */
const MARKS =
  /[\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u02bb\u02bd-\u02bf\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const FOLDED: ReadonlyMap<string, string> = new Map([
  ...pairs('\u0622\u0623\u0625\u0671', '\u0627'),
  ...pairs('\u0649\u06cc\u0626\u06d2', '\u064a'),
  ...pairs('\u0624', '\u0648'),
  ...pairs('\u0621', ''),
  ...pairs('\u0629\u06c1\u06be\u06c3\u06d5\u06c0\u06c2', '\u0647'),
  ...pairs('\u06a9\u06aa', '\u0643'),
  ...pairs('\u2018\u2019\u02bc\u0060\u00b4', "'"),
  ...[...'0123456789'].flatMap((digit, value) =>
    pairs(String.fromCodePoint(0x660 + value, 0x6f0 + value), digit),
  ),
  ['\u00df', 'ss'],
  ['\u00e6', 'ae'],
  ['\u0153', 'oe'],
  ['\u00f8', 'o'],
  ['\u0111', 'd'],
  ['\u0142', 'l'],
  ['\u0131', 'i'],
  ['\u0259', 'e'],
]);

const LETTERS = new RegExp(`[${[...FOLDED.keys()].join('')}]`, 'g');

function pairs(letters: string, folded: string): [string, string][] {
  return [...letters].map((letter) => [letter, folded]);
}
