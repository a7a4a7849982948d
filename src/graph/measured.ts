import { GraphQLEnumType, type GraphQLInputFieldConfig } from 'graphql';
import type { KindModel, ValueType } from '../model/model.js';
import { measureName } from '../planner/measures-plan.js';
import { DateBound, QuantityBound } from './scalars.js';

/** The enums by which measures name the fields of a kind: its numbers, its dates. */
export class MeasuredFields {
  private readonly made = new Map<string, GraphQLEnumType>();

  /** The enum of a kind's fields of a type; null when it has none. */
  of(kind: KindModel, value: 'quantity' | 'fuzzyDate'): GraphQLEnumType | null {
    const found = [...kind.fields.values()].filter(
      (field) => field.type === 'value' && field.value === value,
    );
    if (found.length === 0) return null;
    const name = `${kind.name}${value === 'quantity' ? 'Quantity' : 'Date'}`;
    const known = this.made.get(name);
    if (known) return known;
    const made = new GraphQLEnumType({
      name,
      description: `${value === 'quantity' ? 'Numbers' : 'Dates'} of ${kind.plural} that can be measured.`,
      values: Object.fromEntries(
        found.map((item) => [measureName(item.name), { description: item.description }]),
      ),
    });
    this.made.set(name, made);
    return made;
  }
}

/** True when a kind has a field of that type. */
export function hasValue(kind: KindModel, value: ValueType): boolean {
  return [...kind.fields.values()].some((field) => field.type === 'value' && field.value === value);
}

/** Which end of a range of numbers is meant. */
export const quantityBound: GraphQLInputFieldConfig = {
  type: QuantityBound,
  defaultValue: 'LOW',
  description: 'Which end of the range.',
};

/** Which end of a span of dates is meant. */
export const dateBound: GraphQLInputFieldConfig = {
  type: DateBound,
  defaultValue: 'EARLIEST',
  description: 'Which end of the span.',
};
