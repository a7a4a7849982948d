import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { IsOptional, Min } from 'class-validator';
import { Event } from './event.js';
import { Dimensions, Inverse, Kind, OneOf } from './kind.js';
import { Organisation } from './organisation.js';
import { Person } from './person.js';
import { Prize } from './prize.js';
import { Programme } from './programme.js';
import { Project } from './project.js';
import { Registered } from './registered.js';
import { Team } from './team.js';
import { Basis } from './values/basis.js';
import { labelEnum } from './values/labels.js';
import { Money } from './values/money.js';

export enum AwardKind {
  WINNER = 'WINNER',
  HONOURABLE_MENTION = 'HONOURABLE_MENTION',
  FINALIST = 'FINALIST',
}

registerEnumType(AwardKind, {
  name: 'AwardKind',
  description: 'How an entry was recognised.',
  valuesConfig: {
    WINNER: { description: 'Won a place.' },
    HONOURABLE_MENTION: { description: 'Was given an honourable mention, without a place.' },
    FINALIST: { description: 'Reached the final.' },
  },
});

labelEnum(AwardKind, {
  WINNER: ['فائز', 'Lauréat'],
  HONOURABLE_MENTION: ['جائزة تقديرية', 'Mention honorable'],
  FINALIST: ['متأهل للنهائي', 'Finaliste'],
});

@ObjectType({ description: 'Who was awarded what in a programme or at an event.' })
@Entity('award')
@Check('award_rank_from_1', '"rank" >= 1')
@Check('award_money_has_currency', '("money_amount" IS NULL) = ("money_currency" IS NULL)')
@Kind({ prefix: 'awd', plural: 'awards' })
@Dimensions('recipient.country.region', 'recipient.countries', 'event.place.country')
@OneOf({
  name: 'recipient',
  union: 'Actor',
  arms: ['person', 'team', 'organisation'],
  required: true,
  description: 'Who was awarded: a person, a team or an organisation.',
})
export class Award extends Registered {
  @Field(() => AwardKind, { description: 'Winner, honourable mention or finalist.' })
  @Column({ type: 'varchar', length: 18 })
  kind!: AwardKind;

  @Field(() => Int, { nullable: true, description: 'The place won, from 1; null for a mention.' })
  @Column({ type: 'integer', nullable: true })
  @IsOptional()
  @Min(1)
  rank!: number | null;

  @Field(() => Boolean, { description: 'True when others share the same place.' })
  @Column({ type: 'boolean' })
  tied!: boolean;

  @Field(() => Programme, {
    nullable: true,
    description: 'The programme, or edition of one, that it was awarded in.',
  })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('awards', 'Who was awarded what in the programme.')
  programme!: Relation<Programme> | null;

  @Field(() => Event, { nullable: true, description: 'The event at which it was announced.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('awards', 'Awards announced at the event.')
  event!: Relation<Event> | null;

  @Field(() => Prize, { nullable: true, description: 'The prize, if there was one.' })
  @ManyToOne(() => Prize, { nullable: true })
  @Inverse('awards', 'Who was awarded the prize.')
  prize!: Relation<Prize> | null;

  @Field(() => Person, { nullable: true, description: 'The person awarded, when it is one.' })
  @ManyToOne(() => Person, { nullable: true })
  @Inverse('awards', 'Awards of the person.')
  person!: Relation<Person> | null;

  @Field(() => Team, { nullable: true, description: 'The team awarded, when it is one.' })
  @ManyToOne(() => Team, { nullable: true })
  @Inverse('awards', 'Awards of the team.')
  team!: Relation<Team> | null;

  @Field(() => Organisation, { nullable: true, description: 'The organisation awarded, when it is one.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('awards', 'Awards of the organisation.')
  organisation!: Relation<Organisation> | null;

  @Field(() => Project, { nullable: true, description: 'The project that it was awarded for.' })
  @ManyToOne(() => Project, { nullable: true })
  @Inverse('awards', 'Awards for the project.')
  project!: Relation<Project> | null;

  @Field(() => Money, {
    nullable: true,
    description: 'The money that this recipient got; null when none is stated.',
  })
  @Column(() => Money)
  money!: Money;

  @Field(() => Basis, {
    nullable: true,
    description: 'Whether that amount is stated, or the editors chose between two readings (see the note).',
  })
  @Column({ type: 'varchar', length: 11, nullable: true })
  moneyBasis!: Basis | null;
}
