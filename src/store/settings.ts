import { join } from 'node:path';

/** Where the registry is kept: one SQLite file, or a PostgreSQL server. */
export type DatabaseSettings =
  | { readonly dialect: 'sqlite'; readonly file: string }
  | { readonly dialect: 'postgres'; readonly url: string };

/** The SQLite file inside a data folder. */
export function sqliteIn(folder: string): DatabaseSettings {
  return { dialect: 'sqlite', file: join(folder, 'sijill.db') };
}

/** Something that keeps the program from starting: one line that says what, and what to do. */
export class StartError extends Error {}
