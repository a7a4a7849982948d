import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Event } from './event.js';
import { Dimensions, Finding, Inverse, Kind, OneOf, Requires } from './kind.js';
import { Programme } from './programme.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Severity } from './values/finding.js';
import { labelEnum } from './values/labels.js';
import { Quantity } from './values/quantity.js';

export enum HeadcountMeasure {
  APPLICANTS = 'APPLICANTS',
  SELECTED = 'SELECTED',
  TRAINEES = 'TRAINEES',
  PARTICIPANTS = 'PARTICIPANTS',
  STUDENTS = 'STUDENTS',
  VISITORS = 'VISITORS',
  TEAMS = 'TEAMS',
  WINNING_TEAMS = 'WINNING_TEAMS',
  COUNTRIES = 'COUNTRIES',
  MEMBER_STATES = 'MEMBER_STATES',
  SESSIONS = 'SESSIONS',
}

registerEnumType(HeadcountMeasure, {
  name: 'HeadcountMeasure',
  description: 'What a stated number counts.',
  valuesConfig: {
    APPLICANTS: { description: 'People who applied.' },
    SELECTED: { description: 'People who were selected from those who applied, and took part.' },
    TRAINEES: { description: 'People who were trained.' },
    PARTICIPANTS: { description: 'People who took part.' },
    STUDENTS: { description: 'Pupils or students.' },
    VISITORS: { description: 'Visitors.' },
    TEAMS: { description: 'Teams that took part.' },
    WINNING_TEAMS: { description: 'Teams announced as winners.' },
    COUNTRIES: { description: 'Countries that people or teams came from, whether members or not.' },
    MEMBER_STATES: { description: 'Member states that people or teams came from.' },
    SESSIONS: { description: 'Workshops, courses or sessions of a series.' },
  },
});

labelEnum(HeadcountMeasure, {
  APPLICANTS: ['مترشحون', 'Candidats'],
  SELECTED: ['مختارون', 'Sélectionnés'],
  TRAINEES: ['متدربون', 'Stagiaires'],
  PARTICIPANTS: ['مشاركون', 'Participants'],
  STUDENTS: ['طلاب وتلاميذ', 'Élèves et étudiants'],
  VISITORS: ['زوار', 'Visiteurs'],
  TEAMS: ['فرق', 'Équipes'],
  WINNING_TEAMS: ['فرق فائزة', 'Équipes lauréates'],
  COUNTRIES: ['دول', 'Pays'],
  MEMBER_STATES: ['دول أعضاء', 'États membres'],
  SESSIONS: ['دورات وجلسات', 'Séances'],
});

@ObjectType({ description: 'A range of shares, between 0 and 1, as vague as the two numbers behind it.' })
export class ShareRange {
  @Field(() => Number, { description: 'The least that the share can be.' })
  low!: number;

  @Field(() => Number, {
    nullable: true,
    description: 'The most that it can be; null when it has no upper end.',
  })
  high!: number | null;
}

/** What {@link Headcount.shareOfPreviousStage} works on. */
interface Stage {
  readonly size: Pick<Quantity, 'low' | 'high'>;
  readonly previousStage: { readonly size: Pick<Quantity, 'low' | 'high'> } | null;
}

