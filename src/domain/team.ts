import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinTable, ManyToMany, ManyToOne, type Relation } from 'typeorm';
import { Country } from './country.js';
import { Dimensions, Inverse, Kind } from './kind.js';
import { Project } from './project.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'A team that takes part in programmes and competitions.' })
@Entity('team')
@Kind({ prefix: 'tea', plural: 'teams' })
@NeedsSource()
@Dimensions('awards.kind', 'awards.programme', 'countries.region')
export class Team extends Registered {
  @Field(() => Names, { description: 'Name of the team.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Country, { nullable: true, description: 'The one country that the team represents.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('teams', 'Teams that represent the country.')
  country!: Relation<Country> | null;

  @Field(() => [Country], { description: 'Countries of its members, where the source states them.' })
  @ManyToMany(() => Country)
  @JoinTable()
  @Inverse('memberTeams', 'Teams with members from the country.')
  countries!: Relation<Country>[];

  @Field(() => Project, { nullable: true, description: 'What the team built.' })
  @ManyToOne(() => Project, { nullable: true })
  @Inverse('teams', 'Teams that built it.')
  project!: Relation<Project> | null;
}
