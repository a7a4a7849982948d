import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Where the registry is kept: one SQLite file, or a PostgreSQL server. */
export type DatabaseSettings =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | { readonly dialect: 'postgres'; readonly url: string };

/** How much reading may take. */
export interface ReadLimits {
  /** How many processes read a SQLite file, at least two: one is kept for what is quick. */
  readonly readers: number;
  /** How long the database may work on one operation. */
  readonly timeoutMs: number;
}

/** The limits, unless set otherwise: a reader for each core, and one for what is quick. */
export const READ_LIMITS: ReadLimits = { readers: availableParallelism() + 1, timeoutMs: 30_000 };

/** The SQLite file inside a data folder. */
export function sqliteIn(folder: string): DatabaseSettings {
  return { dialect: 'sqlite', file: join(folder, 'sijill.db') };
}

/** Something that keeps the program from starting: one line that says what, and what to do. */
export class StartError extends Error {}
