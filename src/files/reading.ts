import { basename, extname } from 'node:path';
import { nearest } from '../changes/suggest.js';
import { inOrderOfReference, type KindModel, type Model } from '../model/model.js';
import type { ColumnMap } from './columns.js';
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
