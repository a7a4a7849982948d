import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { IsOptional, Min } from 'class-validator';
import { Event } from './event.js';
import { Dimensions, Finding, Inverse, Kind, OneOf } from './kind.js';
import { Programme } from './programme.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Basis } from './values/basis.js';
import { Severity } from './values/finding.js';
import { labelEnum } from './values/labels.js';
import { Money } from './values/money.js';
import { Names } from './values/names.js';

export enum PrizeDistribution {
  PER_WINNER = 'PER_WINNER',
  SHARED = 'SHARED',
}

registerEnumType(PrizeDistribution, {
  name: 'PrizeDistribution',
  description: 'What several winners of one prize get.',
  valuesConfig: {
    PER_WINNER: { description: 'Each winner gets the whole amount.' },
    SHARED: { description: 'The winners share the amount.' },
  },
});

labelEnum(PrizeDistribution, {
  PER_WINNER: ['لكل فائز', 'Par lauréat'],
  SHARED: ['يتقاسمها الفائزون', 'Partagé'],
});

@ObjectType({ description: 'A prize that a programme or an event offers.' })
@Entity('prize')
@Check('prize_position_from_1', '"position" >= 1')
@Check('prize_money_has_currency', '("money_amount" IS NULL) = ("money_currency" IS NULL)')
@Kind({ prefix: 'prz', plural: 'prizes' })
@NeedsSource()
@Finding({
  code: 'PRIZES_BEYOND_OFFER',
  severity: Severity.ERROR,
  label: { ar: 'أكثر من الجائزة', en: 'More than the prize', fr: 'Plus que le prix' },
  message: {
    ar: 'مُنح من الجائزة أكثر مما فيها: مال أكثر من مبلغها، أو أكثر من فائز بمركزها دون تعادل. راجع المبالغ، وعلّم التعادل إن وُجد.',
    en: 'More was awarded than the prize offers: more money than its amount, or its place to several who are not tied. Check the amounts, and mark the tie if there is one.',
    fr: 'On a attribué plus que le prix n’offre : plus d’argent que son montant, ou sa place à plusieurs qui ne sont pas ex æquo. Vérifiez les montants, et signalez l’ex æquo s’il y en a un.',
  },
  rule: {
    finds: {
      any: [
        { compare: [{ greatest: 'awards.money', in: 'money.currency' }, '>', 'money.amount'] },
        {
          all: [
            { where: { distribution: { eq: 'SHARED' } } },
            { compare: [{ sum: 'awards.money', in: 'money.currency' }, '>', 'money.amount'] },
          ],
        },
        {
          where: {
            position: { isNull: false },
            awards: {
              count: { gt: 1, where: { kind: { eq: 'WINNER' } } },
              some: { kind: { eq: 'WINNER' }, tied: { eq: false } },
            },
          },
        },
      ],
    },
    with: ['awards'],
  },
})
@Dimensions('awards.recipient.country')
@OneOf({
  name: 'subject',
  union: 'Activity',
  arms: ['event', 'programme'],
  required: true,
  description: 'What offers it: an event or a programme.',
})
export class Prize extends Registered {
  @Field(() => Event, { nullable: true, description: 'The event, when it is one.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('prizes', 'Prizes that the event offers.')
  event!: Relation<Event> | null;

  @Field(() => Programme, { nullable: true, description: 'The programme, when it is one.' })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('prizes', 'Prizes that the programme offers.')
  programme!: Relation<Programme> | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The place that it rewards, from 1; null for prizes without one.',
  })
  @Column({ type: 'integer', nullable: true })
  @IsOptional()
  @Min(1)
  position!: number | null;

  @Field(() => Names, { description: 'What it is called.' })
  @Column(() => Names)
  label!: Names;

  @Field(() => Money, { nullable: true, description: 'The amount offered; null when none is stated.' })
  @Column(() => Money)
  money!: Money;

  @Field(() => PrizeDistribution, {
    nullable: true,
    description:
      'Whether each winner gets the amount or the winners share it; null when there is one winner, or nothing to share.',
  })
  @Column({ type: 'varchar', length: 10, nullable: true })
  distribution!: PrizeDistribution | null;

  @Field(() => Basis, {
    nullable: true,
    description:
      'Whether the distribution is stated or the editors chose between two readings (see the note).',
  })
  @Column({ type: 'varchar', length: 11, nullable: true })
  distributionBasis!: Basis | null;
}
