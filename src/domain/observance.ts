import { Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity } from 'typeorm';
import { Max, Min } from 'class-validator';
import { Kind } from './kind.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'An international day that is celebrated every year on the same date.' })
@Entity('observance')
@Check('observance_month', '"month" BETWEEN 1 AND 12')
@Check('observance_day', '"day" BETWEEN 1 AND 31')
@Kind({ prefix: 'obs', plural: 'observances' })
@NeedsSource()
export class Observance extends Registered {
  @Field(() => Names, { description: 'Name of the day.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Int, { description: 'Month, 1 to 12.' })
  @Column({ type: 'integer' })
  @Min(1)
  @Max(12)
  month!: number;

  @Field(() => Int, { description: 'Day of the month, 1 to 31.' })
  @Column({ type: 'integer' })
  @Min(1)
  @Max(31)
  day!: number;
}
