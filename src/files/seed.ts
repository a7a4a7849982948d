import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readFiles } from './read-file.js';
import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import type { ChangeCounts } from '../changes/change.js';
import { problemText, type Problem } from '../changes/draft.js';
import { importDrafts } from '../changes/import.js';

/** Thrown when seeds cannot be loaded: every problem of every file, and nothing has been written. */
export class SeedError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(
      [
        `The seeds have ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; nothing was written.`,
        ...problems.map((problem) => `  ${problemText(problem)}`),
      ].join('\n'),
    );
  }
}

/** Loads a folder of seeds. Throws a {@link SeedError} with all problems at once. Loading twice changes nothing. */
export async function seed(model: Model, store: Store, folder: string): Promise<ChangeCounts> {
  const files = readdirSync(folder)
    .filter((file) => !file.startsWith('.'))
    .sort()
    .map((name) => ({ name, path: join(folder, name) }));
  const note = { author: 'seeds', message: 'The first data set.' };
  const { problems, created, updated, unchanged } = await importDrafts(
    model,
    store,
    readFiles(model, files),
    note,
  );
  if (problems.length > 0) {
    throw new SeedError(
      problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
    );
  }
  return { created, updated, unchanged };
}

/** True when nothing was ever written. */
export async function isEmpty(store: Store): Promise<boolean> {
  const [count] = await store.read([{ text: 'SELECT CAST(count(*) AS text) FROM change_set', values: [] }]);
  return count === '0';
}
