import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { AnyRecord, Inverse, Kind, NamesField } from './kind.js';
import { Registered } from './registered.js';
import { Source } from './source.js';

@ObjectType({ description: 'Which source supports a record, or one field of it, and where in the source.' })
@Entity('citation')
@Kind({ prefix: 'cit', plural: 'citations' })
export class Citation extends Registered {
  @Field(() => Source, { description: 'The source.' })
  @ManyToOne(() => Source, { nullable: false })
  @Inverse('supports', 'The citations of the source: which records, and fields of them, it supports.')
  source!: Relation<Source>;

  @Column({ type: 'varchar', length: 24 })
  @AnyRecord('citations', 'The sources that support the record.')
  recordId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The one field that it supports; null for the whole record.',
  })
  @Column({ type: 'varchar', length: 60, nullable: true })
  @NamesField()
  field!: string | null;

  @Field(() => String, { nullable: true, description: 'Where in the source: "paragraph 4".' })
  @Column({ type: 'varchar', length: 200, nullable: true })
  locator!: string | null;
}
