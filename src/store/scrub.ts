import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { unavailable } from '../model/errors.js';

/** How often, and after how long, it is tried again while somebody still reads what is to go. */
const RETRIES = { times: 20, everyMs: 250 };

/** Has what was deleted from tables leave the disk: see `Store.scrub`. */
export async function scrub(source: DataSource, tables: readonly string[]): Promise<void> {
  if (source.options.type === 'postgres') {
    for (const table of tables) await source.query(`VACUUM "${table}"`);
    return;
  }
  // What is deleted is overwritten, but not what rows leave behind where they move within a page, or from one to another.
  await source.query('VACUUM');
  for (let attempt = 0; attempt < RETRIES.times; attempt += 1) {
    const [result] = (await source.query('PRAGMA wal_checkpoint(TRUNCATE)')) as { readonly busy: number }[];
    if (result?.busy === 0) return;
    await wait(RETRIES.everyMs);
  }
  throw unavailable(
    'The log of the database could not be emptied, because somebody reads all the time. Try again when there is less to do.',
  );
}
