import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Country } from './country.js';
import { Event } from './event.js';
import { Dimensions, Finding, Inverse, Kind, OneOf } from './kind.js';
import { Organisation } from './organisation.js';
import { Person } from './person.js';
import { Position } from './position.js';
import { Programme } from './programme.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Team } from './team.js';
import { Severity } from './values/finding.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';

export enum ParticipationRole {
  OPENED = 'OPENED',
  SPOKE = 'SPOKE',
  MODERATED = 'MODERATED',
  TRAINED = 'TRAINED',
  SIGNED = 'SIGNED',
  ATTENDED = 'ATTENDED',
  SUPERVISED = 'SUPERVISED',
  REPRESENTED = 'REPRESENTED',
  JUROR = 'JUROR',
  PATRON = 'PATRON',
  COMPETED = 'COMPETED',
  PERFORMED = 'PERFORMED',
  PARTICIPATED = 'PARTICIPATED',
}

registerEnumType(ParticipationRole, {
  name: 'ParticipationRole',
  description: 'What somebody did at an event or in a programme.',
  valuesConfig: {
    OPENED: { description: 'Opened it.' },
    SPOKE: { description: 'Gave a speech or an intervention.' },
    MODERATED: { description: 'Led a session.' },
    TRAINED: { description: 'Was the trainer.' },
    SIGNED: { description: 'Signed an agreement.' },
    ATTENDED: { description: 'Was there as a guest.' },
    SUPERVISED: { description: 'Supervised it.' },
    REPRESENTED: { description: 'Represented an organisation or a country at it.' },
    JUROR: { description: 'Was in the jury.' },
    PATRON: { description: 'It was held under their patronage.' },
    COMPETED: { description: 'Competed in it.' },
    PERFORMED: { description: 'Performed music, art or theatre at it.' },
    PARTICIPATED: { description: 'Took part in another way, or the way is not stated.' },
  },
});

labelEnum(ParticipationRole, {
  OPENED: ['افتتح', 'A ouvert'],
  SPOKE: ['تحدث', 'A pris la parole'],
  MODERATED: ['أدار جلسة', 'A animé'],
  TRAINED: ['درب', 'A formé'],
  SIGNED: ['وقع', 'A signé'],
  ATTENDED: ['حضر', 'A assisté'],
  SUPERVISED: ['أشرف', 'A supervisé'],
  REPRESENTED: ['مثل', 'A représenté'],
  JUROR: ['عضو لجنة التحكيم', 'Membre du jury'],
  PATRON: ['راع', 'Haut patronage'],
  COMPETED: ['تنافس', 'A concouru'],
  PERFORMED: ['قدم عرضا', 'S’est produit'],
  PARTICIPATED: ['شارك', 'A participé'],
});

export enum Attendance {
  IN_PERSON = 'IN_PERSON',
  LIVE_VIDEO = 'LIVE_VIDEO',
  RECORDED_VIDEO = 'RECORDED_VIDEO',
}

registerEnumType(Attendance, {
  name: 'Attendance',
  description: 'How somebody took part.',
  valuesConfig: {
    IN_PERSON: { description: 'Was there.' },
    LIVE_VIDEO: { description: 'By live video.' },
    RECORDED_VIDEO: { description: 'By a recorded message, without being there.' },
  },
});

labelEnum(Attendance, {
  IN_PERSON: ['حضوريا', 'En personne'],
  LIVE_VIDEO: ['عبر الفيديو مباشرة', 'Par vidéo en direct'],
  RECORDED_VIDEO: ['بكلمة مصورة', 'Par message enregistré'],
});

