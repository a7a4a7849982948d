import { createHash, randomBytes } from 'node:crypto';
import type { ChangeErrorCode } from '../model/change-errors.js';
import type { InputPath } from '../model/errors.js';
import type { KindModel } from '../model/model.js';

/** A record as somebody wrote it down, and where: not yet checked. */
export interface Draft {
  readonly kind: KindModel;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: Place;
}

/** Where in a file something is. */
export interface Spot {
  readonly file: string;
  /** The sheet of a workbook; null for other files. */
  readonly sheet: string | null;
  /** The line of a text, or the row of a sheet, from 1. */
  readonly line: number;
  /** The heading of the column in a table; null where there are no columns. */
  readonly column: string | null;
}

/** Where in the written data a record is. */
export interface Place {
  /** Where a path inside the record is. */
  readonly spot: (path: InputPath) => Spot;
  /** The path of the record inside the file; empty where each record has a line of its own. */
  readonly path: InputPath;
}

/** Something wrong with what was written down. It never repeats a value. */
export interface Problem extends Spot {
  readonly path: string;
  readonly code: ChangeErrorCode;
  readonly message: string;
  /** What may have been meant; null when nothing comes near. */
  readonly suggestion: string | null;
}

/** A problem of a file as such, before any record of it is understood. */
export function fileProblem(
  spot: Partial<Spot> & Pick<Spot, 'file'>,
  message: string,
  suggestion: string | null = null,
): Problem {
  return { sheet: null, line: 1, column: null, ...spot, path: '', code: 'INVALID', message, suggestion };
}

/** A problem in one line, such as `event.csv:17, startsOn: must be ...`. */
export function problemText({ file, sheet, line, column, path, message, suggestion }: Problem): string {
  const place = sheet === null ? `${file}:${line}` : `${file}, ${sheet}!${line}`;
  const where = column === null ? `${place}:${path === '' ? '' : ` ${path}`}` : `${place}, ${column}:`;
  return `${where} ${message}${suggestion === null ? '' : `; did you mean ${suggestion}?`}`;
}

/** `[3].names.ar` for the path 3, names, ar. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** The letters of ids: none that are easily mistaken for another. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** How many of them an id has. */
const LENGTH = 16;

/**
 * The id of a record that is created under a slug. It follows from the slug, so that two registries made from the same
 * seeds agree on it; afterwards it stays, whatever becomes of the slug.
 */
export function idOf(kind: KindModel, slug: string): string {
  const digest = createHash('sha256').update(`${kind.name}:${slug}`).digest();
  return `${kind.prefix}_${lettersOf(digest.subarray(0, LENGTH))}`;
}

/** An id of the same kind as another, that follows from nothing. */
export function randomIdLike(id: string): string {
  return `${id.slice(0, id.indexOf('_'))}_${lettersOf(randomBytes(LENGTH))}`;
}

function lettersOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join('');
}

/** True for a text that can be the id of a record of a kind. */
export function isIdOf(kind: KindModel, text: string): boolean {
  return text.startsWith(`${kind.prefix}_`) && /^[0-9a-z]{1,20}$/.test(text.slice(kind.prefix.length + 1));
}
