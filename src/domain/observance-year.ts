import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Matches } from 'class-validator';
import { Event } from './event.js';
import { Coincides, Inverse, Kind } from './kind.js';
import { Observance } from './observance.js';
import { Registered } from './registered.js';
import { DAY, DateScalar } from './values/date.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'An international day in one year, with the theme of that year.' })
@Entity('observance_year')
@Kind({ prefix: 'oby', plural: 'observanceYears' })
@Coincides({
  name: 'events',
  description:
    'Events that were going on that day for certain (by their `period`, whose basis says how it is known).',
  target: () => Event,
  day: 'date',
  period: 'period',
  inverse: {
    name: 'observanceYears',
    description: 'International days that fall within the event for certain (by its `period`).',
  },
})
export class ObservanceYear extends Registered {
  @Field(() => Observance, { description: 'The international day.' })
  @ManyToOne(() => Observance, { nullable: false })
  @Inverse('years', 'The day year by year, with its themes.')
  observance!: Relation<Observance>;

  @Field(() => DateScalar, { description: 'Its date in that year.' })
  @Column({ type: 'varchar', length: 10 })
  @Matches(DAY, { message: 'must be a day such as 2024-06-05' })
  date!: string;

  @Field(() => Names, { nullable: true, description: 'Theme or slogan of that year.' })
  @Column(() => Names)
  theme!: Names;
}
