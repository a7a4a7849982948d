import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, OneToMany, JoinColumn, PrimaryColumn, type Relation } from 'typeorm';

export enum Lang {
  AR = 'AR',
  EN = 'EN',
  FR = 'FR',
}
registerEnumType(Lang, { name: 'Lang' });

export enum EventOrder {
  SLUG = 'SLUG',
  STARTS_ON_DESC = 'STARTS_ON_DESC',
}
registerEnumType(EventOrder, { name: 'EventOrder' });

/** What every table has. */
@ObjectType()
abstract class Base {
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Field(() => String)
  @Column({ type: 'varchar' })
  slug!: string;
}

@ObjectType()
abstract class Named extends Base {
  @Column({ type: 'varchar', name: 'name_ar', nullable: true })
  nameAr!: string | null;

  @Column({ type: 'varchar', name: 'name_en', nullable: true })
  nameEn!: string | null;

  @Column({ type: 'varchar', name: 'name_fr', nullable: true })
  nameFr!: string | null;
}

@ObjectType()
@Entity('country')
export class Country extends Named {
  @Field(() => String)
  @Column({ type: 'varchar' })
  code!: string;
}

@ObjectType()
@Entity('place')
export class Place extends Named {}

@ObjectType()
@Entity('organisation')
export class Organisation extends Named {
  @Column({ type: 'varchar', name: 'country_id', nullable: true })
  countryId!: string | null;
}

@ObjectType()
@Entity('sector')
export class Sector extends Named {}

@ObjectType()
@Entity('programme')
export class Programme extends Named {
  @OneToMany(() => Event, (event) => event.programme)
  events!: Relation<Event>[];
}

@ObjectType()
@Entity('event')
export class Event extends Named {
  @Field(() => String)
  @Column({ type: 'varchar' })
  kind!: string;

  @Field(() => String, { nullable: true })
  @Column({ type: 'varchar', name: 'starts_on_edtf', nullable: true })
  startsOn!: string | null;

  @Column({ type: 'varchar', name: 'starts_on_earliest', nullable: true })
  startsOnEarliest!: string | null;

  @Column({ type: 'varchar', name: 'starts_on_latest', nullable: true })
  startsOnLatest!: string | null;

  @Column({ type: 'varchar', name: 'programme_id', nullable: true })
  programmeId!: string | null;

  @ManyToOne(() => Programme, (programme) => programme.events)
  @JoinColumn({ name: 'programme_id' })
  programme!: Relation<Programme> | null;

  @Column({ type: 'varchar', name: 'place_id', nullable: true })
  placeId!: string | null;

  @Column({ type: 'varchar', name: 'organiser_id', nullable: true })
  organiserId!: string | null;

  @Column({ type: 'varchar', name: 'sector_id', nullable: true })
  sectorId!: string | null;
}

@ObjectType()
@Entity('person')
export class Person extends Named {
  @Column({ type: 'varchar', name: 'country_id', nullable: true })
  countryId!: string | null;
}

@ObjectType()
@Entity('team')
export class Team extends Named {
  @Column({ type: 'varchar', name: 'country_id', nullable: true })
  countryId!: string | null;
}

@ObjectType()
@Entity('participation')
export class Participation extends Base {
  @Field(() => String)
  @Column({ type: 'varchar' })
  role!: string;

  @Column({ type: 'varchar', name: 'event_id', nullable: true })
  eventId!: string | null;

  @Column({ type: 'varchar', name: 'person_id', nullable: true })
  personId!: string | null;
}

@ObjectType()
@Entity('partnership')
export class Partnership extends Base {
  @Field(() => String)
  @Column({ type: 'varchar' })
  role!: string;

  @Column({ type: 'varchar', name: 'event_id', nullable: true })
  eventId!: string | null;

  @Column({ type: 'varchar', name: 'partner_id' })
  partnerId!: string;
}

@Entity('award')
export class Award extends Base {
  @Column({ type: 'varchar' })
  kind!: string;

  @Column({ type: 'varchar', name: 'programme_id', nullable: true })
  programmeId!: string | null;

  @Column({ type: 'varchar', name: 'team_id', nullable: true })
  teamId!: string | null;

  @Column({ type: 'varchar', name: 'person_id', nullable: true })
  personId!: string | null;

  @Column({ type: 'varchar', name: 'organisation_id', nullable: true })
  organisationId!: string | null;

  @Column({ type: 'bigint', name: 'money_amount', nullable: true })
  moneyAmount!: string | null;

  @Column({ type: 'varchar', name: 'money_currency', nullable: true })
  moneyCurrency!: string | null;
}

@ObjectType()
export class Amount {
  @Field(() => String)
  currency!: string;

  @Field(() => String)
  total!: string;
}

@ObjectType()
export class CountryGroup {
  @Field(() => String, { nullable: true })
  value!: string | null;

  @Field(() => String, { nullable: true })
  label!: string | null;

  @Field(() => Int)
  count!: number;

  @Field(() => [Amount])
  money!: Amount[];
}

@ObjectType()
export class CountOf {
  @Field(() => String)
  value!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType()
export class EventPage {
  @Field(() => Int)
  totalCount!: number;

  @Field(() => [Event])
  nodes!: Event[];
}

export const ENTITIES = [
  Country,
  Place,
  Organisation,
  Sector,
  Programme,
  Event,
  Person,
  Team,
  Participation,
  Partnership,
  Award,
];
