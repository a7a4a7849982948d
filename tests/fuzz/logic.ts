/** True, false, or unknown, as SQL has it. */
export type Truth = boolean | null;

export function not(value: Truth): Truth {
  return value === null ? null : !value;
}

export function all(values: readonly Truth[]): Truth {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

export function any(values: readonly Truth[]): Truth {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

export type Scalar = string | number | null;

/** Compares as the databases do: text by code point, numbers by size; unknown when either side is. */
export function compare(left: Scalar | undefined, operator: string, right: Scalar | undefined): Truth {
  if (left === null || left === undefined || right === null || right === undefined) return null;
  const sign = order(left, right);
  switch (operator) {
    case 'eq':
      return sign === 0;
    case 'lt':
      return sign < 0;
    case 'lte':
      return sign <= 0;
    case 'gt':
      return sign > 0;
    case 'gte':
      return sign >= 0;
    default:
      throw new Error(`No operator is named ${operator}.`);
  }
}

function order(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
}

/** Sorts by several values each; what is null comes last whichever the direction. */
export function sortBy<Item>(
  items: readonly Item[],
  valuesOf: (item: Item) => readonly Scalar[],
  descending: readonly boolean[],
): Item[] {
  const keyed = items.map((item) => ({ item, values: valuesOf(item) }));
  keyed.sort((a, b) => {
    for (let index = 0; index < a.values.length; index += 1) {
      const [left, right] = [a.values[index] ?? null, b.values[index] ?? null];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      const sign = order(left, right);
      if (sign !== 0) return descending[index] ? -sign : sign;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

/** An exact fraction. */
export type Fraction = readonly [bigint, bigint];

export const ZERO: Fraction = [0n, 1n];

export function plus([a, b]: Fraction, [c, d]: Fraction): Fraction {
  const [n, m] = [a * d + c * b, b * d];
  const divisor = greatest(n, m);
  return [n / divisor, m / divisor];
}

function greatest(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatest(b, a % b);
}

export const halfUp = ([n, d]: Fraction): number => Number((2n * n + d) / (2n * d));
export const down = ([n, d]: Fraction): number => Number(n / d);
export const up = ([n, d]: Fraction): number => Number((n + d - 1n) / d);
