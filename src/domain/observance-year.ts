import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Matches } from 'class-validator';
import { Event } from './event.js';
import { Coincides, Finding, Inverse, Kind } from './kind.js';
import { Observance } from './observance.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { DAY, DateScalar } from './values/date.js';
import { Severity } from './values/finding.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'An international day in one year, with the theme of that year.' })
@Entity('observance_year')
@Kind({ prefix: 'oby', plural: 'observanceYears' })
@NeedsSource()
@Finding({
  code: 'OBSERVANCE_ON_OTHER_DAY',
  severity: Severity.ERROR,
  label: { ar: 'يوم غير يومه', en: 'Observed on another day', fr: 'Célébrée un autre jour' },
  message: {
    ar: 'التاريخ في هذه السنة غير تاريخ اليوم الدولي. صحح أحدهما.',
    en: 'Its date in this year is not the date of the international day. Correct one of them.',
    fr: 'Sa date cette année n’est pas celle de la journée internationale. Corrigez l’une des deux.',
  },
  rule: {
    finds: {
      any: [
        { compare: [{ part: 'month', of: 'date' }, '!=', 'observance.month'] },
        { compare: [{ part: 'day', of: 'date' }, '!=', 'observance.day'] },
      ],
    },
    with: ['observance'],
  },
})
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
