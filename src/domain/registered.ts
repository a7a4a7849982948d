import { Field, ID, Int } from 'type-graphql';
import { Column, PrimaryColumn } from 'typeorm';
import { Matches, MaxLength, ValidateNested } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Prose } from './values/prose.js';

/** Lower-case words joined by hyphens, at most 120 characters. */
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What every record has, whatever its kind. */
export abstract class Registered {
  @Field(() => ID, {
    description: 'Opaque identifier that never changes; its first letters tell the kind.',
  })
  @PrimaryColumn({ type: 'varchar', length: 24 })
  id!: string;

  @Field(() => String, {
    description: 'Readable name, unique within the kind.',
  })
  @Column({ type: 'varchar', length: 120, unique: true })
  @Matches(SLUG, { message: 'must be lower-case words joined by hyphens' })
  @MaxLength(120)
  slug!: string;

  @Field(() => Int, { description: 'How often it was written, from 1.' })
  @Column({ type: 'integer' })
  version!: number;

  @Field(() => GraphQLDateTime, { description: 'When it was first recorded, in UTC.' })
  @Column({ type: 'varchar', length: 24 })
  createdAt!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was last changed, in UTC.' })
  @Column({ type: 'varchar', length: 24 })
  updatedAt!: string;

  @Field(() => Prose, {
    nullable: true,
    description: "The editors' remark: what the source leaves open, and how it was read.",
  })
  @Column(() => Prose)
  @ValidateNested()
  note!: Prose;

  /** Fills the columns that follow from others; called before validation, on every write. */
  derive(): void {
    // Most kinds derive nothing.
  }
}
