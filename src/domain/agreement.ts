import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinTable, ManyToMany, ManyToOne, type Relation } from 'typeorm';
import { Event } from './event.js';
import { Dimensions, Inverse, Kind } from './kind.js';
import { Place } from './place.js';
import { Registered } from './registered.js';
import { Topic } from './topic.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { Names } from './values/names.js';
import { Prose } from './values/prose.js';

@ObjectType({ description: 'An agreement between organisations.' })
@Entity('agreement')
@Kind({ prefix: 'agr', plural: 'agreements' })
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
