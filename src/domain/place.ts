import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { IsLatitude, IsLongitude, IsOptional, IsTimeZone } from 'class-validator';
import { Country } from './country.js';
import { Dimensions, Finding, Inverse, Kind } from './kind.js';
import { Registered } from './registered.js';
import { NamedOnce, NeedsSource } from './rules.js';
import { Severity } from './values/finding.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';

export enum PlaceKind {
  CITY = 'CITY',
  VENUE = 'VENUE',
}

registerEnumType(PlaceKind, {
  name: 'PlaceKind',
  description: 'What sort of place it is.',
  valuesConfig: {
    CITY: { description: 'A city, town or village.' },
    VENUE: { description: 'A building, campus or hall.' },
  },
});

labelEnum(PlaceKind, {
  CITY: ['مدينة', 'Ville'],
  VENUE: ['مقر أو قاعة', 'Lieu'],
});

@ObjectType({ description: 'A city or a venue.' })
@Entity('place')
@Kind({ prefix: 'plc', plural: 'places' })
@NeedsSource()
@NamedOnce('country', 'kind', 'within')
@Finding({
  code: 'PLACE_OUTSIDE_COUNTRY',
  severity: Severity.ERROR,
  label: { ar: 'المكان خارج البلد', en: 'Place outside the country', fr: 'Lieu hors du pays' },
  message: {
    ar: 'بلد المكان غير بلد المكان الأكبر الذي يقع فيه. صحح أحدهما.',
    en: 'It is recorded in another country than the larger place that it is in. Correct one of them.',
    fr: 'Il est inscrit dans un autre pays que le lieu plus grand où il se trouve. Corrigez l’un des deux.',
  },
  rule: { finds: { compare: ['country', '!=', 'within.country'] }, with: ['within'] },
})
@Dimensions('designations.kind', 'designations.year')
export class Place extends Registered {
  @Field(() => Names, { description: 'Name of the place.' })
  @Column(() => Names)
  name!: Names;

  @Field(() => PlaceKind, { description: 'City or venue.' })
  @Column({ type: 'varchar', length: 5 })
  kind!: PlaceKind;

  @Field(() => Country, { description: 'The country that it is in.' })
  @ManyToOne(() => Country, { nullable: false })
  @Inverse('places', 'Cities and venues in the country.')
  country!: Relation<Country>;

  @Field(() => Place, { nullable: true, description: 'The larger place that it is in: the city of a venue.' })
  @ManyToOne(() => Place, { nullable: true })
  @Inverse('places', 'Places within this one: the venues of a city.')
  within!: Relation<Place> | null;

  @Field(() => String, {
    nullable: true,
    description: 'Time zone of the IANA database, such as Africa/Casablanca.',
  })
  @Column({ type: 'varchar', length: 64, nullable: true })
  @IsOptional()
  @IsTimeZone()
  timeZone!: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude in degrees (WGS 84), north positive.' })
  @Column({ type: 'float', nullable: true })
  @IsOptional()
  @IsLatitude()
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude in degrees (WGS 84), east positive.' })
  @Column({ type: 'float', nullable: true })
  @IsOptional()
  @IsLongitude()
  longitude!: number | null;
}
