import { Kind } from 'graphql';
import { Decimal } from '../../src/domain/values/decimal.js';
import { Amount, CurrencyCode, minorUnits, Money } from '../../src/domain/values/money.js';
import { InputProblem } from '../../src/domain/values/problem.js';
import { Qualifier, Quantity } from '../../src/domain/values/quantity.js';

describe('a quantity', () => {
  it.each([
    [196, 196, 196],
    [12.5, 12.5, 12.5],
    [{ qualifier: Qualifier.EXACT, stated: 0 }, 0, 0],
    [{ qualifier: Qualifier.MORE_THAN, stated: 90 }, 91, null],
    [{ qualifier: Qualifier.MORE_THAN, stated: 12.5 }, 13, null],
    [{ qualifier: Qualifier.AT_LEAST, stated: 90 }, 90, null],
    [{ qualifier: Qualifier.FEWER_THAN, stated: 20 }, 0, 19],
    [{ qualifier: Qualifier.FEWER_THAN, stated: 0 }, 0, 0],
    [{ qualifier: Qualifier.UP_TO, stated: 25 }, 0, 25],
    [{ qualifier: Qualifier.NEARLY, stated: 6_000_000 }, 5_400_000, 6_000_000],
    [{ qualifier: Qualifier.ABOUT, stated: 12 }, 10.8, 13.2],
    [{ qualifier: Qualifier.PLURAL_OF, stated: 1000 }, 2000, null],
  ])('%j is read as %d to %s', (input, low, high) => {
    const quantity = Quantity.of(input);
    expect(quantity.low).toBe(low * 1000);
    expect(quantity.high).toBe(high === null ? null : high * 1000);
    expect(quantity.stated).toBe((typeof input === 'number' ? input : input.stated) * 1000);
  });

  it('that is not stated has nothing in it, and one with an unknown wording no bounds', () => {
    expect(Quantity.of(null)).toMatchObject({ low: null, high: null, qualifier: null, stated: null });
    expect(Quantity.of({ qualifier: 'LOADS' as Qualifier, stated: 3 }).low).toBeNaN();
  });
});

describe('money', () => {
  it.each([
    ['10000', 'USD', 1_000_000],
    ['12.5', 'USD', 1250],
    ['0.05', 'EUR', 5],
    ['-3', 'USD', -300],
    ['500', 'JPY', 500],
    ['1.234', 'TND', 1234],
  ])('%s %s is %d minor units', (amount, currency, units) => {
    expect(minorUnits(amount, currency)).toBe(units);
  });

  it.each([
    ['0.5', 'JPY'],
    ['1.234', 'USD'],
    ['1e3', 'USD'],
    ['', 'USD'],
    ['999999999999999', 'TND'],
  ])('%s %s cannot be written in minor units', (amount, currency) => {
    expect(minorUnits(amount, currency)).toBeNaN();
  });

  it('holds what was written down, or nothing', () => {
    expect(Money.of({ amount: 3000, currency: 'USD' })).toMatchObject({ amount: 300_000, currency: 'USD' });
    expect(Money.of(undefined)).toMatchObject({ amount: null, currency: null });
  });
});

describe('the scalars of numbers and money', () => {
  const literal = (kind: Kind.STRING | Kind.INT | Kind.FLOAT | Kind.ENUM, value: string) =>
    ({ kind, value }) as never;

  it('take what they are for, from variables and from documents', () => {
    expect(Decimal.parseValue(12.345)).toBe(12.345);
    expect(Decimal.parseLiteral(literal(Kind.FLOAT, '0.125'))).toBe(0.125);
    expect(Decimal.serialize('7')).toBe(7);
    expect(Amount.parseValue('12.50')).toBe('12.50');
    expect(Amount.parseValue(12)).toBe('12');
    expect(Amount.parseLiteral(literal(Kind.INT, '12'))).toBe('12');
    expect(CurrencyCode.parseLiteral(literal(Kind.ENUM, 'USD'))).toBe('USD');
    expect(CurrencyCode.parseLiteral(literal(Kind.STRING, 'EUR'))).toBe('EUR');
    expect(CurrencyCode.parseValue('TND')).toBe('TND');
  });

  it.each([
    [Decimal, [0.1234, NaN, Infinity, 1e13, '5', null]],
    [Amount, ['1,000', '1.2345', 'secret', null, {}]],
    [CurrencyCode, ['usd', 'DOLLAR', 5, null]],
  ] as const)('%s refuses the rest, and does not repeat it', (scalar, values) => {
    for (const value of values) {
      const attempt = () => scalar.parseValue(value);
      expect(attempt).toThrow(InputProblem);
      expect(attempt).not.toThrow(String(value));
    }
    expect(() => scalar.parseLiteral({ kind: Kind.BOOLEAN, value: true })).toThrow(InputProblem);
  });
});
