import Sqlite from 'better-sqlite3';
import { tooComplex } from '../model/errors.js';
import { registerFractions } from './fractions.js';

/**
 * The function that statements call now and then to ask whether they may go on: SQLite's driver has no other way to
 * stop a statement from within the process. It gives 1, or throws.
 */
const CONTINUES = 'sijill_continues';

/**
 * How much of the file is read where the operating system keeps it, instead of being copied page by page: what looks up
 * records all over a large file then takes two thirds of the time. SQLite's own greatest value, 2 GiB, is the bound.
 */
const MAPPED_BYTES = 2 ** 31 - 65_536;

/** Opens a connection that cannot write, so that it never sees what is not yet committed, with the functions that statements use. */
export function openSqlite(file: string, continues: () => 1): Sqlite.Database {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  connection.pragma('query_only = ON');
  connection.pragma('cache_size = -65536');
  connection.pragma('temp_store = MEMORY');
  connection.pragma(`mmap_size = ${MAPPED_BYTES}`);
  registerFractions(connection);
  connection.function(CONTINUES, continues);
  return connection;
}

/** What SQLite says of a statement that is beyond the limits that it was compiled with. */
const BEYOND_LIMITS =
  /^(Expression tree is too large|parser stack overflow|at most \d+ tables in a join|too many )/;

/** The error of a statement as the caller gets it: one that asks for too much is no failure of ours. */
export function sqliteError(error: unknown): unknown {
  return BEYOND_LIMITS.test((error as Error | null)?.message ?? '') ? tooComplex() : error;
}
