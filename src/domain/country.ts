import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, JoinTable, ManyToMany, type Relation } from 'typeorm';
import { Matches } from 'class-validator';
import { CallName, Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';

export enum Region {
  AFRICA = 'AFRICA',
  AMERICAS = 'AMERICAS',
  ASIA = 'ASIA',
  EUROPE = 'EUROPE',
  OCEANIA = 'OCEANIA',
}

registerEnumType(Region, {
  name: 'Region',
  description: 'A region of the world, by the United Nations geoscheme (M49).',
  valuesConfig: {
    AFRICA: { description: 'Africa.' },
    AMERICAS: { description: 'The Americas.' },
    ASIA: { description: 'Asia.' },
    EUROPE: { description: 'Europe.' },
    OCEANIA: { description: 'Oceania.' },
  },
});

labelEnum(Region, {
  AFRICA: ['أفريقيا', 'Afrique'],
  AMERICAS: ['الأمريكتان', 'Amériques'],
  ASIA: ['آسيا', 'Asie'],
  EUROPE: ['أوروبا', 'Europe'],
  OCEANIA: ['أوقيانوسيا', 'Océanie'],
});

@ObjectType({ description: 'A country or territory with an ISO 3166-1 code.' })
@Entity('country')
@Kind({ prefix: 'cou', plural: 'countries', key: 'code' })
@NeedsSource()
export class Country extends Registered {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code, such as AZ.' })
  @Column({ type: 'varchar', length: 2, unique: true })
  @Matches(/^[A-Z]{2}$/, { message: 'must be two capital letters' })
  @CallName()
  code!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-3 code, such as AZE.' })
  @Column({ type: 'varchar', length: 3, unique: true })
  @Matches(/^[A-Z]{3}$/, { message: 'must be three capital letters' })
  @CallName()
  code3!: string;

  @Field(() => String, { description: 'ISO 3166-1 numeric code with its leading zeros, such as 031.' })
  @Column({ type: 'varchar', length: 3, unique: true })
  @Matches(/^\d{3}$/, { message: 'must be three digits' })
  numericCode!: string;

  @Field(() => Names, { description: 'Name of the country.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => Region, { description: 'Region of the world.' })
  @Column({ type: 'varchar', length: 8 })
  region!: Region;

  @Field(() => [Organisation], { description: 'Organisations that the country is a member state of.' })
  @ManyToMany(() => Organisation)
  @JoinTable()
  @Inverse('memberCountries', 'Countries that are member states of the organisation.')
  memberOf!: Relation<Organisation>[];
}
