import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { withIdentities } from '../graph/identities.js';
import { badInput, type InputPath } from '../model/errors.js';
import { coerceVariables, literalProblem, WellFormedTextRule } from './inputs.js';
import { LIMITS, scanDocument } from './scan.js';

/** A document that is to be compared: valid, with identities, and its variables. */
export interface ComparedDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced, and as they were given. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * Reads a document as Apollo reads that of a request, within the same limits. Throws a BAD_USER_INPUT error, at the argument
 * `document` or `variables` of the field with this path, when it cannot be read, or is none that can be compared.
 */
export function readCompared(
  schema: GraphQLSchema,
  { document: text, variables }: { readonly document: string; readonly variables?: unknown },
  path: InputPath,
): ComparedDocument {
  const refuse = (message: string, inner: InputPath = []) =>
    badInput(message, [...path, 'document', ...inner], path);
  scanDocument(text, [...path, 'document'], path);
  const parsed = parsedOf(text, refuse);
  const queries = parsed.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (queries.length !== 1) throw refuse('A document to compare has one operation. Leave out the others.');
  const asked = getOperationAST(parsed);
  if (asked?.operation !== 'query') throw refuse('Only a query can be compared.');
  const [problem] = validate(schema, parsed, [...specifiedRules, WellFormedTextRule]);
  if (problem) throw invalid(schema, problem, refuse);
  if (selectionsOf(parsed, asked.selectionSet) > LIMITS.selections) {
    throw refuse(`A document selects at most ${LIMITS.selections} fields, with every fragment written out.`);
  }
  refuseRoots(schema, parsed, refuse);
  const given = objectOf(variables, [...path, 'variables'], path);
  const document = withIdentities(schema, parsed);
  const operation = getOperationAST(document) ?? asked;
  const coerced = within(path, () => coerceVariables(schema, operation, given));
  return { document, operation, variables: coerced, given };
}

type Refuse = (message: string, inner?: InputPath) => GraphQLError;

/** Does what throws errors with a path in a document; they are thrown with that of the field which has the document. */
export function within<Result>(path: InputPath, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphQLError) || !Array.isArray(error.extensions.path)) throw error;
    const inner = error.extensions.path as InputPath;
    const at = inner[0] === 'variables' ? inner : ['document', ...inner];
    throw badInput(error.message, [...path, ...at], path);
  }
}

function parsedOf(text: string, refuse: Refuse): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [at] = error.locations ?? [];
    const where = at ? ` at line ${at.line}, column ${at.column}` : '';
    throw refuse(`The document is not GraphQL${where}: ${error.message.replace('Syntax Error: ', '')}`);
  }
}

/** The error of a document that does not fit the schema. */
function invalid(schema: GraphQLSchema, problem: GraphQLError, refuse: Refuse): GraphQLError {
  const literal = literalProblem(schema, problem);
  return refuse((literal ?? problem).message, (literal?.extensions.path as InputPath | undefined) ?? []);
}

/** How many fields and fragments a selection has when every fragment is written out: that is what is planned. */
function selectionsOf({ definitions }: DocumentNode, whole: SelectionSetNode): number {
  const counts = new Map<string, number>();
  const countOf = ({ selections }: SelectionSetNode): number => {
    let count = selections.length;
    for (const selection of selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        count += selection.selectionSet ? countOf(selection.selectionSet) : 0;
        continue;
      }
      const name = selection.name.value;
      const fragment = definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
      );
      const known =
        counts.get(name) ?? (fragment && 'selectionSet' in fragment ? countOf(fragment.selectionSet) : 0);
      counts.set(name, known);
      count += known;
    }
    return count;
  };
  return countOf(whole);
}

/** Refuses root fields that have no answer as of a moment, or name one themselves. */
function refuseRoots(schema: GraphQLSchema, document: DocumentNode, refuse: Refuse): void {
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name, alias, arguments: given = [] }) {
        if (types.getParentType() !== schema.getQueryType()) return;
        const key = alias?.value ?? name.value;
        if (name.value === 'compare')
          throw refuse('A comparison cannot be compared. Leave `compare` out.', [key]);
        if (name.value === '__schema' || name.value === '__type') {
          throw refuse('The schema has no history. Leave `__schema` and `__type` out.', [key]);
        }
        if (given.some((argument) => argument.name.value === 'asOf')) {
          throw refuse('The moments are `from` and `to`. Leave `asOf` out.', [key, 'asOf']);
        }
      },
    }),
  );
}

/** Variables as an object. */
function objectOf(variables: unknown, path: InputPath, field: InputPath): Readonly<Record<string, unknown>> {
  if (variables === undefined || variables === null) return {};
  if (typeof variables === 'object' && !Array.isArray(variables)) return { ...variables };
  throw badInput('Give the variables as an object, each under its name.', path, field);
}
