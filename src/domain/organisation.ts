import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Country } from './country.js';
import { CallName, Dimensions, Finding, Inverse, Kind } from './kind.js';
import { Place } from './place.js';
import { Registered } from './registered.js';
import { NamedOnce, NeedsSource } from './rules.js';
import { Severity } from './values/finding.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';
import { Prose } from './values/prose.js';

export enum OrganisationKind {
  INTERGOVERNMENTAL = 'INTERGOVERNMENTAL',
  MINISTRY = 'MINISTRY',
  UNIVERSITY = 'UNIVERSITY',
  SCHOOL = 'SCHOOL',
  FOUNDATION = 'FOUNDATION',
  COMPANY = 'COMPANY',
  CENTRE = 'CENTRE',
  MUSEUM = 'MUSEUM',
  ASSOCIATION = 'ASSOCIATION',
  AUTHORITY = 'AUTHORITY',
  OTHER = 'OTHER',
}

registerEnumType(OrganisationKind, {
  name: 'OrganisationKind',
  description: 'What sort of organisation it is.',
  valuesConfig: {
    INTERGOVERNMENTAL: { description: 'Founded by states.' },
    MINISTRY: { description: 'A ministry of a government.' },
    UNIVERSITY: { description: 'A university, or a school that belongs to one.' },
    SCHOOL: { description: 'A school below university.' },
    FOUNDATION: { description: 'A foundation or charity.' },
    COMPANY: { description: 'A company.' },
    CENTRE: { description: 'A centre or institute.' },
    MUSEUM: { description: 'A museum.' },
    ASSOCIATION: { description: 'An association, league or network.' },
    AUTHORITY: { description: 'A public body other than a ministry.' },
    OTHER: { description: 'None of the others.' },
  },
});

labelEnum(OrganisationKind, {
  INTERGOVERNMENTAL: ['منظمة حكومية دولية', 'Organisation intergouvernementale'],
  MINISTRY: ['وزارة', 'Ministère'],
  UNIVERSITY: ['جامعة', 'Université'],
  SCHOOL: ['مدرسة', 'École'],
  FOUNDATION: ['مؤسسة خيرية', 'Fondation'],
  COMPANY: ['شركة', 'Entreprise'],
  CENTRE: ['مركز', 'Centre'],
  MUSEUM: ['متحف', 'Musée'],
  ASSOCIATION: ['جمعية أو رابطة', 'Association'],
  AUTHORITY: ['هيئة عامة', 'Autorité publique'],
  OTHER: ['غير ذلك', 'Autre'],
});

@ObjectType({ description: 'An organisation, or a centre that belongs to one.' })
@Entity('organisation')
@Kind({ prefix: 'org', plural: 'organisations' })
@NeedsSource()
@NamedOnce('country')
@Finding({
  code: 'SEAT_OUTSIDE_COUNTRY',
  severity: Severity.WARNING,
  label: { ar: 'المقر خارج البلد', en: 'Seat outside the country', fr: 'Siège hors du pays' },
  message: {
    ar: 'المكان المسجل مقرا يقع في بلد غير بلد المنظمة. صحح أحدهما.',
    en: 'The place of its seat lies in another country than the one recorded for it. Correct one of them.',
    fr: 'Le lieu de son siège se trouve dans un autre pays que celui qui est inscrit. Corrigez l’un des deux.',
  },
  rule: { finds: { compare: ['country', '!=', 'place.country'] }, with: ['place'] },
})
@Dimensions(
  'memberCountries',
  'partnerships.role',
  'partnerships.subject',
  'supporters.partner',
  'supporters.role',
)
export class Organisation extends Registered {
  @Field(() => Names, { description: 'Full name.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => String, { nullable: true, description: 'Acronym in Latin letters, such as ICESCO.' })
  @Column({ type: 'varchar', length: 40, nullable: true })
  @CallName()
  acronym!: string | null;

  @Field(() => OrganisationKind, { description: 'Ministry, university, foundation and so on.' })
  @Column({ type: 'varchar', length: 17 })
  kind!: OrganisationKind;

  @Field(() => Organisation, { nullable: true, description: 'The organisation that it is part of.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('parts', 'Organisations that are part of this one.')
  parent!: Relation<Organisation> | null;

  @Field(() => Country, { nullable: true, description: 'The country of its seat.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('organisations', 'Organisations with their seat in the country.')
  country!: Relation<Country> | null;

  @Field(() => Place, { nullable: true, description: 'The city or venue of its seat.' })
  @ManyToOne(() => Place, { nullable: true })
  @Inverse('organisations', 'Organisations with their seat here.')
  place!: Relation<Place> | null;

  @Field(() => String, { nullable: true, description: 'Address of its web site.' })
  @Column({ type: 'varchar', length: 500, nullable: true })
  website!: string | null;

  @Field(() => Prose, { nullable: true, description: 'What the organisation is.' })
  @Column(() => Prose)
  description!: Prose;
}
