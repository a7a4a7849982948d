import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, JoinTable, ManyToMany, ManyToOne, type Relation } from 'typeorm';
import { IsOptional, Min } from 'class-validator';
import { Dimensions, Finding, Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Place } from './place.js';
import { Registered } from './registered.js';
import { NamedOnce, NeedsSource, outside, PART_OUTSIDE } from './rules.js';
import { Sector } from './sector.js';
import { Topic } from './topic.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { FuzzyPeriod } from './values/fuzzy-period.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';
import { Prose } from './values/prose.js';

export enum ProgrammeKind {
  INITIATIVE = 'INITIATIVE',
  TRAINING = 'TRAINING',
  TRAINING_SERIES = 'TRAINING_SERIES',
  COMPETITION = 'COMPETITION',
  PRIZE = 'PRIZE',
  CHAIR = 'CHAIR',
  EXHIBITION = 'EXHIBITION',
  FESTIVAL = 'FESTIVAL',
  SERVICE = 'SERVICE',
  CAMPAIGN = 'CAMPAIGN',
  CAMP_SERIES = 'CAMP_SERIES',
  OTHER = 'OTHER',
}

registerEnumType(ProgrammeKind, {
  name: 'ProgrammeKind',
  description: 'What sort of programme it is.',
  valuesConfig: {
    INITIATIVE: { description: 'An initiative, usually with several parts.' },
    TRAINING: { description: 'A programme of training or capacity building.' },
    TRAINING_SERIES: { description: 'A numbered series of workshops or courses.' },
    COMPETITION: { description: 'A competition.' },
    PRIZE: { description: 'A standing prize.' },
    CHAIR: { description: 'A scientific chair.' },
    EXHIBITION: { description: 'An exhibition or museum.' },
    FESTIVAL: { description: 'A festival.' },
    SERVICE: { description: 'A service offered to the public or to pupils.' },
    CAMPAIGN: { description: 'A campaign of awareness or action.' },
    CAMP_SERIES: { description: 'A series of camps.' },
    OTHER: { description: 'None of the others.' },
  },
});

labelEnum(ProgrammeKind, {
  INITIATIVE: ['مبادرة', 'Initiative'],
  TRAINING: ['برنامج تدريبي', 'Formation'],
  TRAINING_SERIES: ['سلسلة دورات تدريبية', 'Série de formations'],
  COMPETITION: ['مسابقة', 'Concours'],
  PRIZE: ['جائزة', 'Prix'],
  CHAIR: ['كرسي علمي', 'Chaire'],
  EXHIBITION: ['معرض', 'Exposition'],
  FESTIVAL: ['مهرجان', 'Festival'],
  SERVICE: ['خدمة', 'Service'],
  CAMPAIGN: ['حملة', 'Campagne'],
  CAMP_SERIES: ['سلسلة معسكرات', 'Série de camps'],
  OTHER: ['غير ذلك', 'Autre'],
});

@ObjectType({
  description:
    'A programme: what an organisation runs beyond a single event. Its editions are numbered programmes below it.',
})
@Entity('programme')
@Check('programme_edition_from_1', '"edition" >= 1')
@Kind({ prefix: 'prg', plural: 'programmes' })
@NeedsSource()
@NamedOnce('edition')
@Finding({ ...PART_OUTSIDE, rule: { finds: outside('parent'), with: ['parent'] } })
@Dimensions(
  'awards.recipient.country',
  'events.place.country',
  'headcounts.measure',
  'participations.actor.country',
  'participations.role',
  'partnerships.partner',
  'partnerships.partner.country',
  'partnerships.role',
)
export class Programme extends Registered {
  @Field(() => Names, { description: 'Name of the programme.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => ProgrammeKind, { description: 'Initiative, training series, chair and so on.' })
  @Column({ type: 'varchar', length: 15 })
  kind!: ProgrammeKind;

  @Field(() => Organisation, { nullable: true, description: 'The organisation that runs it.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('programmes', 'Programmes that the organisation runs.')
  owner!: Relation<Organisation> | null;

  @Field(() => Sector, { nullable: true, description: 'The sector that runs it.' })
  @ManyToOne(() => Sector, { nullable: true })
  @Inverse('programmes', 'Programmes that the sector runs.')
  sector!: Relation<Sector> | null;

  @Field(() => Programme, {
    nullable: true,
    description: 'The programme that it is a part or an edition of.',
  })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('parts', 'Parts and editions of the programme.')
  parent!: Relation<Programme> | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the edition, from 1; null when it is not an edition.',
  })
  @Column({ type: 'integer', nullable: true })
  @IsOptional()
  @Min(1)
  edition!: number | null;

  @Field(() => Place, { nullable: true, description: 'Where it takes place or is based.' })
  @ManyToOne(() => Place, { nullable: true })
  @Inverse('programmes', 'Programmes based here.')
  place!: Relation<Place> | null;

  @Field(() => FuzzyDate, { nullable: true, description: 'When it began, as stated.' })
  @Column(() => FuzzyDate)
  startsOn!: FuzzyDate;

  @Field(() => FuzzyDate, { nullable: true, description: 'When it ended or will end, as stated.' })
  @Column(() => FuzzyDate)
  endsOn!: FuzzyDate;

  @Field(() => FuzzyPeriod, { nullable: true, description: 'The days that it lasts, as far as known.' })
  @Column(() => FuzzyPeriod)
  period!: FuzzyPeriod;

  @Field(() => Names, { nullable: true, description: 'Its slogan.' })
  @Column(() => Names)
  slogan!: Names;

  @Field(() => Prose, { nullable: true, description: 'What the programme is.' })
  @Column(() => Prose)
  description!: Prose;

  @Field(() => [Topic], { description: 'Themes of the programme.' })
  @ManyToMany(() => Topic)
  @JoinTable()
  @Inverse('programmes', 'Programmes on the theme.')
  topics!: Relation<Topic>[];

  override derive(): void {
    this.period = FuzzyPeriod.of(this.startsOn, this.endsOn, null);
  }
}
