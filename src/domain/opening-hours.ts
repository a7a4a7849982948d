import { Arg, Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { IsTimeZone, registerDecorator } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Inverse, Kind, OneOf, Requires } from './kind.js';
import { Organisation } from './organisation.js';
import { Place } from './place.js';
import { Programme } from './programme.js';
import { Registered } from './registered.js';
import { EndsAfterItBegins, NeedsSource } from './rules.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { isOpenAt, nextOpening, weekOf, type Exception } from './values/opening-hours.js';

/** What the answers work on. */
interface Schedule {
  readonly weekly: string;
  readonly timeZone: string;
  readonly validFrom: { readonly earliest: string } | null;
  readonly validThrough: { readonly latest: string } | null;
  readonly exceptions: { readonly nodes: readonly Exception[] };
}

const SCHEDULE = `{
  weekly timeZone validFrom { earliest } validThrough { latest }
  exceptions(first: 1000) { nodes { startsOn endsOn hours } }
}`;

@ObjectType({
  description:
    'When a programme, a place or an organisation is open to visitors, week by week, with its exceptions.',
})
@Entity('opening_hours')
@Kind({ prefix: 'oph', plural: 'openingHoursList' })
@NeedsSource()
@EndsAfterItBegins('validFrom', 'validThrough')
@OneOf({
  name: 'subject',
  union: 'OpeningHoursSubject',
  arms: ['programme', 'place', 'organisation'],
  required: true,
  description: 'What is open: a programme, a place or an organisation.',
})
export class OpeningHours extends Registered {
  @Field(() => Programme, { nullable: true, description: 'The programme, when it is one: an exhibition.' })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('openingHours', 'When it is open to visitors.')
  programme!: Relation<Programme> | null;

  @Field(() => Place, { nullable: true, description: 'The place, when it is one.' })
  @ManyToOne(() => Place, { nullable: true })
  @Inverse('openingHours', 'When it is open to visitors.')
  place!: Relation<Place> | null;

  @Field(() => Organisation, { nullable: true, description: 'The organisation, when it is one.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('openingHours', 'When it is open to visitors.')
  organisation!: Relation<Organisation> | null;

  @Field(() => String, {
    description: 'The week, as schema.org writes `openingHours`: "Tu-Su 10:00-17:00; Mo 09:00-12:00".',
  })
  @Column({ type: 'varchar', length: 200 })
  @IsWeek()
  weekly!: string;

  @Field(() => String, { description: 'Time zone of the hours, of the IANA database.' })
  @Column({ type: 'varchar', length: 64 })
  @IsTimeZone()
  timeZone!: string;

  @Field(() => FuzzyDate, { nullable: true, description: 'The hours hold from; null when not stated.' })
  @Column(() => FuzzyDate)
  validFrom!: FuzzyDate;

  @Field(() => FuzzyDate, { nullable: true, description: 'The hours hold through; null when not stated.' })
  @Column(() => FuzzyDate)
  validThrough!: FuzzyDate;

  @Field(() => Boolean, { nullable: true, description: 'Whether entrance is free; null when not stated.' })
  @Column({ type: 'boolean', nullable: true })
  admissionFree!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Where individuals book.' })
  @Column({ type: 'varchar', length: 500, nullable: true })
  bookingUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'Where groups book.' })
  @Column({ type: 'varchar', length: 500, nullable: true })
  groupBookingUrl!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is open at an instant; null when the hours do not hold then.',
  })
  @Requires(SCHEDULE)
  openAt(
    @Arg('at', () => GraphQLDateTime, {
      description: 'The instant, with its offset: "2024-06-19T10:30:00+01:00".',
    })
    at: Date,
  ): boolean | null {
    return isOpenAt(hoursOf(this), at);
  }

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The next time that it opens after an instant; null when there is none within a year.',
  })
  @Requires(SCHEDULE)
  nextOpening(
    @Arg('after', () => GraphQLDateTime, { description: 'The instant, with its offset.' })
    after: Date,
  ): Date | null {
    return nextOpening(hoursOf(this), after);
  }
}

function hoursOf(record: unknown): Parameters<typeof isOpenAt>[0] {
  const { weekly, timeZone, validFrom, validThrough, exceptions } = record as Schedule;
  return {
    weekly,
    timeZone,
    validFrom: validFrom?.earliest ?? null,
    validThrough: validThrough?.latest ?? null,
    exceptions: exceptions.nodes,
  };
}

function IsWeek(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isWeek',
      target: target.constructor,
      propertyName: String(property),
      options: { message: 'must be opening hours such as "Tu-Su 10:00-17:00"' },
      validator: { validate: (value: unknown) => typeof value === 'string' && weekOf(value) !== null },
    });
}
