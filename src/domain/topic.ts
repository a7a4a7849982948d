import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Inverse, Kind } from './kind.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'A theme that programmes, events and agreements are about.' })
@Entity('topic')
@Kind({ prefix: 'top', plural: 'topics' })
@NeedsSource()
export class Topic extends Registered {
  @Field(() => Names, { description: 'Name of the theme.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Topic, { nullable: true, description: 'The broader theme that it belongs to.' })
  @ManyToOne(() => Topic, { nullable: true })
  @Inverse('narrower', 'Themes that belong to this one.')
  broader!: Relation<Topic> | null;
}
