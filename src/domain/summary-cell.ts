import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Check, Column, Entity, IsNull, ManyToOne, type FindOptionsWhere, type Relation } from 'typeorm';
import { IsInt, Min } from 'class-validator';
import { Country } from './country.js';
import { Inverse, Kind } from './kind.js';
import { Gender, type Person } from './person.js';
import { Registered } from './registered.js';
import { labelEnum } from './values/labels.js';
import { Quantity } from './values/quantity.js';

export enum Summary {
  PEOPLE_BY_GENDER = 'PEOPLE_BY_GENDER',
  PEOPLE_BY_MINORITY = 'PEOPLE_BY_MINORITY',
}

registerEnumType(Summary, {
  name: 'Summary',
  description:
    'A table of people by a personal detail that is not told of each of them. There is one table for each such detail and no second one, since two could be played off against each other.',
  valuesConfig: {
    PEOPLE_BY_GENDER: { description: 'People by country and gender.' },
    PEOPLE_BY_MINORITY: {
      description: 'People by country and by whether they were under 18 when they first took part.',
    },
  },
});

labelEnum(Summary, {
  PEOPLE_BY_GENDER: ['الأشخاص حسب الجنس', 'Personnes par genre'],
  PEOPLE_BY_MINORITY: ['الأشخاص حسب بلوغ سن الرشد', 'Personnes par minorité'],
});

export enum SummaryCategory {
  FEMALE = 'FEMALE',
  MALE = 'MALE',
  MINOR = 'MINOR',
  ADULT = 'ADULT',
  NOT_STATED = 'NOT_STATED',
}

registerEnumType(SummaryCategory, {
  name: 'SummaryCategory',
  description: 'Which people a cell of a summary table counts.',
  valuesConfig: {
    FEMALE: { description: 'Women and girls.' },
    MALE: { description: 'Men and boys.' },
    MINOR: { description: 'Those who were under 18 when they first took part.' },
    ADULT: { description: 'Those who were 18 or older when they first took part.' },
    NOT_STATED: { description: 'Those of whom it is not stated.' },
  },
});

labelEnum(SummaryCategory, {
  FEMALE: ['إناث', 'Femmes'],
  MALE: ['ذكور', 'Hommes'],
  MINOR: ['قاصرون', 'Mineurs'],
  ADULT: ['بالغون', 'Adultes'],
  NOT_STATED: ['غير مذكور', 'Non précisé'],
});

export enum CellState {
  KNOWN = 'KNOWN',
  SUPPRESSED = 'SUPPRESSED',
}

registerEnumType(CellState, {
  name: 'CellState',
  description: 'Whether the number of a cell is told.',
  valuesConfig: {
    KNOWN: { description: 'The number is told.' },
    SUPPRESSED: {
      description:
        'The number is not told, because it is so small that it would say something about particular people, or because another one could be worked out from it.',
    },
  },
});

labelEnum(CellState, {
  KNOWN: ['معلوم', 'Connu'],
  SUPPRESSED: ['محجوب', 'Masqué'],
});

/** Which people each category of a table counts: each person in one of them. */
export const SUMMARIES: Readonly<
  Record<Summary, readonly (readonly [SummaryCategory, FindOptionsWhere<Person>])[]>
> = {
  [Summary.PEOPLE_BY_GENDER]: [
    [SummaryCategory.FEMALE, { gender: Gender.FEMALE }],
    [SummaryCategory.MALE, { gender: Gender.MALE }],
    [SummaryCategory.NOT_STATED, { gender: IsNull() }],
  ],
  [Summary.PEOPLE_BY_MINORITY]: [
    [SummaryCategory.MINOR, { minor: true }],
    [SummaryCategory.ADULT, { minor: false }],
    [SummaryCategory.NOT_STATED, { minor: IsNull() }],
  ],
};

@ObjectType({
  description:
    'A number of a published summary table: how many people of a country are in a category, of what is not told of each of them. Each release of a table counts the people recorded since the one before, so that releases add up.',
})
@Entity('summary_cell')
@Check(
  'summary_cell_people_stated',
  '"people_low" IS NOT NULL AND "people_qualifier" IS NOT NULL AND "people_stated" IS NOT NULL',
)
@Kind({ prefix: 'sum', plural: 'summaryCells' })
export class SummaryCell extends Registered {
  @Field(() => Summary, { description: 'The table that it belongs to.' })
  @Column({ type: 'varchar', length: 18 })
  summary!: Summary;

  @Field(() => Int, { description: 'Which release of the table it belongs to, from 1.' })
  @Column({ type: 'integer' })
  @IsInt()
  @Min(1)
  release!: number;

  @Field(() => Country, { nullable: true, description: 'Where the people come from; null when not stated.' })
  @ManyToOne(() => Country, { nullable: true })
  @Inverse('summaryCells', 'Numbers of published summary tables on people from the country.')
  country!: Relation<Country> | null;

  @Field(() => SummaryCategory, { description: 'Which of them it counts.' })
  @Column({ type: 'varchar', length: 10 })
  category!: SummaryCategory;

  @Field(() => CellState, { description: 'Whether the number is told.' })
  @Column({ type: 'varchar', length: 10 })
  state!: CellState;

  @Field(() => Quantity, {
    description:
      'How many they are. A number that is not told is "up to" all that the row does not tell, so that sums contain the truth.',
  })
  @Column(() => Quantity)
  people!: Quantity;
}
