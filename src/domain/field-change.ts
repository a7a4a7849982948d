import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { FieldOf, Inverse, Kind } from './kind.js';
import { Registered } from './registered.js';
import { Revision } from './revision.js';

@ObjectType({ description: 'One field of a record that a change set changed.' })
@Entity('field_change')
@Kind({ prefix: 'fch', plural: 'fieldChanges', written: false })
export class FieldChange extends Registered {
  @Field(() => Revision, { description: 'What the change set did to the record.' })
  @ManyToOne(() => Revision, { nullable: false })
  @Inverse('changes', 'Which fields it changed, when it changed the record.', { list: true })
  revision!: Relation<Revision>;

  @Field(() => String, { description: 'The field.' })
  @Column({ type: 'varchar', length: 60 })
  @FieldOf(null)
  field!: string;

  /** As of the revision. */
  @Column({ type: 'varchar', length: 60, nullable: true })
  @FieldOf(null)
  about!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it held before, as it is written; references by slug.',
  })
  @Column({ type: 'text', nullable: true })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What it held after.' })
  @Column({ type: 'text', nullable: true })
  after!: string | null;
}
