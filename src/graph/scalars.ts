import { GraphQLEnumType, type GraphQLOutputType } from 'graphql';
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
function ownEnum(
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
  YEAR: 'By year: "2024".',
  QUARTER: 'By quarter: "2024-Q2".',
  MONTH: 'By month: "2024-06".',
  WEEK: 'By ISO week, Monday to Sunday: "2024-W23".',
  DAY: 'By day: "2024-06-03".',
});

export const KeyState = ownEnum('KeyState', 'Whether the key of a group is known.', {
  KNOWN: 'It is.',
  UNKNOWN: 'The members do not state it.',
  IMPRECISE: 'The members state a date less precisely than the bucket; `value` is that date in EDTF.',
});

export const QuantityBound = ownEnum('QuantityBound', 'One end of a range.', {
  LOW: 'The least that it can be.',
  HIGH: 'The most that it can be.',
});