@ObjectType({
  description: 'A stated number of people, teams, countries or sessions of an event or a programme.',
})
@Entity('headcount')
@Check(
  'headcount_size_stated',
  '"size_low" IS NOT NULL AND "size_qualifier" IS NOT NULL AND "size_stated" IS NOT NULL',
)
@Kind({ prefix: 'hdc', plural: 'headcounts' })
@NeedsSource()
@Finding({
  code: 'SELECTED_MORE_THAN_APPLIED',
  severity: Severity.ERROR,
  label: {
    ar: 'المختارون أكثر من المترشحين',
    en: 'More than the stage before',
    fr: 'Plus qu’à l’étape précédente',
  },
  message: {
    ar: 'العدد أكبر من عدد المرحلة السابقة، ولا يمكن أن يُختار أكثر ممن تقدموا. راجع العددين وترتيب المراحل.',
    en: 'The number is larger than that of the stage before, yet no more can be selected than applied. Check both numbers, and the order of the stages.',
    fr: 'Le nombre dépasse celui de l’étape précédente ; or on ne peut retenir plus de candidats qu’il n’y en a. Vérifiez les deux nombres, et l’ordre des étapes.',
  },
  rule: { finds: { compare: ['size.low', '>', 'previousStage.size.high'] }, with: ['previousStage'] },
})
@Finding({
  code: 'HEADCOUNTS_DISAGREE',
  severity: Severity.WARNING,
  label: { ar: 'أعداد متعارضة', en: 'Numbers disagree', fr: 'Nombres contradictoires' },
  message: {
    ar: 'تُذكر للأمر نفسه أعداد لا يمكن أن تصح معا. راجع المصادر، أو اذكر في الملاحظة ما يعده كل منها.',
    en: 'The same thing is counted in numbers that cannot all be true. Look at the sources, or note what each of them counts.',
    fr: 'La même chose est comptée par des nombres qui ne peuvent être tous vrais. Revoyez les sources, ou notez ce que chacun compte.',
  },
  rule: { sharing: ['measure'], alike: ['event', 'programme'], disagreeing: 'size' },
})
@Finding({
  code: 'WINNERS_BEYOND_COUNT',
  severity: Severity.WARNING,
  label: { ar: 'فائزون أكثر من العدد', en: 'More winners than counted', fr: 'Plus de lauréats que compté' },
  message: {
    ar: 'في السجل فرق فائزة أكثر من العدد المذكور. راجع العدد والجوائز.',
    en: 'More winning teams are recorded than the stated number. Check the number and the awards.',
    fr: 'Il y a plus d’équipes lauréates inscrites que le nombre indiqué. Vérifiez le nombre et les distinctions.',
  },
  rule: {
    finds: {
      all: [
        { where: { measure: { eq: 'WINNING_TEAMS' } } },
        {
          any: [
            {
              compare: [
                { count: 'event.awards', distinct: 'team', where: { kind: { eq: 'WINNER' } } },
                '>',
                'size.high',
              ],
            },
            {
              compare: [
                { count: 'programme.awards', distinct: 'team', where: { kind: { eq: 'WINNER' } } },
                '>',
                'size.high',
              ],
            },
          ],
        },
      ],
    },
    with: ['event', 'programme'],
  },
})
@Dimensions('subject.place.country')
@OneOf({
  name: 'subject',
  union: 'Activity',
  arms: ['event', 'programme'],
  required: true,
  description: 'What the number is about: an event or a programme.',
})
export class Headcount extends Registered {
  @Field(() => Event, { nullable: true, description: 'The event, when it is one.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('headcounts', 'Numbers stated about the event.')
  event!: Relation<Event> | null;

  @Field(() => Programme, { nullable: true, description: 'The programme, when it is one.' })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('headcounts', 'Numbers stated about the programme.')
  programme!: Relation<Programme> | null;

  @Field(() => HeadcountMeasure, {
    description: 'What is counted: applicants, trainees, visitors, countries.',
  })
  @Column({ type: 'varchar', length: 13 })
  measure!: HeadcountMeasure;

  @Field(() => Quantity, { description: 'How many, as vague as stated.' })
  @Column(() => Quantity)
  size!: Quantity;

  @Field(() => Headcount, {
    nullable: true,
    description:
      'The stage before this one in the same funnel: the applicants that the selected were chosen from.',
  })
  @ManyToOne(() => Headcount, { nullable: true })
  @Inverse('nextStages', 'The stages after this one in the same funnel.')
  previousStage!: Relation<Headcount> | null;

  @Field(() => ShareRange, {
    nullable: true,
    description: 'This number as a share of the previous stage; null without one.',
  })
  @Requires('{ size { low high } previousStage { size { low high } } }')
  shareOfPreviousStage(): ShareRange | null {
    const { size, previousStage } = this as unknown as Stage;
    if (!previousStage || size.low === null || !previousStage.size.low) return null;
    return {
      low: previousStage.size.high === null ? 0 : size.low / previousStage.size.high,
      high: size.high === null ? null : size.high / previousStage.size.low,
    };
  }
}
