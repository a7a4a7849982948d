import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { applyDrafts, countsOf, type ChangeResult } from './apply.js';
import type { Problem } from './draft.js';
import { readSeeds } from './read-seeds.js';

/** Thrown when seeds cannot be loaded: every problem of every file, and nothing has been written. */
export class SeedError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(
      [
        `The seeds have ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; nothing was written.`,
        ...problems.map(
          ({ file, line, path, message }) => `  ${file}:${line}: ${path ? `${path} ` : ''}${message}`,
        ),
      ].join('\n'),
    );
  }
}

/** Loads a folder of seeds. Throws a {@link SeedError} with all problems at once. Loading twice changes nothing. */
export async function seed(model: Model, store: Store, folder: string): Promise<ChangeResult> {
  const { drafts, problems } = readSeeds(model, folder);
  const note = { author: 'seeds', message: 'The first data set.' };
  // What could be read is checked as well, so that all problems are told at once.
  const dryRun = problems.length > 0;
  const written = await applyDrafts(model, store, drafts, { ...note, dryRun });
  const all = [...problems, ...written.problems];
  if (all.length > 0) {
    throw new SeedError(all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)));
  }
  return countsOf(written.applied);
}

/** True when nothing was ever written. */
export async function isEmpty(store: Store): Promise<boolean> {
  const [count] = await store.read([{ text: 'SELECT CAST(count(*) AS text) FROM change_set', values: [] }]);
  return count === '0';
}
