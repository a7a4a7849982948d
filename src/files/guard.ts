/** What spreadsheets take for the beginning of a formula, behind any quotes; a plain number is none. */
const FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A text such that no spreadsheet takes it for a formula: a quote before what would be one. */
export function guarded(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** The text that was guarded: one quote less, where there is one that {@link guarded} puts. */
export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
