import { GraphQLScalarType, Kind } from 'graphql';
import edtf from 'edtf';
import { InputProblem } from './problem.js';

/** A day of the Gregorian calendar, `YYYY-MM-DD`, years 0001 to 9999: text that sorts as time does. */
export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A longer string can exhaust the parser's memory. */
export const LONGEST_EDTF = 64;

/** First and last day of a span, both included. */
export interface Span {
  readonly earliest: string;
  readonly latest: string;
}

/** The days that an EDTF string stands for. Throws an Error that says what is wrong, never repeating the string. */
export function spanOf(text: string): Span {
  if (text.length > LONGEST_EDTF) {
    throw new InputProblem(`An EDTF string has at most ${LONGEST_EDTF} characters.`);
  }
  if (text.includes('..') || text.startsWith('/') || text.endsWith('/')) {
    throw new InputProblem('A date with an open or unknown end is not accepted here; give both ends.');
  }
  let parsed: { readonly min: number; readonly max: number };
  try {
    parsed = edtf(text);
  } catch {
    throw new InputProblem('Expected a date in EDTF, such as "2024-06-12", "2024-06", "2024" or "2024~".');
  }
  if (!isInRange(parsed.min) || !isInRange(parsed.max) || parsed.min > parsed.max) {
    throw new InputProblem('Expected a date between the years 0001 and 9999.');
  }
  return { earliest: dayOf(parsed.min), latest: dayOf(parsed.max) };
}

/** A day, in output. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A day of the Gregorian calendar: YYYY-MM-DD.',
  serialize: String,
  parseValue: checkedDay,
  parseLiteral: (node) => checkedDay(node.kind === Kind.STRING ? node.value : null),
});

/** A date in a filter: EDTF, so that a day, a month or a year can be given; coerced to the days it stands for. */
export const Edtf = new GraphQLScalarType<Span, string>({
  name: 'Edtf',
  description:
    'A date or a span of dates in EDTF (ISO 8601-2), at most 64 characters: "2024-06-12", "2024-06", "2024", "2024-06-01/2024-06-15".',
  serialize: String,
  parseValue: checkedSpan,
  parseLiteral: (node) => checkedSpan(node.kind === Kind.STRING ? node.value : null),
});

function checkedSpan(value: unknown): Span {
  if (typeof value !== 'string') {
    throw new InputProblem('Expected a date in EDTF, such as "2024-06-12", "2024-06" or "2024".');
  }
  return spanOf(value);
}

function checkedDay(value: unknown): string {
  if (typeof value !== 'string' || !DAY.test(value)) {
    throw new InputProblem('Expected a day of the calendar such as "2024-06-12".');
  }
  return spanOf(value).earliest;
}

function isInRange(milliseconds: number): boolean {
  return (
    Number.isFinite(milliseconds) &&
    milliseconds >= Date.parse('0001-01-01') &&
    milliseconds <= Date.parse('9999-12-31T23:59:59.999Z')
  );
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
