import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileProblem, type Draft, type Problem } from '../changes/draft.js';
import { nearest } from '../changes/suggest.js';
import { inOrderOfReference, type KindModel, type Model } from '../model/model.js';
import type { ColumnMap } from './columns.js';
import { readCsv } from './read-csv.js';
import { readJsonLines } from './read-json-lines.js';
import { readXlsx } from './read-xlsx.js';
import { readYaml } from './read-yaml.js';
import { Unreadable } from './unreadable.js';

/** A file to read records from. */
export interface SourceFile {
  /** Where it is. */
  readonly path: string;
  /** What it is called in problems; its ending tells the format. */
  readonly name: string;
}

/** How files are to be understood, where they do not say so themselves. */
export interface ReadOptions {
  /** The kind of all records; by the name of the file or sheet unless given. */
  readonly kind?: KindModel | undefined;
  /** The encoding of texts, as the Encoding Standard calls it: UTF-8 unless given, or told by a byte-order mark. */
  readonly encoding?: string | undefined;
  /** Which field each heading of a table stands for, where it is not called like it. */
  readonly columns?: ColumnMap | undefined;
  /** Called with the number of bytes that were read since it was called last. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

/** What a reader of one format is given. */
export interface Reading extends ReadOptions, SourceFile {
  readonly model: Model;
}

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

/** Things that hold records of kinds such that each comes after what it may refer to; those of no kind come last. */
export function inOrderOfKinds<Item>(
  model: Model,
  items: readonly Item[],
  kindOf: (item: Item) => KindModel | undefined,
): Item[] {
  const order = new Map(inOrderOfReference(model).map((kind, index) => [kind, index]));
  const place = (item: Item) => {
    const kind = kindOf(item);
    return (kind && order.get(kind)) ?? order.size;
  };
  return items.toSorted((a, b) => place(a) - place(b));
}

/** The name of a file, without its folder and its ending. */
export function withoutEnding(name: string): string {
  return basename(name, extname(name));
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

/** The kind that a name stands for: of a file, a sheet or a member; the table's, with hyphens or underscores. */
export function kindCalled(model: Model, name: string): KindModel | undefined {
  const wanted = name.trim().toLowerCase().replaceAll(/[\s_]/g, '-');
  return writtenKinds(model).find((kind) =>
    [calledFile(kind), kind.singular.toLowerCase(), kind.plural.toLowerCase()].includes(wanted),
  );
}

/** What a file of a kind's records is called, without its ending: `opening-hours`. */
export function calledFile(kind: KindModel): string {
  return kind.table.replaceAll('_', '-');
}

/** The kinds whose records people write, such that each comes after those that it refers to. */
export function writtenKinds(model: Model): KindModel[] {
  return inOrderOfReference(model).filter(({ written }) => written);
}

/** The kind of a file's records, by what is given or its name. Throws an {@link Unreadable} when that tells none. */
export function kindOfFile({ model, kind, name }: Reading): KindModel {
  const called = withoutEnding(name);
  const found = kind ?? kindCalled(model, called);
  if (found) return found;
  const names = writtenKinds(model).map(calledFile).sort();
  const meant = nearest(called, names);
  throw new Unreadable(
    `is not named after a kind; expected one of ${names.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`,
  );
}
