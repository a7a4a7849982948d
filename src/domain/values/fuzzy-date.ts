import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column } from 'typeorm';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { DAY, DateScalar, LONGEST_EDTF, spanOf, type Span } from './date.js';
import { labelEnum } from './labels.js';

/** How much of a date is known. */
export enum Precision {
  DAY = 'DAY',
  MONTH = 'MONTH',
  YEAR = 'YEAR',
  RANGE = 'RANGE',
}

registerEnumType(Precision, {
  name: 'Precision',
  description: 'How much of a date is known.',
  valuesConfig: {
    DAY: { description: 'The day is known.' },
    MONTH: { description: 'The month is known, the day is not.' },
    YEAR: { description: 'The year is known, the month is not.' },
    RANGE: { description: 'Any other span: a season, a decade, a range of days.' },
  },
});

labelEnum(Precision, {
  DAY: ['اليوم', 'Jour'],
  MONTH: ['الشهر', 'Mois'],
  YEAR: ['السنة', 'Année'],
  RANGE: ['مدة', 'Intervalle'],
});

function precisionOf({ earliest, latest }: Span): Precision {
  if (earliest === latest) return Precision.DAY;
  if (earliest.endsWith('-01')) {
    const month = earliest.slice(0, 7);
    if (latest === lastDayOfMonth(month)) return Precision.MONTH;
    if (earliest.endsWith('-01-01') && latest === `${earliest.slice(0, 4)}-12-31`) {
      return Precision.YEAR;
    }
  }
  return Precision.RANGE;
}

function lastDayOfMonth(month: string): string {
  const [year, number] = month.split('-').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year ?? 1, number ?? 1, 0);
  return date.toISOString().slice(0, 10);
}

/** A date as far as it is known: EDTF, with the first and last day that it can be. */
@ObjectType({
  description:
    'A date as far as it is known. "2024" is any day of that year: it is counted under the year, never under January.',
})
export class FuzzyDate {
  @Field(() => String, { description: 'The date in EDTF (ISO 8601-2): "2024-06-12", "2024-06", "2024~".' })
  @Column({ type: 'varchar', length: 64, nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_EDTF)
  edtf!: string | null;

  @Field(() => DateScalar, { description: 'The first day that it can be.' })
  @Column({ type: 'varchar', length: 10, nullable: true })
  @IsOptional()
  @Matches(DAY, { message: 'must be a date in EDTF, such as 2024-06-12, 2024-06 or 2024' })
  earliest!: string | null;

  @Field(() => DateScalar, { description: 'The last day that it can be.' })
  @Column({ type: 'varchar', length: 10, nullable: true })
  @IsOptional()
  @Matches(DAY, { message: 'must be a date in EDTF, such as 2024-06-12, 2024-06 or 2024' })
  latest!: string | null;

  @Field(() => Precision, { description: 'How much of it is known.' })
  @Column({ type: 'varchar', length: 5, nullable: true })
  precision!: Precision | null;

  @Field(() => Boolean, { description: 'True when the source says "about" or "perhaps".' })
  @Column({ type: 'boolean', nullable: true })
  approximate!: boolean | null;

  /** Reads an EDTF string; null is "not stated". A string that is not a date leaves bounds that fail validation. */
  static of(text: string | null | undefined): FuzzyDate {
    const date = new FuzzyDate();
    if (text === null || text === undefined) {
      return Object.assign(date, {
        edtf: null,
        earliest: null,
        latest: null,
        precision: null,
        approximate: null,
      });
    }
    const known = knownSpan(String(text));
    return Object.assign(date, {
      edtf: String(text),
      earliest: known?.earliest ?? '',
      latest: known?.latest ?? '',
      precision: known ? precisionOf(known) : null,
      approximate: /[~?%]/.test(String(text)),
    });
  }
}

function knownSpan(text: string): Span | null {
  try {
    return spanOf(text);
  } catch {
    return null;
  }
}
