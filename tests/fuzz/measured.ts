import { NO_DECIMALS, THREE_DECIMALS } from '../../src/domain/values/money.js';
import type { KindModel } from '../../src/model/model.js';
import { holds } from './filter.js';
import { tuplesOf, type Asked, type Share } from './groups.js';
import { compare, down, halfUp, plus, up, ZERO, type Fraction, type Scalar } from './logic.js';
import type { World } from './world.js';

type Input = Readonly<Record<string, any>>;

/** The measures of members, who count whole or by their share. */
export class Measured {
  constructor(
    private readonly world: World,
    private readonly kind: KindModel,
    readonly shares: readonly Share[],
    private readonly fractional: boolean,
  ) {}

  only(where: Input): Measured {
    const kept = this.shares.filter(({ row }) => holds(this.world, this.kind, row, where) === true);
    return new Measured(this.world, this.kind, kept, this.fractional);
  }

  get count(): number {
    return this.shares.length;
  }

  get weight(): Fraction {
    return this.sum(this.shares, () => 1);
  }

  distinct(by: Asked): number {
    const keys = this.shares.flatMap(({ row }) =>
      tuplesOf(this.world, row, [by]).map(([key]) => key ?? null),
    );
    return new Set(keys.filter((key) => key !== null)).size;
  }

  money(currency?: string) {
    const field = [...this.kind.fields.values()].find(
      (found) => found.type === 'value' && found.value === 'money',
    );
    if (field?.type !== 'value') throw new Error(`${this.kind.name} has no money.`);
    const { amount = '', currency: unit = '' } = field.columns;
    const paid = this.shares.filter(({ row }) => row[amount] !== null);
    const currencies = [...new Set(paid.map(({ row }) => String(row[unit])))].sort();
    return currencies
      .filter((code) => currency === undefined || code === currency)
      .map((code) => {
        const some = paid.filter(({ row }) => row[unit] === code);
        const amounts = some.map(({ row }) => Number(row[amount]));
        const total = this.sum(some, ({ row }) => Number(row[amount]));
        const weight = this.sum(some, () => 1);
        return {
          currency: code,
          count: some.length,
          TOTAL: halfUp(total),
          MIN: Math.min(...amounts),
          MAX: Math.max(...amounts),
          AVERAGE: halfUp([total[0] * weight[1], total[1] * weight[0]]),
        };
      });
  }

  quantity(of: string) {
    const columns = this.columnsOf('quantity', of);
    const stated = this.shares.filter(({ row }) => row[columns.low ?? ''] !== null);
    const lows = stated.map(({ row }) => Number(row[columns.low ?? '']));
    const highs = stated.map(({ row }) => row[columns.high ?? ''] ?? null);
    const isOpen = highs.includes(null);
    const known = highs.filter((high) => high !== null).map(Number);
    const exact = stated.filter(({ row }) => row[columns.low ?? ''] === row[columns.high ?? '']).length;
    return {
      low: down(this.sum(stated, ({ row }) => Number(row[columns.low ?? '']))),
      high: isOpen ? null : up(this.sum(stated, ({ row }) => Number(row[columns.high ?? '']))),
      exactParts: exact,
      vagueParts: stated.length - exact,
      min:
        stated.length === 0
          ? null
          : { low: Math.min(...lows), high: known.length === 0 ? null : Math.min(...known) },
      max: stated.length === 0 ? null : { low: Math.max(...lows), high: isOpen ? null : Math.max(...known) },
    };
  }

  dates(of: string) {
    const columns = this.columnsOf('fuzzyDate', of);
    const all = (property: string) =>
      this.shares
        .flatMap(({ row }) => row[columns[property] ?? ''] ?? [])
        .map(String)
        .sort();
    return { earliest: all('earliest')[0] ?? null, latest: all('latest').at(-1) ?? null };
  }

  /** The value of a term of `having` or of an order. */
  value(name: string, given: Input, dimensionOf: (of: string) => Asked): Scalar | Fraction {
    switch (name) {
      case 'count':
        return this.count;
      case 'weight':
        return this.weight;
      case 'distinct':
        return this.distinct(dimensionOf(given.of));
      case 'money': {
        const [found] = this.money(given.currency);
        return found ? found[(given.statistic ?? 'TOTAL') as 'TOTAL'] : null;
      }
      case 'quantity': {
        const { low, high, min, max } = this.quantity(given.of);
        const range = given.statistic === 'MIN' ? min : given.statistic === 'MAX' ? max : { low, high };
        return range ? (given.bound === 'HIGH' ? range.high : range.low) : null;
      }
      default: {
        const { earliest, latest } = this.dates(given.of);
        return given.bound === 'LATEST' ? latest : earliest;
      }
    }
  }

  private sum(shares: readonly Share[], of: (share: Share) => number): Fraction {
    return shares.reduce<Fraction>(
      (total, share) => plus(total, [BigInt(of(share)), this.fractional ? BigInt(share.keys) : 1n]),
      ZERO,
    );
  }

  private columnsOf(value: string, of: string): Readonly<Record<string, string>> {
    const constant = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    for (const field of this.kind.fields.values()) {
      if (field.type === 'value' && field.value === value && constant(field.name) === of)
        return field.columns;
    }
    throw new Error(`${this.kind.name} has no ${of}.`);
  }
}

/** Whether a group fulfils a term of `having`. */
export function fulfils(measured: Measured, term: Input, dimensionOf: (of: string) => Asked): boolean {
  const [[name, given] = ['', {} as Input]] = Object.entries<Input>(term);
  if (name === 'only') return fulfils(measured.only(given.where), given.having, dimensionOf);
  const range = given.count ?? given.amount ?? given.number ?? given.day ?? given;
  const value = measured.value(name, given, dimensionOf);
  return Object.entries<any>(range as Input).every(([operator, operand]) => {
    if (Array.isArray(value)) {
      const [n, d] = value as Fraction;
      const [left, right] = [n * 1000n, BigInt(Math.round(operand * 1000)) * d];
      return compare(left < right ? -1 : left > right ? 1 : 0, operator, 0) === true;
    }
    const scaled =
      name === 'quantity'
        ? Math.round(operand * 1000)
        : name === 'money'
          ? Math.round(Number(operand) * minor(given.currency))
          : operand;
    return compare(value as Scalar, operator, scaled) === true;
  });
}

/** How many minor units make a unit of a currency. */
function minor(currency: string): number {
  return NO_DECIMALS.includes(currency) ? 1 : THREE_DECIMALS.includes(currency) ? 1000 : 100;
}

/** Minor units as an amount is written. */
export function amount(units: number, currency: string): string {
  const unit = minor(currency);
  return units % unit === 0 ? String(units / unit) : (units / unit).toFixed(String(unit).length - 1);
}
