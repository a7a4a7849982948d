/**
 * The one fold of the registry: what a reader takes for the same word becomes the same text. It is computed here, on
 * writing and on asking, and stored in columns, so that SQLite and PostgreSQL cannot differ.
 *
 * Arabic: tashkeel, tatweel and invisible joiners go; the forms of alef, of ya and of hamza on its seats come
 * together; ta marbuta is ha; Persian kaf and ya and both kinds of digits are folded. Latin: accents and case go.
 */
export function fold(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(MARKS, '')
      .replace(/[\u0622\u0623\u0625\u0671]/g, '\u0627')
      .replace(/[\u0649\u06cc\u0626]/g, '\u064a')
      .replace(/\u0624/g, '\u0648')
      .replace(/\u0621/g, '')
      .replace(/\u0629/g, '\u0647')
      .replace(/\u06a9/g, '\u0643')
      .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
      .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
      // Decomposed last: earlier it would tear hamza off its seat before the rules above could see it.
      .normalize('NFKD')
      .replace(/\p{Mn}/gu, '')
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** Tashkeel, Koranic marks, tatweel, joiners and directional marks. */
const MARKS =
  /[\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
