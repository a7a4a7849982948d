import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column } from 'typeorm';
import { IsEnum, IsInt, IsOptional, Max, Min } from 'class-validator';
import { Decimal } from './decimal.js';
import { labelEnum } from './labels.js';
import { wholeNumber } from './whole.js';

/** How a source words a number. */
export enum Qualifier {
  EXACT = 'EXACT',
  MORE_THAN = 'MORE_THAN',
  AT_LEAST = 'AT_LEAST',
  FEWER_THAN = 'FEWER_THAN',
  UP_TO = 'UP_TO',
  NEARLY = 'NEARLY',
  ABOUT = 'ABOUT',
  PLURAL_OF = 'PLURAL_OF',
}

registerEnumType(Qualifier, {
  name: 'Qualifier',
  description:
    'How a source words a number n. Each wording is read as a range by one published rule (reading rules, version 1).',
  valuesConfig: {
    EXACT: { description: '"n": from n to n.' },
    MORE_THAN: {
      description: '"more than n": from the next whole number above n, with no upper end.',
    },
    AT_LEAST: { description: '"at least n", "n or more": from n, with no upper end.' },
    FEWER_THAN: { description: '"fewer than n": from 0 to the whole number below n.' },
    UP_TO: { description: '"up to n", "at most n": from 0 to n.' },
    NEARLY: { description: '"nearly n", "approaching n": from nine tenths of n to n.' },
    ABOUT: { description: '"about n": from nine tenths to eleven tenths of n.' },
    PLURAL_OF: {
      description: '"thousands", "dozens" (n is 1000, 12): from two times n, with no upper end.',
    },
  },
});

labelEnum(Qualifier, {
  EXACT: ['بالضبط', 'Exactement'],
  MORE_THAN: ['أكثر من', 'Plus de'],
  AT_LEAST: ['على الأقل', 'Au moins'],
  FEWER_THAN: ['أقل من', 'Moins de'],
  UP_TO: ['حتى', 'Jusqu’à'],
  NEARLY: ['ما يقارب', 'Près de'],
  ABOUT: ['نحو', 'Environ'],
  PLURAL_OF: ['جمع غير محدد', 'Pluriel de'],
});

/** What a person writes down: `196`, or the number with the wording that goes with it. */
export type QuantityInput = number | { readonly qualifier: Qualifier; readonly stated: number } | null;

/** Numbers are kept as whole thousandths, so that sums are exact on both databases. */
export const THOUSANDTHS = 1000;

const LARGEST = Number.MAX_SAFE_INTEGER;

/** A number as a source states it, kept as vague as it was stated: the range it may lie in, and the wording. */
@ObjectType({
  description:
    'A number as a source states it. "196" is 196 to 196; "more than 90" is 91 with no upper end; vague numbers stay vague and still add up.',
})
export class Quantity {
  @Field(() => Decimal, { description: 'The least that it can be.' })
  @Column({ type: 'bigint', nullable: true, transformer: wholeNumber })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  low!: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'The most that it can be; null when it has no upper end.',
  })
  @Column({ type: 'bigint', nullable: true, transformer: wholeNumber })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  high!: number | null;

  @Field(() => Qualifier, { description: 'How the source words it.' })
  @Column({ type: 'varchar', length: 10, nullable: true })
  @IsOptional()
  @IsEnum(Qualifier)
  qualifier!: Qualifier | null;

  @Field(() => Decimal, { description: 'The number that the source prints, such as 90 in "more than 90".' })
  @Column({ type: 'bigint', nullable: true, transformer: wholeNumber })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  stated!: number | null;

  /** Reads what was written down by the rules of {@link Qualifier}; columns hold thousandths. */
  static of(input: QuantityInput | undefined): Quantity {
    const quantity = new Quantity();
    if (input === null || input === undefined) {
      return Object.assign(quantity, { low: null, high: null, qualifier: null, stated: null });
    }
    const { qualifier, stated } =
      typeof input === 'number' ? { qualifier: Qualifier.EXACT, stated: input } : input;
    const [low, high] = reading(qualifier, stated);
    return Object.assign(quantity, {
      low: thousandths(low),
      high: high === null ? null : thousandths(high),
      qualifier,
      stated: thousandths(stated),
    });
  }
}

type Reading = (n: number) => readonly [low: number, high: number | null];

/**
 * The one table by which a wording is read as a range; null is "no upper end". Published in `docs/reading-rules.md`: a
 * change of a rule is a new version, and changes what is already recorded only when it is recorded anew.
 */
const READING_RULES_V1: Readonly<Record<Qualifier, Reading>> = {
  [Qualifier.EXACT]: (n) => [n, n],
  [Qualifier.MORE_THAN]: (n) => [Math.floor(n) + 1, null],
  [Qualifier.AT_LEAST]: (n) => [n, null],
  [Qualifier.FEWER_THAN]: (n) => [0, Math.max(0, Math.ceil(n) - 1)],
  [Qualifier.UP_TO]: (n) => [0, n],
  [Qualifier.NEARLY]: (n) => [(n * 9) / 10, n],
  [Qualifier.ABOUT]: (n) => [(n * 9) / 10, (n * 11) / 10],
  [Qualifier.PLURAL_OF]: (n) => [2 * n, null],
};

/** The range of a wording; not numbers when there is no such wording, which validation then reports. */
function reading(qualifier: Qualifier, n: number): readonly [number, number | null] {
  return Object.hasOwn(READING_RULES_V1, qualifier) ? READING_RULES_V1[qualifier](n) : [NaN, NaN];
}

function thousandths(n: number): number {
  return Math.round(n * THOUSANDTHS);
}
