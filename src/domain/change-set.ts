import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';
import { Kind } from './kind.js';
import { Registered } from './registered.js';

@ObjectType({ description: 'A set of changes that was made all at once, or not at all.' })
@Entity('change_set')
@Kind({ prefix: 'chs', plural: 'changeSets' })
export class ChangeSet extends Registered {
  @Field(() => Int, {
    description:
      'Its place in the order in which change sets were made, from 1: a durable cursor of the feed.',
  })
  @Column({ type: 'integer', default: 0 })
  @Index('change_set_by_sequence', { unique: true })
  sequence!: number;

  @Field(() => String, { description: 'Who made it.' })
  @Column({ type: 'varchar', length: 120 })
  author!: string;

  @Field(() => String, { description: 'Why.' })
  @Column({ type: 'varchar', length: 1000 })
  message!: string;
}
