import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, JoinTable, ManyToMany, ManyToOne, type Relation } from 'typeorm';
import { IsOptional, Max, Min } from 'class-validator';
import { Dimensions, Finding, Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Place } from './place.js';
import { Programme } from './programme.js';
import { Registered } from './registered.js';
import { NeedsSource, outside, PART_OUTSIDE } from './rules.js';
import { Sector } from './sector.js';
import { Topic } from './topic.js';
import { Severity } from './values/finding.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { FuzzyPeriod } from './values/fuzzy-period.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';
import { Prose } from './values/prose.js';
import { Weekday } from './values/weekday.js';

export enum EventKind {
  WORKSHOP = 'WORKSHOP',
  COURSE = 'COURSE',
  MASTER_CLASS = 'MASTER_CLASS',
  CAMP = 'CAMP',
  REVISION = 'REVISION',
  FINAL = 'FINAL',
  SUMMIT = 'SUMMIT',
  CONFERENCE = 'CONFERENCE',
  FORUM = 'FORUM',
  ASSEMBLY = 'ASSEMBLY',
  SESSION = 'SESSION',
  EXHIBITION = 'EXHIBITION',
  OPENING = 'OPENING',
  SIGNING = 'SIGNING',
  CEREMONY = 'CEREMONY',
  OBSERVANCE = 'OBSERVANCE',
  MEETING = 'MEETING',
  VISIT = 'VISIT',
  OTHER = 'OTHER',
}

registerEnumType(EventKind, {
  name: 'EventKind',
  description: 'What sort of event it is.',
  valuesConfig: {
    WORKSHOP: { description: 'A training workshop.' },
    COURSE: { description: 'A training course.' },
    MASTER_CLASS: { description: 'A master class.' },
    CAMP: { description: 'A training camp.' },
    REVISION: { description: 'Lessons that revise a school year before its examinations.' },
    FINAL: { description: 'The final of a competition or programme.' },
    SUMMIT: { description: 'A summit.' },
    CONFERENCE: { description: 'A conference.' },
    FORUM: { description: 'A forum.' },
    ASSEMBLY: { description: 'A session of a general assembly.' },
    SESSION: { description: 'A session within a larger event.' },
    EXHIBITION: { description: 'An exhibition on given days.' },
    OPENING: { description: 'The opening of a building, a seat or an exhibition.' },
    SIGNING: { description: 'The signing of an agreement.' },
    CEREMONY: { description: 'A ceremony.' },
    OBSERVANCE: { description: 'The celebration of an international day.' },
    MEETING: { description: 'A meeting.' },
    VISIT: { description: 'A visit.' },
    OTHER: { description: 'None of the others.' },
  },
});

labelEnum(EventKind, {
  WORKSHOP: ['ورشة', 'Atelier'],
  COURSE: ['دورة تدريبية', 'Cours'],
  MASTER_CLASS: ['دورة متخصصة', 'Classe de maître'],
  CAMP: ['معسكر', 'Camp'],
  REVISION: ['مراجعة', 'Révision'],
  FINAL: ['نهائي', 'Finale'],
  SUMMIT: ['قمة', 'Sommet'],
  CONFERENCE: ['مؤتمر', 'Conférence'],
  FORUM: ['منتدى', 'Forum'],
  ASSEMBLY: ['جمعية عامة', 'Assemblée'],
  SESSION: ['جلسة', 'Session'],
  EXHIBITION: ['معرض', 'Exposition'],
  OPENING: ['افتتاح', 'Inauguration'],
  SIGNING: ['توقيع', 'Signature'],
  CEREMONY: ['حفل', 'Cérémonie'],
  OBSERVANCE: ['احتفاء بيوم عالمي', 'Célébration'],
  MEETING: ['اجتماع', 'Réunion'],
  VISIT: ['زيارة', 'Visite'],
  OTHER: ['غير ذلك', 'Autre'],
});

export enum EventMode {
  ON_SITE = 'ON_SITE',
  ONLINE = 'ONLINE',
  HYBRID = 'HYBRID',
}

registerEnumType(EventMode, {
  name: 'EventMode',
  description: 'How people attend.',
  valuesConfig: {
    ON_SITE: { description: 'All are there in person.' },
    ONLINE: { description: 'All attend by video.' },
    HYBRID: { description: 'Some are there, some attend by video.' },
  },
});

labelEnum(EventMode, {
  ON_SITE: ['حضوري', 'En présentiel'],
  ONLINE: ['عن بعد', 'En ligne'],
  HYBRID: ['حضوري وعن بعد', 'Hybride'],
});

