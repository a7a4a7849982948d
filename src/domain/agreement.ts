import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinTable, ManyToMany, ManyToOne, type Relation } from 'typeorm';
import { Event } from './event.js';
import { Dimensions, Finding, Inverse, Kind } from './kind.js';
import { Place } from './place.js';
import { Registered } from './registered.js';
import { firstDayOf, lastDayOf, NeedsSource } from './rules.js';
import { Topic } from './topic.js';
import { Severity } from './values/finding.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { Names } from './values/names.js';
import { Prose } from './values/prose.js';

@ObjectType({ description: 'An agreement between organisations.' })
@Entity('agreement')
@Kind({ prefix: 'agr', plural: 'agreements' })
@NeedsSource()
@Finding({
  code: 'AGREEMENT_OUTSIDE_EVENT',
  severity: Severity.ERROR,
  label: { ar: 'موقعة خارج أيام الفعالية', en: 'Signed outside its event', fr: 'Signé hors de l’événement' },
  message: {
    ar: 'تاريخ التوقيع قبل الفعالية التي وُقعت فيها الاتفاقية أو بعدها. صحح التاريخ أو الفعالية.',
    en: 'It was signed before or after the event at which it is said to be signed. Correct the date, or the event.',
    fr: 'Il a été signé avant ou après l’événement où il l’aurait été. Corrigez la date, ou l’événement.',
  },
  rule: {
    finds: {
      any: [
        { compare: ['signedOn.latest', '<', firstDayOf('event')] },
        { compare: ['signedOn.earliest', '>', lastDayOf('event')] },
      ],
    },
    with: ['event'],
  },
})
@Finding({
  code: 'AGREEMENT_OF_ONE',
  severity: Severity.INFO,
  label: { ar: 'اتفاقية بلا طرفين', en: 'Fewer than two parties', fr: 'Moins de deux parties' },
  message: {
    ar: 'لم يُسجل للاتفاقية طرفان. أضف الأطراف التي يذكرها المصدر.',
    en: 'Fewer than two parties are recorded. Add those that the source names.',
    fr: 'Moins de deux parties sont inscrites. Ajoutez celles que la source nomme.',
  },
  rule: { finds: { where: { parties: { count: { lt: 2 } } } }, with: ['parties'] },
})
@Dimensions('parties.organisation', 'parties.organisation.country', 'parties.signatory')
export class Agreement extends Registered {
  @Field(() => Names, { description: 'What it is called.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => FuzzyDate, { nullable: true, description: 'When it was signed.' })
  @Column(() => FuzzyDate)
  signedOn!: FuzzyDate;

  @Field(() => Event, { nullable: true, description: 'The event at which it was signed.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('agreements', 'Agreements signed at the event.')
  event!: Relation<Event> | null;

  @Field(() => Place, { nullable: true, description: 'Where it was signed.' })
  @ManyToOne(() => Place, { nullable: true })
  @Inverse('agreements', 'Agreements signed here.')
  place!: Relation<Place> | null;

  @Field(() => Prose, { nullable: true, description: 'What the parties agreed to do.' })
  @Column(() => Prose)
  description!: Prose;

  @Field(() => [Topic], { description: 'Fields of cooperation.' })
  @ManyToMany(() => Topic)
  @JoinTable()
  @Inverse('agreements', 'Agreements on the theme.')
  topics!: Relation<Topic>[];
}
