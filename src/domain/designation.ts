import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne, type Relation } from 'typeorm';
import { Max, Min } from 'class-validator';
import { Inverse, Kind } from './kind.js';
import { Organisation } from './organisation.js';
import { Place } from './place.js';
import { Registered } from './registered.js';
import { NeedsSource } from './rules.js';
import { labelEnum } from './values/labels.js';
import { Names } from './values/names.js';

export enum DesignationKind {
  CAPITAL_OF_CULTURE = 'CAPITAL_OF_CULTURE',
  CAPITAL_OF_YOUTH = 'CAPITAL_OF_YOUTH',
  CREATIVE_CITY = 'CREATIVE_CITY',
  OTHER = 'OTHER',
}

registerEnumType(DesignationKind, {
  name: 'DesignationKind',
  description: 'What sort of title it is.',
  valuesConfig: {
    CAPITAL_OF_CULTURE: { description: 'A capital of culture.' },
    CAPITAL_OF_YOUTH: { description: 'A capital of youth.' },
    CREATIVE_CITY: { description: 'A creative city.' },
    OTHER: { description: 'Another title.' },
  },
});

labelEnum(DesignationKind, {
  CAPITAL_OF_CULTURE: ['عاصمة للثقافة', 'Capitale de la culture'],
  CAPITAL_OF_YOUTH: ['عاصمة للشباب', 'Capitale de la jeunesse'],
  CREATIVE_CITY: ['مدينة مبدعة', 'Ville créative'],
  OTHER: ['غير ذلك', 'Autre'],
});

@ObjectType({ description: 'A title that a place holds for a year.' })
@Entity('designation')
@Kind({ prefix: 'des', plural: 'designations' })
@NeedsSource()
export class Designation extends Registered {
  @Field(() => Names, { description: 'The title.' })
  @Column(() => Names)
  title!: Names;

  @Field(() => DesignationKind, { description: 'What sort of title it is.' })
  @Column({ type: 'varchar', length: 18 })
  kind!: DesignationKind;

  @Field(() => Place, { description: 'The place that holds it.' })
  @ManyToOne(() => Place, { nullable: false })
  @Inverse('designations', 'Titles that the place holds or held.')
  place!: Relation<Place>;

  @Field(() => Int, { description: 'The year that it is held for.' })
  @Column({ type: 'integer' })
  @Min(1)
  @Max(9999)
  year!: number;

  @Field(() => Organisation, { nullable: true, description: 'Who gives the title, if stated.' })
  @ManyToOne(() => Organisation, { nullable: true })
  @Inverse('designations', 'Titles that the organisation gives.')
  givenBy!: Relation<Organisation> | null;
}