export enum EventStatus {
  ANNOUNCED = 'ANNOUNCED',
  HELD = 'HELD',
  POSTPONED = 'POSTPONED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(EventStatus, {
  name: 'EventStatus',
  description: 'What became of an event.',
  valuesConfig: {
    ANNOUNCED: { description: 'It is announced.' },
    HELD: { description: 'It took place, or had begun when the source was written.' },
    POSTPONED: { description: 'It was put off.' },
    CANCELLED: { description: 'It did not take place.' },
  },
});

labelEnum(EventStatus, {
  ANNOUNCED: ['معلن', 'Annoncé'],
  HELD: ['منعقد', 'Tenu'],
  POSTPONED: ['مؤجل', 'Reporté'],
  CANCELLED: ['ملغى', 'Annulé'],
});

@ObjectType({ description: 'An event: something that takes place at a time.' })
@Entity('event')
@Check('event_edition_from_1', '"edition" >= 1')
@Check('event_duration_from_1', '"duration_days" >= 1')
@Kind({ prefix: 'evt', plural: 'events' })
@NeedsSource()
@Finding({ ...PART_OUTSIDE, rule: { finds: outside('parent'), with: ['parent'] } })
@Finding({
  code: 'PROGRAMME_EVENT_OUTSIDE',
  severity: Severity.WARNING,
  label: { ar: 'خارج مدة البرنامج', en: 'Outside its programme', fr: 'Hors des dates du programme' },
  message: {
    ar: 'يقع جزء على الأقل من أيام الفعالية خارج مدة برنامجها. صحح التواريخ، أو اجعلها من نسخة أخرى.',
    en: 'At least some of the days of the event lie outside the period of its programme. Correct the dates, or assign it to another edition.',
    fr: 'Une partie au moins des jours de l’événement tombe hors de la période de son programme. Corrigez les dates, ou rattachez-le à une autre édition.',
  },
  rule: { finds: outside('programme'), with: ['programme'] },
})
@Finding({
  code: 'WEEKDAY_MISMATCH',
  severity: Severity.ERROR,
  label: { ar: 'اليوم لا يوافق التاريخ', en: 'Weekday does not fit', fr: 'Jour et date discordants' },
  message: {
    ar: 'يوم الأسبوع الذي يذكره المصدر لا يوافق التاريخ. راجع المصدر، وصحح التاريخ أو اليوم.',
    en: 'The weekday that the source states is not that of the date. Look at the source, and correct the date or the weekday.',
    fr: 'Le jour de la semaine indiqué par la source n’est pas celui de la date. Revoyez la source, et corrigez la date ou le jour.',
  },
  rule: { finds: { compare: ['statedWeekday', '!=', { weekdayOf: ['startsOn', 'endsOn'] }] } },
})
@Finding({
  code: 'PERIOD_LONGER_THAN_STATED',
  severity: Severity.WARNING,
  label: { ar: 'أطول من المدة المذكورة', en: 'Longer than stated', fr: 'Plus long qu’indiqué' },
  message: {
    ar: 'من أول يوم إلى آخره أيام أكثر من المدة المذكورة. راجع التاريخين والمدة، أو اذكر في الملاحظة أن الأيام غير متتابعة.',
    en: 'From its first day to its last there are more days than the stated duration. Check the dates and the duration, or note that the days do not follow one another.',
    fr: 'Du premier au dernier jour, il y a plus de jours que la durée indiquée. Vérifiez les dates et la durée, ou notez que les jours ne se suivent pas.',
  },
  rule: { finds: { compare: [{ days: ['startsOn.latest', 'endsOn.earliest'] }, '>', 'durationDays'] } },
})
@Finding({
  code: 'PERIOD_SHORTER_THAN_STATED',
  severity: Severity.ERROR,
  label: { ar: 'أقصر من المدة المذكورة', en: 'Shorter than stated', fr: 'Plus court qu’indiqué' },
  message: {
    ar: 'من أول يوم إلى آخره أيام أقل من المدة المذكورة. راجع التاريخين والمدة.',
    en: 'From its first day to its last there are fewer days than the stated duration. Check the dates and the duration.',
    fr: 'Du premier au dernier jour, il y a moins de jours que la durée indiquée. Vérifiez les dates et la durée.',
  },
  rule: { finds: { compare: [{ days: ['startsOn.earliest', 'endsOn.latest'] }, '<', 'durationDays'] } },
})
@Finding({
  code: 'CANCELLED_YET_HELD',
  severity: Severity.WARNING,
  label: { ar: 'ملغاة ولها نتائج', en: 'Cancelled, yet held', fr: 'Annulé, et pourtant tenu' },
  message: {
    ar: 'سُجلت الفعالية ملغاة، ومع ذلك أُعلنت فيها جوائز أو وُقعت اتفاقيات. راجع حالتها.',
    en: 'The event is recorded as cancelled, yet awards were announced or agreements signed at it. Check its status.',
    fr: 'L’événement est inscrit comme annulé, et pourtant des distinctions y ont été annoncées ou des accords signés. Vérifiez son état.',
  },
  rule: {
    finds: {
      where: {
        status: { eq: 'CANCELLED' },
        or: [{ awards: { count: { gt: 0 } } }, { agreements: { count: { gt: 0 } } }],
      },
    },
    with: ['awards', 'agreements'],
  },
})
@Dimensions(
  'place.country.region',
  'awards.recipient.country',
  'headcounts.measure',
  'observanceYears.observance',
  'participations.actor',
  'participations.actor.country',
  'participations.forCountry',
  'participations.forOrganisation',
  'participations.role',
  'partnerships.partner',
  'partnerships.partner.country',
  'partnerships.role',
)
export class Event extends Registered {
  @Field(() => Names, { description: 'Name of the event.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => EventKind, { description: 'Workshop, camp, final, signing and so on.' })
  @Column({ type: 'varchar', length: 12 })
  kind!: EventKind;

  @Field(() => EventStatus, { nullable: true, description: 'Held, announced, postponed or cancelled.' })
  @Column({ type: 'varchar', length: 9, nullable: true })
  status!: EventStatus | null;

  @Field(() => EventMode, { nullable: true, description: 'On site, online or hybrid; null when not stated.' })
  @Column({ type: 'varchar', length: 7, nullable: true })
  mode!: EventMode | null;

  @Field(() => Programme, {
    nullable: true,
    description: 'The programme, or edition of one, that it belongs to.',
  })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('events', 'Events of the programme.')
  programme!: Relation<Programme> | null;

  @Field(() => Event, { nullable: true, description: 'The larger event that it is part of.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('subEvents', 'Events that are part of this one.')
  parent!: Relation<Event> | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Its number in its series: 3 for a third edition or session; null when not numbered.',
  })
  @Column({ type: 'integer', nullable: true })
  @IsOptional()
  @Min(1)
  edition!: number | null;

  @Field(() => FuzzyDate, { nullable: true, description: 'When it begins, as stated; null when not stated.' })
  @Column(() => FuzzyDate)
  startsOn!: FuzzyDate;

  @Field(() => FuzzyDate, { nullable: true, description: 'When it ends, as stated; null when not stated.' })
  @Column(() => FuzzyDate)
  endsOn!: FuzzyDate;

  @Field(() => Weekday, {
    nullable: true,
    description:
      'The weekday that the source states for the day on which it begins, or where that is not stated, ends.',
  })
  @Column({ type: 'varchar', length: 9, nullable: true })
  statedWeekday!: Weekday | null;

  @Field(() => Int, { nullable: true, description: 'Stated duration in days.' })
  @Column({ type: 'integer', nullable: true })
  @IsOptional()
  @Min(1)
  @Max(3660)
  durationDays!: number | null;

  @Field(() => FuzzyPeriod, {
    nullable: true,
    description:
      'The days that it lasts: from what is stated, and from the stated duration where an end is not.',
  })
  @Column(() => FuzzyPeriod)
  period!: FuzzyPeriod;

  @Field(() => Place, {
    nullable: true,
    description: 'Where it takes place: the venue if known, else the city.',
  })
  @ManyToOne(() => Place, { nullable: true })
  @Inverse('events', 'Events that take place here.')
  place!: Relation<Place> | null;

  @Field(() => Organisation, { nullable: true, description: 'The organisation that holds it.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('events', 'Events that the organisation holds.')
  organiser!: Relation<Organisation> | null;

  @Field(() => Sector, {
    nullable: true,
    description: 'The sector that holds it, or takes part in holding it.',
  })
  @ManyToOne(() => Sector, { nullable: true })
  @Inverse('events', 'Events that the sector holds.')
  sector!: Relation<Sector> | null;

  @Field(() => Names, { nullable: true, description: 'Its theme or slogan.' })
  @Column(() => Names)
  theme!: Names;

  @Field(() => Prose, { nullable: true, description: 'What the event is.' })
  @Column(() => Prose)
  description!: Prose;

  @Field(() => [Topic], { description: 'Themes of the event.' })
  @ManyToMany(() => Topic)
  @JoinTable()
  @Inverse('events', 'Events on the theme.')
  topics!: Relation<Topic>[];

  override derive(): void {
    this.period = FuzzyPeriod.of(this.startsOn, this.endsOn, this.durationDays);
  }
}
