import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { IsOptional, Min } from 'class-validator';
import { Event } from './event.js';
import { Dimensions, Finding, Inverse, Kind, OneOf } from './kind.js';
import { Organisation } from './organisation.js';
import { Person } from './person.js';
import { Prize } from './prize.js';
import { Programme } from './programme.js';
import { Project } from './project.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Team } from './team.js';
import { Basis } from './values/basis.js';
import { Severity } from './values/finding.js';
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
@NeedsSource()
@Finding({
  code: 'RANK_AFTER_TIE',
  severity: Severity.WARNING,
  label: { ar: 'مركز خاطئ بعد تعادل', en: 'Wrong place after a tie', fr: 'Rang faux après un ex æquo' },
  message: {
    ar: 'تعادل عدد من الفائزين في مركز، وجاء بعدهم مركز كان ينبغي أن يُترك: بعد متعادلين اثنين في المركز الأول يأتي الثالث لا الثاني. صحح المراكز على ما في المصدر.',
    en: 'Several share a place, and a place follows that should be left out: after two tied for first comes the third place, not the second. Correct the places by the source.',
    fr: 'Plusieurs partagent un rang, et il est suivi d’un rang qui devait être sauté : après deux premiers ex æquo vient le troisième rang, non le deuxième. Corrigez les rangs d’après la source.',
  },
  rule: {
    sharing: ['rank'],
    alike: ['programme', 'event'],
    where: {
      kind: { eq: 'WINNER' },
      tied: { eq: true },
      or: [{ programme: { isNull: false } }, { event: { isNull: false } }],
    },
    followedWithin: { field: 'rank', by: { kind: { eq: 'WINNER' } } },
  },
})
@Finding({
  code: 'TIE_NOT_MARKED',
  severity: Severity.WARNING,
  label: { ar: 'تعادل غير معلّم', en: 'Tie not marked', fr: 'Ex æquo non signalé' },
  message: {
    ar: 'نال عدد من الفائزين المركز نفسه ولم يُعلّموا جميعا متعادلين. علّم التعادل، أو سجل الجوائز المختلفة التي نالوها.',
    en: 'Several won the same place, and not all of them are marked as tied. Mark the tie, or record the different prizes that they won.',
    fr: 'Plusieurs ont obtenu le même rang, et tous ne sont pas signalés ex æquo. Signalez l’ex æquo, ou inscrivez les prix différents qu’ils ont obtenus.',
  },
  rule: {
    sharing: ['rank'],
    alike: ['programme', 'event'],
    where: {
      kind: { eq: 'WINNER' },
      prize: { isNull: true },
      or: [{ programme: { isNull: false } }, { event: { isNull: false } }],
    },
    some: { tied: { eq: false } },
  },
})
@Finding({
  code: 'RANK_NOT_OF_PRIZE',
  severity: Severity.ERROR,
  label: {
    ar: 'المركز ليس مركز الجائزة',
    en: 'Place is not the prize’s',
    fr: 'Rang autre que celui du prix',
  },
  message: {
    ar: 'المركز الذي ناله غير المركز الذي تكافئه الجائزة. صحح المركز أو الجائزة.',
    en: 'The place won is not the one that the prize rewards. Correct the place, or the prize.',
    fr: 'Le rang obtenu n’est pas celui que le prix récompense. Corrigez le rang, ou le prix.',
  },
  rule: { finds: { compare: ['rank', '!=', 'prize.position'] }, with: ['prize'] },
})
@Finding({
  code: 'PRIZE_OF_ANOTHER',
  severity: Severity.WARNING,
  label: { ar: 'جائزة لغيره', en: 'Prize of another', fr: 'Prix d’un autre' },
  message: {
    ar: 'الجائزة لبرنامج أو فعالية غير ما مُنحت فيه. صحح أحدهما.',
    en: 'The prize is offered by another programme or event than the one it was awarded in. Correct one of them.',
    fr: 'Le prix est offert par un autre programme ou événement que celui où il a été attribué. Corrigez l’un des deux.',
  },
  rule: {
    finds: {
      any: [{ compare: ['programme', '!=', 'prize.programme'] }, { compare: ['event', '!=', 'prize.event'] }],
    },
    with: ['prize'],
  },
})
@Finding({
  code: 'AWARD_IN_OTHER_CURRENCY',
  severity: Severity.WARNING,
  label: { ar: 'عملة أخرى', en: 'Other currency', fr: 'Autre devise' },
  message: {
    ar: 'عملة المبلغ الممنوح غير عملة الجائزة، فلا يمكن مقارنتهما. راجع المصدر.',
    en: 'The money awarded is in another currency than the prize, so that they cannot be compared. Look at the source.',
    fr: 'La somme attribuée est dans une autre devise que le prix : on ne peut les comparer. Revoyez la source.',
  },
  rule: { finds: { compare: ['money.currency', '!=', 'prize.money.currency'] }, with: ['prize'] },
})
@Finding({
  code: 'MENTION_WITH_RANK',
  severity: Severity.WARNING,
  label: { ar: 'جائزة تقديرية بمركز', en: 'Mention with a place', fr: 'Mention avec un rang' },
  message: {
    ar: 'الجائزة التقديرية لا مركز لها. احذف المركز، أو سجل صاحبها فائزا.',
    en: 'An honourable mention has no place. Remove the place, or record a winner.',
    fr: 'Une mention honorable n’a pas de rang. Supprimez le rang, ou inscrivez un lauréat.',
  },
  rule: { finds: { where: { kind: { eq: 'HONOURABLE_MENTION' }, rank: { isNull: false } } } },
})
@Finding({
  code: 'MONEY_WITHOUT_PRIZE',
  severity: Severity.INFO,
  label: { ar: 'مال بلا جائزة', en: 'Money without a prize', fr: 'Argent sans prix' },
  message: {
    ar: 'مُنح مال ولم تُسجل الجائزة التي هو منها. سجلها إن كان المصدر يذكرها.',
    en: 'Money was awarded, and the prize that it is from is not recorded. Record it if the source names it.',
    fr: 'De l’argent a été attribué, et le prix dont il vient n’est pas inscrit. Inscrivez-le si la source le nomme.',
  },
  rule: { finds: { where: { money: { isNull: false }, prize: { isNull: true } } } },
})
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
