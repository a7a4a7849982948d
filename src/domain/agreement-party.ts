import { Field, ObjectType } from 'type-graphql';
import { Entity, ManyToOne, type Relation } from 'typeorm';
import { Agreement } from './agreement.js';
import { Dimensions, Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Person } from './person.js';
import { Position } from './position.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';

@ObjectType({ description: 'An organisation that is party to an agreement, and who signed for it.' })
@Entity('agreement_party')
@Kind({ prefix: 'agp', plural: 'agreementParties' })
@NeedsSource()
@Dimensions('agreement.place.country')
export class AgreementParty extends Registered {
  @Field(() => Agreement, { description: 'The agreement.' })
  @ManyToOne(() => Agreement, { nullable: false })
  @Inverse('parties', 'The parties, and who signed for them.')
  agreement!: Relation<Agreement>;

  @Field(() => Organisation, { description: 'The party.' })
  @ManyToOne(() => Organisation, { nullable: false })
  @Inverse('agreementParties', 'Agreements that the organisation is party to.')
  organisation!: Relation<Organisation>;

  @Field(() => Person, { nullable: true, description: 'Who signed for the party.' })
  @ManyToOne(() => Person, { nullable: true })
  @Inverse('signatures', 'Agreements that the person signed.')
  signatory!: Relation<Person> | null;

  @Field(() => Position, { nullable: true, description: 'The title under which they signed.' })
  @ManyToOne(() => Position, { nullable: true })
  @Inverse('signatures', 'Agreements signed under the title.')
  position!: Relation<Position> | null;
}
