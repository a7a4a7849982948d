import type Sqlite from 'better-sqlite3';

/** A fraction as statements carry it: `numerator/denominator`, reduced. */
type Fraction = readonly [numerator: bigint, denominator: bigint];

/** How many decimals the text has by which fractions are ordered: more than two that differ could share. */
const ORDER_DECIMALS = 40n;

/**
 * Gives a SQLite connection the functions by which groups add up shares exactly, as PostgreSQL has them from a
 * migration: the same names, arguments and results. Numerators are never negative but in what is compared with.
 */
export function registerFractions(connection: Sqlite.Database): void {
  const deterministic = { deterministic: true } as const;
  connection.aggregate('fraction_sum', {
    ...deterministic,
    start: '0/1',
    step: (sum: string, next: unknown) => (next === null ? sum : write(add(read(sum), read(String(next))))),
  });
  connection.function('fraction_divide', deterministic, (a: unknown, b: unknown) => {
    if (a === null || b === null) return null;
    const [an, ad] = read(String(a));
    const [bn, bd] = read(String(b));
    return bn === 0n ? null : write([an * bd, ad * bn]);
  });
  connection.function('fraction_round', deterministic, (fraction: unknown, scale: unknown, mode: unknown) => {
    if (fraction === null) return null;
    const [numerator, denominator] = read(String(fraction));
    // A bigint arrives as an integer, a number would as a floating-point value.
    return rounded(numerator * BigInt(Number(scale)), denominator, String(mode));
  });
  connection.function('fraction_order', deterministic, (fraction: unknown) =>
    fraction === null ? null : orderOf(read(String(fraction))),
  );
  connection.function('split_part', deterministic, (text: unknown, separator: unknown, part: unknown) =>
    text === null ? null : (String(text).split(String(separator))[Number(part) - 1] ?? ''),
  );
}

function read(text: string): Fraction {
  const [numerator = '0', denominator = '1'] = text.split('/');
  return [BigInt(numerator), BigInt(denominator)];
}

function write([numerator, denominator]: Fraction): string {
  const divisor = greatestDivisor(numerator, denominator);
  return `${numerator / divisor}/${denominator / divisor}`;
}

function add([an, ad]: Fraction, [bn, bd]: Fraction): Fraction {
  return [an * bd + bn * ad, ad * bd];
}

function rounded(numerator: bigint, denominator: bigint, mode: string): bigint {
  switch (mode) {
    case 'down':
      return numerator / denominator;
    case 'up':
      return (numerator + denominator - 1n) / denominator;
    default:
      return (2n * numerator + denominator) / (2n * denominator);
  }
}

/** Text that sorts as the fractions do; what is negative comes before all else. */
function orderOf([numerator, denominator]: Fraction): string {
  if (numerator < 0n) return '-';
  const whole = String(numerator / denominator).padStart(20, '0');
  const rest = String(((numerator % denominator) * 10n ** ORDER_DECIMALS) / denominator);
  return `${whole}.${rest.padStart(Number(ORDER_DECIMALS), '0')}`;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
