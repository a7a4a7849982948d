import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { Lang } from './values/lang.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'A publication that facts are taken from.' })
@Entity('source')
@Kind({ prefix: 'src', plural: 'sources' })
@NeedsSource()
export class Source extends Registered {
  @Field(() => Names, { description: 'What the publication is about, in our own words.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Organisation, { nullable: true, description: 'Who published it.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('publications', 'What the organisation published.')
  publisher!: Relation<Organisation> | null;

  @Field(() => Lang, { nullable: true, description: 'The language that it is written in.' })
  @Column({ type: 'varchar', length: 2, nullable: true })
  language!: Lang | null;

  @Field(() => FuzzyDate, { nullable: true, description: 'When it was published; null when not stated.' })
  @Column(() => FuzzyDate)
  publishedOn!: FuzzyDate;

  @Field(() => String, { nullable: true, description: 'Where it can be read.' })
  @Column({ type: 'varchar', length: 500, nullable: true })
  url!: string | null;
}
