import { GraphQLEnumType, GraphQLScalarType, type GraphQLOutputType } from 'graphql';
import { isEnum, type EnumModel, type Model, type OutputType } from '../model/model.js';

/** The enums of the graph, made from the model's, each once. */
export class Enums {
  private readonly made = new Map<string, GraphQLEnumType>();

  constructor(model: Model) {
    for (const found of model.enums.values()) this.made.set(found.name, enumType(found));
  }

  /** The type that a column or a member of a value type is served as. */
  output(output: OutputType): GraphQLOutputType & (GraphQLEnumType | Exclude<OutputType, EnumModel>) {
    return isEnum(output) ? this.named(output.name) : output;
  }

  named(name: string): GraphQLEnumType {
    const found = this.made.get(name);
    if (!found) throw new Error(`No enum is named ${name}.`);
    return found;
  }
}

function enumType({ name, description, values }: EnumModel): GraphQLEnumType {
  return new GraphQLEnumType({
    name,
    description,
    values: Object.fromEntries(values.map((value) => [value.name, { description: value.description }])),
  });
}

/** An enum of our own, from its values and their descriptions. */
export function ownEnum(
  name: string,
  description: string,
  values: Readonly<Record<string, string>>,
): GraphQLEnumType {
  return new GraphQLEnumType({
    name,
    description,
    values: Object.fromEntries(Object.entries(values).map(([value, text]) => [value, { description: text }])),
  });
}

export const Direction = ownEnum(
  'Direction',
  'Which way to sort. What is not stated comes last either way.',
  {
    ASC: 'From the least to the greatest, from A to Z, from early to late.',
    DESC: 'The other way round.',
  },
);

export const Match = ownEnum('Match', 'How to compare what is only vaguely known.', {
  CERTAIN: 'Only what holds whatever the value turns out to be.',
  POSSIBLE: 'Also what may hold.',
});

export const DateBucket = ownEnum('DateBucket', 'The span of time that dates are grouped by.', {
  YEAR: 'By year: "2024", "1445".',
  QUARTER: 'By quarter: "2024-Q2".',
  MONTH: 'By month: "2024-06", "1445-12".',
  WEEK: 'By ISO week, Monday to Sunday: "2024-W23".',
  WEEK_SUNDAY: 'By week from Sunday to Saturday: "2024-06-02/2024-06-08".',
  WEEK_SATURDAY: 'By week from Saturday to Friday: "2024-06-01/2024-06-07".',
  WEEKDAY: 'By day of the week: "1" is Monday, "7" is Sunday; the label has its name.',
  DAY: 'By day: "2024-06-03", "1445-11-26".',
});

export const Calendar = ownEnum(
  'Calendar',
  'The calendar whose years, quarters, months and days are meant.',
  {
    GREGORIAN: 'The Gregorian calendar.',
    HIJRI:
      'The Umm al-Qura calendar, 1300 to 1600 AH. Days outside these years are IMPRECISE: no month of it is published for them.',
  },
);

export const Counting = ownEnum(
  'Counting',
  'How to count a record that has several of the keys that groups are formed by.',
  {
    WHOLE: 'Once in each of its groups: the groups may add up to more than there are.',
    FRACTIONAL:
      'In equal parts: of k groups that it is in, one k-th in each. Counts become weights, and sums of money and numbers are divided alike.',
  },
);

export const KeyState = ownEnum('KeyState', 'Whether the key of a group is known.', {
  KNOWN: 'It is.',
  UNKNOWN: 'The members do not state it.',
  IMPRECISE: 'The members state a date less precisely than the bucket; `value` is that date in EDTF.',
});

export const MoneyStatistic = ownEnum('MoneyStatistic', 'One figure of amounts of money.', {
  TOTAL: 'Their sum.',
  MIN: 'The least.',
  MAX: 'The greatest.',
  AVERAGE: 'The mean.',
});

export const QuantityStatistic = ownEnum('QuantityStatistic', 'One figure of numbers that may be vague.', {
  SUM: 'Their sum.',
  MIN: 'The least.',
  MAX: 'The greatest.',
});

export const DateBound = ownEnum('DateBound', 'One end of a span of dates.', {
  EARLIEST: 'The first day that any of them can be.',
  LATEST: 'The last day that any of them can be.',
});

/** A whole number that may have more digits than a number of JSON keeps. */
export const WholeNumber = new GraphQLScalarType<unknown, string | number>({
  name: 'WholeNumber',
  description: 'A whole number of any size: a number, or with more than 15 digits a string of them.',
  serialize: (value) => (typeof value === 'number' ? value : String(value)),
});

export const QuantityBound = ownEnum('QuantityBound', 'One end of a range.', {
  LOW: 'The least that it can be.',
  HIGH: 'The most that it can be.',
});
