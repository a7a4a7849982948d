import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Dimensions, Kind } from './kind.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Names } from './values/names.js';
import { Prose } from './values/prose.js';

@ObjectType({ description: 'What a team built or proposes to build.' })
@Entity('project')
@Kind({ prefix: 'prj', plural: 'projects' })
@NeedsSource()
@Dimensions('awards.kind', 'teams.countries', 'teams.country')
export class Project extends Registered {
  @Field(() => Names, { description: 'What the project is, in a few words.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Prose, { nullable: true, description: 'More about the project.' })
  @Column(() => Prose)
  description!: Prose;
}
