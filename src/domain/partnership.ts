import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Event } from './event.js';
import { Dimensions, Inverse, Kind, OneOf } from './kind.js';
import { Organisation } from './organisation.js';
import { Programme } from './programme.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { labelEnum } from './values/labels.js';

export enum PartnershipRole {
  PARTNER = 'PARTNER',
  CO_ORGANISER = 'CO_ORGANISER',
  FUNDER = 'FUNDER',
  HOST = 'HOST',
  PATRON = 'PATRON',
  IMPLEMENTER = 'IMPLEMENTER',
  SUPERVISOR = 'SUPERVISOR',
}

registerEnumType(PartnershipRole, {
  name: 'PartnershipRole',
  description: 'How an organisation helped.',
  valuesConfig: {
    PARTNER: { description: 'Was a partner; the source does not say more.' },
    CO_ORGANISER: { description: 'Organised it together with others.' },
    FUNDER: { description: 'Paid for it.' },
    HOST: { description: 'Gave it its place.' },
    PATRON: { description: 'Was its patron.' },
    IMPLEMENTER: { description: 'Carried it out.' },
    SUPERVISOR: { description: 'Supervised it.' },
  },
});

labelEnum(PartnershipRole, {
  PARTNER: ['شريك', 'Partenaire'],
  CO_ORGANISER: ['شريك في التنظيم', 'Coorganisateur'],
  FUNDER: ['ممول', 'Bailleur de fonds'],
  HOST: ['مضيف', 'Hôte'],
  PATRON: ['راع', 'Patron'],
  IMPLEMENTER: ['منفذ', 'Exécutant'],
  SUPERVISOR: ['مشرف', 'Superviseur'],
});

@ObjectType({ description: 'Which organisation helped what, and as what.' })
@Entity('partnership')
@Kind({ prefix: 'pts', plural: 'partnerships' })
@NeedsSource()
@Dimensions('subject.place.country')
@OneOf({
  name: 'subject',
  union: 'PartnershipSubject',
  arms: ['event', 'programme', 'organisation'],
  required: true,
  description: 'What was helped: an event, a programme or an organisation.',
})
export class Partnership extends Registered {
  @Field(() => Organisation, { description: 'The organisation that helped.' })
  @ManyToOne(() => Organisation, { nullable: false })
  @Inverse('partnerships', 'What the organisation helped, and as what.')
  partner!: Relation<Organisation>;

  @Field(() => PartnershipRole, { description: 'Partner, funder, host and so on.' })
  @Column({ type: 'varchar', length: 12 })
  role!: PartnershipRole;

  @Field(() => Event, { nullable: true, description: 'The event helped, when it is one.' })
  @ManyToOne(() => Event, { nullable: true })
  @Inverse('partnerships', 'Who helped the event.')
  event!: Relation<Event> | null;

  @Field(() => Programme, { nullable: true, description: 'The programme helped, when it is one.' })
  @ManyToOne(() => Programme, { nullable: true })
  @Inverse('partnerships', 'Who helped the programme.')
  programme!: Relation<Programme> | null;

  @Field(() => Organisation, { nullable: true, description: 'The organisation helped, when it is one.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('supporters', 'Who helped the organisation itself.')
  organisation!: Relation<Organisation> | null;
}
