import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { fileProblem, type Draft, type Problem } from '../changes/draft.js';
import type { Model } from '../model/model.js';
import { readCsv } from './read-csv.js';
import { readJsonLines } from './read-json-lines.js';
import { readXlsx } from './read-xlsx.js';
import { readYaml } from './read-yaml.js';
import {
  inOrderOfKinds,
  kindCalled,
  withoutEnding,
  type ReadOptions,
  type Reading,
  type SourceFile,
} from './reading.js';
import { Unreadable } from './unreadable.js';

type Reader = (reading: Reading) => AsyncGenerator<Draft | Problem>;

const READERS: Readonly<Record<string, Reader>> = {
  '.yaml': readYaml,
  '.yml': readYaml,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.csv': readCsv,
  '.tsv': readCsv,
  '.xlsx': readXlsx,
};

/** The endings of files that can be read. */
export const READABLE = Object.keys(READERS);

/**
 * The records of files, and what could not be understood. Nothing is read ahead. Whatever the order of the files, records
 * come after those of the kinds that they refer to.
 */
export async function* readFiles(
  model: Model,
  files: readonly SourceFile[],
  options: ReadOptions = {},
): AsyncGenerator<Draft | Problem> {
  const kindOf = ({ name }: SourceFile) => kindCalled(model, withoutEnding(name));
  for (const file of inOrderOfKinds(model, files, kindOf)) yield* readOne({ ...options, ...file, model });
}

async function* readOne(reading: Reading): AsyncGenerator<Draft | Problem> {
  const { path, name: file } = reading;
  const reader = READERS[extname(file).toLowerCase()];
  if (!reader) {
    yield fileProblem({ file }, `is of no format that can be read; a name ends in ${READABLE.join(', ')}`);
    return;
  }
  try {
    const before = statSync(path);
    yield* reader(reading);
    const after = statSync(path);
    if (before.mtimeMs !== after.mtimeMs || before.size !== after.size) {
      yield fileProblem({ file }, 'was written to while it was read; read it again when it is done');
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    yield fileProblem({ file, ...error.spot }, error.message);
  }
}
