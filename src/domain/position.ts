import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Person } from './person.js';
import { Registered } from './registered.js';
import { EndsAfterItBegins, NeedsSource } from './rules.js';
import { Sector } from './sector.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'A title that a person holds at an organisation.' })
@Entity('position')
@Kind({ prefix: 'pos', plural: 'positions' })
@NeedsSource()
@EndsAfterItBegins('startsOn', 'endsOn')
export class Position extends Registered {
  @Field(() => Names, { description: 'The title, such as Director-General.' })
  @Column(() => Names)
  title!: Names;

  @Field(() => Person, { description: 'Who holds it.' })
  @ManyToOne(() => Person, { nullable: false })
  @Inverse('positions', 'Titles that the person holds or held.')
  person!: Relation<Person>;

  @Field(() => Organisation, { nullable: true, description: 'The organisation that it is held at.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('positions', 'Titles held at the organisation.')
  organisation!: Relation<Organisation> | null;

  @Field(() => Sector, { nullable: true, description: 'The sector that it is held in.' })
  @ManyToOne(() => Sector, { nullable: true })
  @Inverse('positions', 'Titles held in the sector.')
  sector!: Relation<Sector> | null;

  @Field(() => FuzzyDate, { nullable: true, description: 'Held from, if stated.' })
  @Column(() => FuzzyDate)
  startsOn!: FuzzyDate;

  @Field(() => FuzzyDate, { nullable: true, description: 'Held until, if stated.' })
  @Column(() => FuzzyDate)
  endsOn!: FuzzyDate;
}
