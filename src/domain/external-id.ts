import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, Unique } from 'typeorm';
import { Matches } from 'class-validator';
import { AnyRecord, Kind } from './kind.js';
import { Registered } from './registered.js';

@ObjectType({
  description: 'What a record is called in another register: Wikidata, ROR, ISNI, a spreadsheet.',
})
@Entity('external_id')
@Unique('external_id_once', ['scheme', 'value'])
@Kind({ prefix: 'ext', plural: 'externalIds' })
export class ExternalId extends Registered {
  @Field(() => String, { description: 'The other register, in capitals: WIKIDATA, ROR.' })
  @Column({ type: 'varchar', length: 40 })
  @Matches(/^[A-Z][A-Z0-9_]*$/, { message: 'must be capitals, digits and underscores' })
  scheme!: string;

  @Field(() => String, { description: 'The identifier there.' })
  @Column({ type: 'varchar', length: 200 })
  value!: string;

  @Column({ type: 'varchar', length: 24 })
  @AnyRecord('externalIds', 'What other registers call it.')
  recordId!: string;
}
