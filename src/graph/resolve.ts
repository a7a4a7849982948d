import type { GraphQLFieldResolver } from 'graphql';
import { KIND_KEY } from '../planner/selection.js';

/** What a resolver is given: the parsed answers of the operation's root fields, by response key. */
export interface Answers {
  readonly answers: ReadonlyMap<string, unknown>;
}

/** Root fields take their answer from what the planner's statements gave. */
export const fromAnswers: GraphQLFieldResolver<unknown, unknown> = (_source, _args, context, info) =>
  (context as Answers).answers.get(String(info.path.key));

/** The planner's JSON has the shape of the response, so a field is found under its response key. */
export const byResponseKey: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) =>
  (source as Readonly<Record<string, unknown>>)[String(info.path.key)];

/** The kind behind an interface or a union, as the planner noted it. */
export function kindOf(value: unknown): string {
  return String((value as Readonly<Record<string, unknown>>)[KIND_KEY]);
}
