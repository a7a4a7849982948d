import type { EntityManager } from 'typeorm';
import type { VersionedTable } from './versioned.js';

/** What the triggers say, word for word, to who writes outside a change set. */
export const OUTSIDE_CHANGE_SET = 'Nothing is written outside a change set.';

/** A column as the database describes it. */
export interface TableColumn {
  readonly name: string;
  /** Its type, with its collation where it has one. */
  readonly type: string;
  /** The SQL of its default. */
  readonly fallback: string | null;
}

/** The triggers of a table, and a text that differs whenever anything in them does. */
export interface Recorder {
  readonly statements: readonly string[];
  readonly mark: string;
}

/** What differs between the databases when they keep a history. */
export interface HistoryDialect {
  /** The columns of every table there is. */
  columns(manager: EntityManager): Promise<ReadonlyMap<string, readonly TableColumn[]>>;
  /** The marks of the triggers that are there, by the table that they are on. */
  recorders(manager: EntityManager): Promise<ReadonlyMap<string, string>>;
  /** The triggers that a table should have. */
  recorder(table: VersionedTable, columns: readonly TableColumn[]): Recorder;
  /** Removes the triggers of a table, or of all tables, those that are no kind's any more included. */
  removeRecorders(manager: EntityManager, table?: string): Promise<void>;
  /** What follows CREATE TABLE (...) for a table whose rows are nothing but their key. */
  readonly compact: string;
  /** Gives a column of a history the type that it has come to have; nothing where types are not binding. */
  retype(history: string, column: TableColumn): string[];
  /** Runs statements that take no parameters, one after the other. */
  run(manager: EntityManager, statements: readonly string[]): Promise<void>;
}

/** Names between quotes, for a list. */
export function listed(names: readonly string[], prefix = ''): string {
  return names.map((name) => `${prefix}"${name}"`).join(', ');
}

/** Columns of one row that equal those of another. */
export function same(names: readonly string[], one: string, other: string): string {
  return names.map((name) => `${one}."${name}" = ${other}."${name}"`).join(' AND ');
}

/** The columns that are written down, not derived from others. */
export function stated({ derived }: VersionedTable, columns: readonly TableColumn[]): string[] {
  return columns.map(({ name }) => name).filter((name) => !derived.includes(name));
}

/** Columns that take the values that they have in another row. */
export function assigned(names: readonly string[], from: string): string {
  return names.map((name) => `"${name}" = ${from}."${name}"`).join(', ');
}
