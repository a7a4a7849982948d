import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, Unique, type Relation } from 'typeorm';
import { ChangeSet } from './change-set.js';
import { AnyRecord, FieldOf, Inverse, Kind } from './kind.js';
import { Registered } from './registered.js';
import { labelEnum } from './values/labels.js';

export enum RevisionAction {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  DELETED = 'DELETED',
  MERGED = 'MERGED',
}

registerEnumType(RevisionAction, {
  name: 'RevisionAction',
  description: 'What a change set did to a record.',
  valuesConfig: {
    CREATED: { description: 'The record was added.' },
    UPDATED: { description: 'The record was changed.' },
    DELETED: { description: 'The record was removed.' },
    MERGED: {
      description: 'The record was found to be the same as another, which stands for it from then on.',
    },
  },
});

labelEnum(RevisionAction, {
  CREATED: ['أضيف', 'Créé'],
  UPDATED: ['عدل', 'Modifié'],
  DELETED: ['حذف', 'Supprimé'],
  MERGED: ['دمج', 'Fusionné'],
});

@ObjectType({ description: 'What one change set did to one record.' })
@Entity('revision')
@Unique('revision_once', ['recordId', 'recordVersion'])
@Kind({ prefix: 'rev', plural: 'revisions', written: false })
export class Revision extends Registered {
  @Field(() => ChangeSet, { description: 'The change set.' })
  @ManyToOne(() => ChangeSet, { nullable: false })
  @Inverse('revisions', 'What the change set did, record by record.')
  changeSet!: Relation<ChangeSet>;

  @Column({ type: 'varchar', length: 24 })
  @AnyRecord('history', 'What was done to it, and by whom.')
  recordId!: string;

  @Field(() => RevisionAction, { description: 'Whether the record was added, changed, removed or merged.' })
  @Column({ type: 'varchar', length: 7 })
  action!: RevisionAction;

  @Field(() => Int, { description: 'The version that the record then stood at.' })
  @Column({ type: 'integer' })
  recordVersion!: number;

  /**
   * The field that the record names, or named before, if it names one: what was done to the citation of a birth date is
   * seen by those only who see birth dates.
   */
  @Column({ type: 'varchar', length: 60, nullable: true })
  @FieldOf(null)
  about!: string | null;

  /**
   * What has to be written to undo it, as JSON: the changed fields as they were, or all of a record that was removed.
   * Null when the record was added.
   */
  @Column({ type: 'text', nullable: true })
  before!: string | null;
}
