import { GraphQLScalarType, Kind } from 'graphql';
import { InputProblem } from './problem.js';

const LIMIT = 9_000_000_000_000;

/** A JSON number with at most three decimals; the registry keeps it as whole thousandths. */
export const Decimal = new GraphQLScalarType<number, number>({
  name: 'Decimal',
  description: 'A number with at most three decimals, below nine million million either way.',
  serialize: (value) => Number(value),
  parseValue: checked,
  parseLiteral: (node) =>
    checked(node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined),
});

function checked(value: unknown): number {
  if (
    typeof value !== 'number' ||
    !Number.isFinite(value) ||
    Math.abs(value) > LIMIT ||
    Math.abs(value * 1000 - Math.round(value * 1000)) > 1e-6 * Math.max(1, Math.abs(value))
  ) {
    throw new InputProblem('Expected a number with at most three decimals.');
  }
  return value;
}
