import { isObjectType } from 'graphql';
import { FOREVER } from '../model/naming.js';
import { argumentsOf, type Planning, type Selected } from './selection.js';

/** The last moment at which what stands is still standing. */
export const LAST_MOMENT = new Date(Date.parse(FOREVER) - 1).toISOString();

/** The first moment of all. */
const FIRST = '0000-01-01T00:00:00.000Z';

/** The moment as of which a root field is asked, as history writes moments; null for what stands now. */
export function planMoment(planning: Planning, selected: Selected): string | null {
  const query = planning.schema.getType('Query');
  const field = isObjectType(query) ? query.getFields()[selected.name] : undefined;
  if (!field?.args.some(({ name }) => name === 'asOf')) return null;
  const { asOf } = argumentsOf(planning, 'Query', selected);
  return asOf instanceof Date ? momentOf(asOf) : null;
}

/**
 * A moment in UTC with milliseconds. What is finer has been cut off, not rounded: a change set of the next millisecond
 * had not been made. Years that need more than four digits would not compare as text.
 */
export function momentOf(date: Date): string {
  if (date.getTime() > Date.parse(LAST_MOMENT)) return LAST_MOMENT;
  return date.getTime() < Date.parse(FIRST) ? FIRST : date.toISOString();
}
