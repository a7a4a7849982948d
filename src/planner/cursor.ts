import { createHash } from 'node:crypto';
import { badInput, type InputPath } from '../model/errors.js';
import type { CursorValues, OrderTerm } from './plan.js';

/** A short name for an order, written into its cursors. */
export function signatureOf(description: string): string {
  return createHash('sha256').update(description).digest('hex').slice(0, 8);
}

/** What an order compares, in words: two orders with the same words have exchangeable cursors. */
export function describeOrder(scope: string, order: readonly OrderTerm[]): string {
  const terms = order.map(({ hops, by, descending }) => {
    const path = hops.map((hop) => hop.column).join('.');
    const what = wordsOf(by);
    return `${path}:${what}:${descending ? 'desc' : 'asc'}`;
  });
  return [scope, ...terms].join(' ');
}

function wordsOf(by: OrderTerm['by']): string {
  switch (by.type) {
    case 'column':
      return by.column;
    case 'localised':
      return by.columns.join('|');
    case 'money':
      return `${by.field.name} in ${by.currency}`;
    case 'related': {
      const { field, where, measure } = by;
      const words = JSON.stringify(measure, (key, value: unknown) =>
        key === 'field' ? (value as { name: string }).name : value,
      );
      return `${words} of ${field.name} ${where?.words ?? ''}`;
    }
  }
}

/** Longer than any cursor that the registry makes. */
const LONGEST_CURSOR = 8192;

/** Reads a cursor: hexadecimal digits of a JSON list of the order's signature and the values of its terms. */
export function readCursor(
  cursor: string,
  signature: string,
  types: readonly ('text' | 'number')[],
  path: InputPath,
  field: InputPath,
): CursorValues {
  const malformed = () =>
    badInput(
      'This is not a cursor of the registry. Take one from `pageInfo` or `edges`, unchanged.',
      path,
      field,
    );
  if (cursor.length > LONGEST_CURSOR || cursor.length % 2 !== 0 || !/^[0-9a-f]+$/.test(cursor))
    throw malformed();
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(cursor, 'hex')));
  } catch {
    throw malformed();
  }
  if (!Array.isArray(parsed) || typeof parsed[0] !== 'string') throw malformed();
  const [made, ...values] = parsed as [string, ...unknown[]];
  if (made !== signature) {
    throw badInput(
      'This cursor belongs to another order or another list. Start again without it.',
      path,
      field,
    );
  }
  const fits =
    values.length === types.length &&
    values.every(
      (value, index) =>
        value === null ||
        (types[index] === 'text' ? isText(value) : typeof value === 'number' && Number.isFinite(value)),
    );
  if (!fits) throw malformed();
  return values as CursorValues;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000');
}
