import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { applyRecords, type ChangeResult } from './apply.js';
import type { Problem } from './draft.js';
import { readSeeds } from './read-seeds.js';
import { resolveDrafts } from './resolve.js';

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
  const resolved = resolveDrafts(model, drafts);
  const all = [...problems, ...resolved.problems];
  if (all.length > 0) {
    throw new SeedError(all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)));
  }
  return applyRecords(model, store, resolved.records, { author: 'seeds', message: 'The first data set.' });
}

/** True when nothing was ever written. */
export async function isEmpty(store: Store): Promise<boolean> {
  const [count] = await store.read([{ text: 'SELECT CAST(count(*) AS text) FROM change_set', values: [] }]);
  return count === '0';
}
