import {
  FilterableField,
  FilterableOffsetConnection,
  FilterableRelation,
  PagingStrategies,
  QueryOptions,
} from '@ptc-org/nestjs-query-graphql';
import { Float, ID, ObjectType } from '@nestjs/graphql';
import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  type Relation as Rel,
} from 'typeorm';

// One class is the table's entity and the schema's type, as nestjs-query has it for simple cases.

@ObjectType({ isAbstract: true })
abstract class Base {
  @FilterableField(() => ID)
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @FilterableField()
  @Column({ type: 'varchar' })
  slug!: string;
}

@ObjectType({ isAbstract: true })
abstract class Named extends Base {
  @FilterableField(() => String, { nullable: true })
  @Column({ type: 'varchar', name: 'name_en', nullable: true })
  nameEn!: string | null;
}

const OFFSET = {
  pagingStrategy: PagingStrategies.OFFSET,
  enableTotalCount: true,
  filterDepth: 3,
  defaultResultSize: 25,
  maxResultsSize: 1000,
} as const;

@ObjectType()
@QueryOptions({ ...OFFSET })
@Entity('country')
export class Country extends Named {
  @FilterableField()
  @Column({ type: 'varchar' })
  code!: string;
}

@ObjectType()
@Entity('place')
export class Place extends Named {}

@ObjectType()
@Entity('sector')
export class Sector extends Named {}

@ObjectType()
@Entity('organisation')
export class Organisation extends Named {}

@ObjectType()
@FilterableRelation('country', () => Country, { nullable: true })
@QueryOptions({ ...OFFSET })
@Entity('person')
export class Person extends Named {
  @ManyToOne(() => Country)
  @JoinColumn({ name: 'country_id' })
  country!: Rel<Country> | null;
}

@ObjectType()
@FilterableOffsetConnection('events', () => Event, { ...OFFSET })
@QueryOptions({ ...OFFSET })
@Entity('programme')
export class Programme extends Named {
  @OneToMany(() => Event, (event) => event.programme)
  events!: Rel<Event>[];
}

@ObjectType()
@FilterableRelation('place', () => Place, { nullable: true })
@FilterableRelation('programme', () => Programme, { nullable: true })
@FilterableRelation('sector', () => Sector, { nullable: true })
@FilterableRelation('organiser', () => Organisation, { nullable: true })
@FilterableOffsetConnection('participations', () => Participation, { ...OFFSET })
@FilterableOffsetConnection('partnerships', () => Partnership, { ...OFFSET })
@QueryOptions({ ...OFFSET })
@Entity('event')
export class Event extends Named {
  @FilterableField()
  @Column({ type: 'varchar' })
  kind!: string;

  @FilterableField(() => String, { nullable: true })
  @Column({ type: 'varchar', name: 'starts_on_edtf', nullable: true })
  startsOn!: string | null;

  @FilterableField(() => String, { nullable: true })
  @Column({ type: 'varchar', name: 'starts_on_earliest', nullable: true })
  startsOnEarliest!: string | null;

  @ManyToOne(() => Place)
  @JoinColumn({ name: 'place_id' })
  place!: Rel<Place> | null;

  @ManyToOne(() => Programme, (programme) => programme.events)
  @JoinColumn({ name: 'programme_id' })
  programme!: Rel<Programme> | null;

  @ManyToOne(() => Sector)
  @JoinColumn({ name: 'sector_id' })
  sector!: Rel<Sector> | null;

  @ManyToOne(() => Organisation)
  @JoinColumn({ name: 'organiser_id' })
  organiser!: Rel<Organisation> | null;

  @OneToMany(() => Participation, (participation) => participation.event)
  participations!: Rel<Participation>[];

  @OneToMany(() => Partnership, (partnership) => partnership.event)
  partnerships!: Rel<Partnership>[];
}

@ObjectType()
@FilterableRelation('person', () => Person, { nullable: true })
@QueryOptions({ ...OFFSET })
@Entity('participation')
export class Participation extends Base {
  @FilterableField()
  @Column({ type: 'varchar' })
  role!: string;

  @ManyToOne(() => Event, (event) => event.participations)
  @JoinColumn({ name: 'event_id' })
  event!: Rel<Event> | null;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Rel<Person> | null;
}

@ObjectType()
@FilterableRelation('partner', () => Organisation)
@QueryOptions({ ...OFFSET })
@Entity('partnership')
export class Partnership extends Base {
  @FilterableField()
  @Column({ type: 'varchar' })
  role!: string;

  @ManyToOne(() => Event, (event) => event.partnerships)
  @JoinColumn({ name: 'event_id' })
  event!: Rel<Event> | null;

  @ManyToOne(() => Organisation)
  @JoinColumn({ name: 'partner_id' })
  partner!: Rel<Organisation>;
}

@ObjectType()
@QueryOptions({ ...OFFSET })
@Entity('award')
export class Award extends Base {
  @FilterableField()
  @Column({ type: 'varchar' })
  kind!: string;

  @FilterableField(() => String, { nullable: true })
  @Column({ type: 'varchar', name: 'money_currency', nullable: true })
  moneyCurrency!: string | null;

  @FilterableField(() => Float, { nullable: true })
  @Column({ type: 'bigint', name: 'money_amount', nullable: true })
  moneyAmount?: number;
}

export const ENTITIES = [
  Country,
  Place,
  Sector,
  Organisation,
  Person,
  Programme,
  Event,
  Participation,
  Partnership,
  Award,
];
