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

/**
 * How sessions that read have PostgreSQL plan. A registry lies in memory or on a solid-state disk, where a page by index
 * costs hardly more than the next one: by the price of a turning disk, each record would be sought through all of a small
 * table. And where workers hash rows together, most of which refer to nothing, PostgreSQL splits the one bucket of their
 * nulls into thousands of files and comes to no end: groups over 400,000 awards took minutes. Each for itself they see in
 * time that splitting does not help.
 */
export const PLANNING = '-c random_page_cost=1.1 -c enable_parallel_hash=off';

/** The SQLite file inside a data folder. */
export function sqliteIn(folder: string): DatabaseSettings {
  return { dialect: 'sqlite', file: join(folder, 'sijill.db') };
}

/** Something that keeps the program from starting: one line that says what, and what to do. */
export class StartError extends Error {}
