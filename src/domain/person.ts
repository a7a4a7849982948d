import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Country } from './country.js';
import { Dimensions, Inverse, Kind } from './kind.js';
import { Registered } from './registered.js';
import { NamedOnce, NeedsSource } from './rules.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'A person who is named by a source.' })
@Entity('person')
@Kind({ prefix: 'per', plural: 'people' })
@NeedsSource()
@NamedOnce('country')
@Dimensions('awards.kind', 'participations.event', 'participations.role', 'positions.organisation')
export class Person extends Registered {
  @Field(() => Names, { description: 'Name of the person, without honorific.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Names, { nullable: true, description: 'Honorific as the source gives it: Dr, Mr, Eng.' })
  @Column(() => Names)
  honorific!: Names;

  @Field(() => Country, { nullable: true, description: 'The country that the person comes from, if stated.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('people', 'People from the country.')
  country!: Relation<Country> | null;
}
