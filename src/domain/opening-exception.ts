import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Matches, registerDecorator } from 'class-validator';
import { Inverse, Kind } from './kind.js';
import { OpeningHours } from './opening-hours.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { DAY, DateScalar } from './values/date.js';
import { Names } from './values/names.js';
import { spansOf } from './values/opening-hours.js';

@ObjectType({
  description: 'Days on which other hours hold than in the usual week: a closure, a feast, a long evening.',
})
@Entity('opening_exception')
@Check('opening_exception_in_order', '"starts_on" <= "ends_on"')
@Kind({ prefix: 'oex', plural: 'openingExceptions' })
@NeedsSource()
export class OpeningException extends Registered {
  @Field(() => OpeningHours, { description: 'The hours that it is an exception to.' })
  @ManyToOne(() => OpeningHours, { nullable: false })
  @Inverse('exceptions', 'Days on which other hours hold.')
  openingHours!: Relation<OpeningHours>;

  @Field(() => DateScalar, { description: 'First day of the exception.' })
  @Column({ type: 'varchar', length: 10 })
  @Matches(DAY, { message: 'must be a day such as 2024-06-15' })
  startsOn!: string;

  @Field(() => DateScalar, { description: 'Last day of the exception.' })
  @Column({ type: 'varchar', length: 10 })
  @Matches(DAY, { message: 'must be a day such as 2024-06-18' })
  @IsNotBefore('startsOn')
  endsOn!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Hours on those days, such as "10:00-14:00"; null means closed.',
  })
  @Column({ type: 'varchar', length: 100, nullable: true })
  @AreSpans()
  hours!: string | null;

  @Field(() => Names, { nullable: true, description: 'Why.' })
  @Column(() => Names)
  reason!: Names;
}

function IsNotBefore(other: keyof OpeningException): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isNotBefore',
      target: target.constructor,
      propertyName: String(property),
      options: { message: `must not be before ${other}` },
      validator: {
        validate: (value: unknown, context) =>
          String(value) >= String((context?.object as OpeningException | undefined)?.[other]),
      },
    });
}

function AreSpans(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'areSpans',
      target: target.constructor,
      propertyName: String(property),
      options: { message: 'must be hours such as "10:00-14:00"' },
      validator: {
        validate: (value: unknown) =>
          value === null || (typeof value === 'string' && spansOf(value) !== null),
      },
    });
}
