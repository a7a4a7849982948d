import { Field, ObjectType } from 'type-graphql';
import { Column } from 'typeorm';
import { IsOptional, Validate, ValidatorConstraint, type ValidationArguments } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { Basis } from './basis.js';
import { DateScalar } from './date.js';
import { type FuzzyDate, Precision } from './fuzzy-date.js';

@ValidatorConstraint({ name: 'endsAfterItBegins' })
class EndsAfterItBegins implements ValidatorConstraintInterface {
  validate(latest: unknown, { object }: ValidationArguments): boolean {
    const { earliest } = object as FuzzyPeriod;
    return earliest === null || typeof latest !== 'string' || earliest <= latest;
  }
  defaultMessage(): string {
    return 'must not end before it begins';
  }
}

/** The days that something lasts, as far as they are known or follow from what is stated. */
@ObjectType({
  description:
    'The days that something lasts. An end that the source leaves out is null, unless it follows from a stated duration: then the basis is DERIVED.',
})
export class FuzzyPeriod {
  @Field(() => String, {
    description: 'The period in EDTF; an unknown end is left empty: "2024-06-12/2024-06-14", "/2024-06-03".',
  })
  @Column({ type: 'varchar', length: 130, nullable: true })
  edtf!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day that it can have begun; null when unknown.',
  })
  @Column({ type: 'varchar', length: 10, nullable: true })
  earliest!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day that it can have ended; null when unknown.',
  })
  @Column({ type: 'varchar', length: 10, nullable: true })
  @IsOptional()
  @Validate(EndsAfterItBegins)
  latest!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The first day that it covers for certain.' })
  @Column({ type: 'varchar', length: 10, nullable: true })
  certainFrom!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The last day that it covers for certain.' })
  @Column({ type: 'varchar', length: 10, nullable: true })
  certainTo!: string | null;

  @Field(() => Basis, { description: 'STATED, or DERIVED when an end follows from a stated duration.' })
  @Column({ type: 'varchar', length: 11, nullable: true })
  basis!: Basis | null;

  /** The period that follows from a start, an end and a duration in days, each of which may be unknown. */
  static of(start: FuzzyDate, end: FuzzyDate, durationDays: number | null): FuzzyPeriod {
    const known = { start: boundsOf(start), end: boundsOf(end) };
    const derivesEnd = !known.end && durationDays && start.precision === Precision.DAY;
    const derivesStart = !known.start && durationDays && end.precision === Precision.DAY;
    const from = derivesStart ? shifted(known.end, 1 - durationDays) : known.start;
    const to = derivesEnd ? shifted(known.start, durationDays - 1) : known.end;
    const period = new FuzzyPeriod();
    if (!from && !to) {
      return Object.assign(period, {
        edtf: null,
        earliest: null,
        latest: null,
        certainFrom: null,
        certainTo: null,
        basis: null,
      });
    }
    // An event that is known to end on a day covers at least that day; so does one known to begin on it.
    const certainFrom = from?.latest ?? to?.earliest ?? null;
    const certainTo = to?.earliest ?? from?.latest ?? null;
    const covers = certainFrom !== null && certainTo !== null && certainFrom <= certainTo;
    return Object.assign(period, {
      edtf: from && to && from.edtf === to.edtf ? from.edtf : `${from?.edtf ?? ''}/${to?.edtf ?? ''}`,
      earliest: from?.earliest ?? null,
      latest: to?.latest ?? null,
      certainFrom: covers ? certainFrom : null,
      certainTo: covers ? certainTo : null,
      basis: derivesEnd || derivesStart ? Basis.DERIVED : Basis.STATED,
    });
  }
}

interface Bounds {
  readonly edtf: string;
  readonly earliest: string;
  readonly latest: string;
}

function boundsOf(date: FuzzyDate): Bounds | null {
  if (!date.edtf || !date.earliest || !date.latest) return null;
  return { edtf: date.edtf, earliest: date.earliest, latest: date.latest };
}

function shifted(bounds: Bounds | null, days: number): Bounds | null {
  if (!bounds) return null;
  const date = new Date(`${bounds.earliest}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  const day = date.toISOString().slice(0, 10);
  return { edtf: day, earliest: day, latest: day };
}
