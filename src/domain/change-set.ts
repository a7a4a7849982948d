import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';
import { Kind } from './kind.js';
import { Registered } from './registered.js';

@ObjectType({ description: 'A set of changes that was made all at once, or not at all.' })
@Entity('change_set')
@Index('change_set_once', ['author', 'idempotencyKey'], { unique: true })
@Kind({ prefix: 'chs', plural: 'changeSets', written: false })
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

  /** What the author named it by, so that sending it again does nothing; null when they did not. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  idempotencyKey!: string | null;

  /** What tells what was asked under that key from anything else. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  fingerprint!: string | null;

  /** What was answered, as JSON, to be answered again. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;
}
