import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { Names } from './values/names.js';

@ObjectType({ description: 'A sector: a part of an organisation that runs programmes.' })
@Entity('sector')
@Kind({ prefix: 'sec', plural: 'sectors' })
@NeedsSource()
export class Sector extends Registered {
  @Field(() => Names, { description: 'Name of the sector.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Organisation, { description: 'The organisation that it is part of.' })
  @ManyToOne(() => Organisation, { nullable: false })
  @Inverse('sectors', 'Sectors of the organisation.')
  organisation!: Relation<Organisation>;
}
