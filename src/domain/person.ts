import { IsEmail, Matches } from 'class-validator';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Country } from './country.js';
import { Dimensions, Inverse, Kind, Restricted } from './kind.js';
import { Registered } from './registered.js';
import { FuzzyDate } from './values/fuzzy-date.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';

export enum Gender {
  FEMALE = 'FEMALE',
  MALE = 'MALE',
}

registerEnumType(Gender, {
  name: 'Gender',
  description: 'The gender of a person, as they stated it.',
  valuesConfig: {
    FEMALE: { description: 'A woman or a girl.' },
    MALE: { description: 'A man or a boy.' },
  },
});

labelEnum(Gender, {
  FEMALE: ['أنثى', 'Féminin'],
  MALE: ['ذكر', 'Masculin'],
});

/** A telephone number as E.164 writes it: +212537566052. */
const PHONE = /^\+[1-9][0-9]{6,14}$/;

@ObjectType({ description: 'A person who is named by a source.' })
@Entity('person')
@Kind({ prefix: 'per', plural: 'people' })
@Dimensions('awards.kind', 'participations.event', 'participations.role', 'positions.organisation')
export class Person extends Registered {
  @Field(() => Names, { description: 'Name of the person, without honorific.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Names, { nullable: true, description: 'Honorific as the source gives it: Dr, Mr, Eng.' })
  @Column(() => Names)
  honorific!: Names;

  @Field(() => Country, { nullable: true, description: 'The country that the person comes from, if stated.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('people', 'People from the country.')
  country!: Relation<Country> | null;

  @Field(() => String, { nullable: true, description: 'Address for electronic mail.' })
  @Column({ type: 'varchar', length: 254, nullable: true })
  @IsEmail({}, { message: 'must be an address such as name@example.org' })
  @Restricted()
  email!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Telephone number with its country code: "+212537566052".',
  })
  @Column({ type: 'varchar', length: 16, nullable: true })
  @Matches(PHONE, { message: 'must be a number with its country code, such as +212537566052' })
  @Restricted()
  phone!: string | null;

  @Field(() => FuzzyDate, { nullable: true, description: 'Date of birth, as far as it is known.' })
  @Column(() => FuzzyDate)
  @Restricted()
  birthDate!: FuzzyDate;

  @Field(() => Gender, { nullable: true, description: 'Gender; null when not stated.' })
  @Column({ type: 'varchar', length: 6, nullable: true })
  @Restricted()
  gender!: Gender | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether they were under 18 when they first took part; null when not stated.',
  })
  @Column({ type: 'boolean', nullable: true })
  @Restricted()
  minor!: boolean | null;
}
