import { createHash, randomBytes } from 'node:crypto';
import type { KindModel } from '../model/model.js';

/** A record as somebody wrote it down, and where: not yet checked. */
export interface Draft {
  readonly kind: KindModel;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: Place;
}

/** Where in the written data something is. */
export interface Place {
  readonly file: string;
  /** The line of a path inside the record. */
  readonly line: (path: readonly (string | number)[]) => number;
  /** The path of the record inside the file. */
  readonly path: readonly (string | number)[];
}

/** Something wrong with what was written down. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly message: string;
}

/** Notes a problem of a draft at a path inside it. */
export function problemAt({ at }: Draft, path: readonly (string | number)[], message: string): Problem {
  return { file: at.file, line: at.line(path), path: pathText([...at.path, ...path]), message };
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
