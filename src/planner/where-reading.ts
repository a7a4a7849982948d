import { badInput, type InputPath } from '../model/errors.js';
import type { Model } from '../model/model.js';
import type { ComparisonOperator, Predicate } from './plan.js';

/** How many values `in` takes. */
export const LONGEST_LIST = 10_000;

/** Where a filter is being read: for errors, and so that depth is known. */
export interface Reading {
  readonly model: Model;
  readonly path: InputPath;
  readonly field: InputPath;
  readonly depth: number;
  /** How many fields the filter has named so far, at all its levels. */
  readonly named: { count: number };
}

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** All of the predicates. */
export function allOf(items: readonly Predicate[]): Predicate {
  const [only] = items;
  return items.length === 1 && only ? only : { type: 'and', items };
}

/** The comparison that an operator of a filter stands for. */
export function comparison(name: string): ComparisonOperator {
  const operator = COMPARISONS[name];
  if (!operator) throw new Error(`${name} is not a comparison.`);
  return operator;
}

/** Members of a filter object. An empty one would silently mean "everything", so it is refused. */
export function entriesOf(value: unknown, reading: Reading): [string, unknown][] {
  if (value === null || value === undefined) {
    throw fault(
      reading,
      'A filter cannot be null. Leave it out, or use `isNull: true` for what is not stated.',
    );
  }
  const entries = Object.entries(value as object);
  if (entries.length === 0)
    throw fault(reading, 'A filter cannot be empty. Leave it out, or say what to look for.');
  return entries;
}

/** The values of a list, of which there must be some. */
export function listOf(value: unknown, reading: Reading): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw fault(
      reading,
      'A list in a filter cannot be null or empty. Leave it out, or say what to look for.',
    );
  }
  if (value.length > LONGEST_LIST) {
    throw fault(reading, `A list in a filter has at most ${LONGEST_LIST} values.`);
  }
  return value as readonly unknown[];
}

/** A value as it is compared with a column. */
export function readScalar(value: unknown, reading: Reading): string | number | boolean {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return readText(value, reading);
}

/** A text, which may not be null. */
export function readText(value: unknown, reading: Reading): string {
  if (typeof value === 'string') return value;
  throw nullFault(reading);
}

/** A number, which may not be null. */
export function readNumber(value: unknown, reading: Reading): number {
  if (typeof value === 'number') return value;
  throw nullFault(reading);
}

/** True or false, which may not be null. */
export function readBoolean(value: unknown, reading: Reading): boolean {
  if (typeof value === 'boolean') return value;
  throw nullFault(reading);
}

/** A step further down the filter. */
export function at(reading: Reading, step: string | number): Reading {
  return { ...reading, path: [...reading.path, step] };
}

function nullFault(reading: Reading): Error {
  return fault(
    reading,
    'A filter cannot be null. Leave it out, or use `isNull: true` for what is not stated.',
  );
}

/** What is wrong with the filter, and where. */
export function fault(reading: Reading, message: string): Error {
  return badInput(message, reading.path, reading.field);
}
