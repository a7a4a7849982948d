import { Field, ObjectType } from 'type-graphql';
import { Column } from 'typeorm';
import { IsIn, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { InputProblem } from './problem.js';
import { wholeNumber } from './whole.js';

/** ISO 4217 codes that the runtime's Unicode data knows. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** ISO 4217 minor units that are not two; a rate of the standard, not of the locale data (which differs). */
export const NO_DECIMALS: readonly string[] =
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
export const THREE_DECIMALS: readonly string[] = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

/** How many decimals the minor unit of a currency has. */
export function minorDigits(currency: string): number {
  if (NO_DECIMALS.includes(currency)) return 0;
  return THREE_DECIMALS.includes(currency) ? 3 : 2;
}

/** Units of money as a decimal string: "10000", "12.50". */
export const Amount = new GraphQLScalarType<string, string>({
  name: 'Amount',
  description:
    'An exact amount of money in units of its currency, as a decimal string: "10000", "12.50". Without decimals when it is whole.',
  serialize: String,
  parseValue: checkedAmount,
  parseLiteral: (node) =>
    checkedAmount(
      node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : null,
    ),
});

/** A currency by its ISO 4217 code; in a document with or without quotes. */
export const CurrencyCode = new GraphQLScalarType<string, string>({
  name: 'CurrencyCode',
  description: 'A currency by its ISO 4217 code, such as USD; in a document with or without quotes.',
  serialize: String,
  parseValue: checkedCurrency,
  parseLiteral: (node: ValueNode) =>
    checkedCurrency(node.kind === Kind.STRING || node.kind === Kind.ENUM ? node.value : null),
});

/** What a person writes down: units, not cents. */
export interface MoneyInput {
  readonly amount: number | string;
  readonly currency: string;
}

/** An exact amount in one currency; never added to another currency. */
@ObjectType({
  description: 'An exact amount in one currency. Amounts of different currencies are never added.',
})
export class Money {
  @Field(() => Amount, { description: 'The amount in units of the currency, as a decimal string.' })
  @Column({ type: 'bigint', nullable: true, transformer: wholeNumber })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  amount!: number | null;

  @Field(() => CurrencyCode, { description: 'The currency, by its ISO 4217 code.' })
  @Column({ type: 'varchar', length: 3, nullable: true })
  @ValidateIf((money: Money) => money.amount !== null || money.currency !== null)
  @IsIn([...CURRENCIES])
  currency!: string | null;

  /** Builds the value; the column holds minor units (cents), NaN when the amount cannot be written in them. */
  static of(input: MoneyInput | null | undefined): Money {
    const money = new Money();
    money.currency = input?.currency ?? null;
    money.amount = input ? minorUnits(String(input.amount), money.currency ?? '') : null;
    return money;
  }
}

/** Units as a decimal string to whole minor units: ("12.5", "USD") is 1250. NaN when it has no such form. */
export function minorUnits(amount: string, currency: string): number {
  const parts = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(amount);
  const digits = minorDigits(currency);
  const fraction = parts?.[3] ?? '';
  if (!parts || fraction.length > digits) return NaN;
  const units = Number(`${parts[2]}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(units)) return NaN;
  return parts[1] ? -units : units;
}

function checkedAmount(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d{1,15}(\.\d{1,3})?$/.test(text)) {
    throw new InputProblem('Expected an amount such as "10000" or "12.50".');
  }
  return text;
}

function checkedCurrency(value: unknown): string {
  if (typeof value !== 'string' || !CURRENCIES.has(value)) {
    throw new InputProblem('Expected an ISO 4217 currency code such as USD.');
  }
  return value;
}
