import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, JoinTable, ManyToMany, ManyToOne, type Relation } from 'typeorm';
import { Country } from './country.js';
import { Inverse, Kind } from './kind.js';
import { ObservanceYear } from './observance-year.js';
import { Organisation } from './organisation.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Topic } from './topic.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';
import { Quantity } from './values/quantity.js';

export enum Unit {
  PERCENT = 'PERCENT',
  HECTARES_PER_YEAR = 'HECTARES_PER_YEAR',
  HECTARES = 'HECTARES',
  PEOPLE = 'PEOPLE',
  TONNES = 'TONNES',
  COUNT = 'COUNT',
}

registerEnumType(Unit, {
  name: 'Unit',
  description: 'What a published statistic is counted in.',
  valuesConfig: {
    PERCENT: { description: 'Hundredths of a whole.' },
    HECTARES_PER_YEAR: { description: 'Hectares a year.' },
    HECTARES: { description: 'Hectares.' },
    PEOPLE: { description: 'People.' },
    TONNES: { description: 'Tonnes.' },
    COUNT: { description: 'A plain number of things.' },
  },
});

labelEnum(Unit, {
  PERCENT: ['في المئة', 'Pour cent'],
  HECTARES_PER_YEAR: ['هكتار في السنة', 'Hectares par an'],
  HECTARES: ['هكتار', 'Hectares'],
  PEOPLE: ['شخص', 'Personnes'],
  TONNES: ['طن', 'Tonnes'],
  COUNT: ['عدد', 'Nombre'],
});

@ObjectType({ description: 'A published statistic about the world, and who says so.' })
@Entity('figure')
@Check(
  'figure_value_stated',
  '"value_low" IS NOT NULL AND "value_qualifier" IS NOT NULL AND "value_stated" IS NOT NULL',
)
@Kind({ prefix: 'fig', plural: 'figures' })
@NeedsSource()
export class Figure extends Registered {
  @Field(() => Names, { description: 'What is measured.' })
  @Column(() => Names)
  indicator!: Names;

  @Field(() => Quantity, { description: 'The number, as vague as stated.' })
  @Column(() => Quantity)
  value!: Quantity;

  @Field(() => Unit, { description: 'What it is counted in.' })
  @Column({ type: 'varchar', length: 17 })
  unit!: Unit;

  @Field(() => Names, { nullable: true, description: 'What it covers, such as the whole world.' })
  @Column(() => Names)
  scope!: Names;

  @Field(() => Country, { nullable: true, description: 'The country that it covers, when it is one.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('figures', 'Published statistics about the country.')
  country!: Relation<Country> | null;

  @Field(() => FuzzyDate, {
    nullable: true,
    description: 'The time that it holds for; null when not stated.',
  })
  @Column(() => FuzzyDate)
  period!: FuzzyDate;

  @Field(() => Organisation, { nullable: true, description: 'Who says so.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('figures', 'Statistics that the organisation publishes.')
  statedBy!: Relation<Organisation> | null;

  @Field(() => ObservanceYear, {
    nullable: true,
    description: 'The international day on which it was stated.',
  })
  @ManyToOne(() => ObservanceYear, { nullable: true })
  @Inverse('figures', 'Statistics stated on the day.')
  observanceYear!: Relation<ObservanceYear> | null;

  @Field(() => [Topic], { description: 'Themes of the statistic.' })
  @ManyToMany(() => Topic)
  @JoinTable()
  @Inverse('figures', 'Statistics on the theme.')
  topics!: Relation<Topic>[];
}