@ObjectType({ description: 'Who took part in what, as what, for whom, and how.' })
@Entity('participation')
@Kind({ prefix: 'par', plural: 'participations' })
@NeedsSource()
@Finding({
  code: 'ATTENDANCE_NOT_OF_MODE',
  severity: Severity.WARNING,
  label: { ar: 'حضور لا يوافق الصيغة', en: 'Attendance does not fit', fr: 'Présence discordante' },
  message: {
    ar: 'حضر شخصيا فعالية تُعقد عن بعد، أو عبر الفيديو فعالية حضورية. صحح صيغة الفعالية أو طريقة الحضور.',
    en: 'Somebody was there in person though the event is online, or by live video though it is on site. Correct the mode of the event, or the attendance.',
    fr: 'Quelqu’un était présent en personne à un événement en ligne, ou par vidéo à un événement en présentiel. Corrigez le mode de l’événement, ou la présence.',
  },
  rule: {
    finds: {
      where: {
        or: [
          { attendance: { eq: 'IN_PERSON' }, event: { mode: { eq: 'ONLINE' } } },
          { attendance: { eq: 'LIVE_VIDEO' }, event: { mode: { eq: 'ON_SITE' } } },
        ],
      },
    },
    with: ['event'],
  },
})
@Finding({
  code: 'SAME_PARTICIPATION',
  severity: Severity.INFO,
  label: { ar: 'مشاركة مكررة', en: 'Same participation', fr: 'Même participation' },
  message: {
    ar: 'سُجل الدور نفسه للمشارك نفسه أكثر من مرة. احذف المكرر، أو ميز بين موضوعاتها.',
    en: 'The same part is recorded more than once for the same participant. Remove the repetition, or tell apart what each is about.',
    fr: 'Le même rôle est inscrit plus d’une fois pour le même participant. Supprimez la répétition, ou distinguez ce dont il s’agit.',
  },
  rule: {
    sharing: ['role'],
    alike: ['event', 'programme', 'person', 'team', 'organisation', 'forOrganisation', 'forCountry'],
  },
})
@Dimensions('actor.country.region', 'event.place.country', 'event.programme.sector', 'subject.place.country')
@OneOf({
  name: 'subject',
  union: 'Activity',
  arms: ['event', 'programme'],
  required: true,
  description: 'What they took part in: an event or a programme.',
})
@OneOf({
  name: 'actor',
  union: 'Actor',
  arms: ['person', 'team', 'organisation'],
  required: true,
  description: 'Who took part: a person, a team or an organisation (when the source names nobody from it).',
})
export class Participation extends Registered {
  @Field(() => Event, { nullable: true, description: 'The event, when it is one.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('participations', 'Who took part in the event.')
  event!: Relation<Event> | null;

  @Field(() => Programme, { nullable: true, description: 'The programme, when it is one.' })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('participations', 'Who took part in the programme as a whole.')
  programme!: Relation<Programme> | null;

  @Field(() => Person, { nullable: true, description: 'The person, when it is one.' })
  @ManyToOne(() => Person, { nullable: true })
  @Inverse('participations', 'What the person took part in.')
  person!: Relation<Person> | null;

  @Field(() => Team, { nullable: true, description: 'The team, when it is one.' })
  @ManyToOne(() => Team, { nullable: true })
  @Inverse('participations', 'What the team took part in.')
  team!: Relation<Team> | null;

  @Field(() => Organisation, { nullable: true, description: 'The organisation, when it is one.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('participations', 'What the organisation took part in.')
  organisation!: Relation<Organisation> | null;

  @Field(() => ParticipationRole, { description: 'Opened, spoke, trained, attended and so on.' })
  @Column({ type: 'varchar', length: 12 })
  role!: ParticipationRole;

  @Field(() => Attendance, { nullable: true, description: 'In person or by video; null when not stated.' })
  @Column({ type: 'varchar', length: 14, nullable: true })
  attendance!: Attendance | null;

  @Field(() => Organisation, { nullable: true, description: 'The organisation on whose behalf.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('representations', 'Participations on behalf of the organisation.')
  forOrganisation!: Relation<Organisation> | null;

  @Field(() => Country, { nullable: true, description: 'The country on whose behalf.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('representations', 'Participations on behalf of the country.')
  forCountry!: Relation<Country> | null;

  @Field(() => Position, { nullable: true, description: 'The title under which.' })
  @ManyToOne(() => Position, { nullable: true })
  @Inverse('participations', 'Participations under the title.')
  position!: Relation<Position> | null;

  @Field(() => Names, { nullable: true, description: 'What they spoke about or showed.' })
  @Column(() => Names)
  subjectMatter!: Names;
}
