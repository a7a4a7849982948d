import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  isEnumType,
  getNamedType,
  Kind,
  parse,
  typeFromAST,
  valueFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type ASTVisitor,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';
import { InputProblem } from '../domain/values/problem.js';
import { badInput, ErrorCode, type InputPath } from '../model/errors.js';

/** What neither database keeps as it is: NUL, half of a surrogate pair, and the two code points that are no characters. */
function isWellFormed(text: string): boolean {
  return text.isWellFormed() && !/[\u0000\ufffe\uffff]/.test(text);
}

const ILL_FORMED = 'Text must not have a NUL, half of a surrogate pair, U+FFFE or U+FFFF in it.';

/**
 * The variables of an operation, coerced. Throws BAD_USER_INPUT errors whose path begins with `variables`, and which,
 * unlike those of graphql-js, do not repeat the values.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const coerced: Record<string, unknown> = {};
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) continue;
    const path = ['variables', name];
    if (!Object.hasOwn(given, name)) {
      if (defaultValue) coerced[name] = valueFromAST(defaultValue, type);
      else if (isNonNullType(type)) throw badInput(`The variable $${name} must be given.`, path, []);
      continue;
    }
    coerced[name] = coerceInputValue(given[name], type, (inner, _value, error) => {
      throw badInput(messageOf(error, type), [...path, ...inner], []);
    });
    const bad = illFormed(coerced[name], path);
    if (bad) throw badInput(ILL_FORMED, bad, []);
  }
  return coerced;
}

function illFormed(value: unknown, path: InputPath): InputPath | null {
  if (typeof value === 'string') return isWellFormed(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = illFormed(item, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return null;
}

/** A validation rule: text written into a document must be well-formed too. */
export function WellFormedTextRule(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      if (!isWellFormed(node.value)) {
        context.reportError(
          new GraphQLError(ILL_FORMED, { nodes: node, originalError: new InputProblem(ILL_FORMED) }),
        );
      }
    },
  };
}

const VALUES: ReadonlySet<string> = new Set<string>([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

/**
 * What graphql-js says of a value in a document, as the registry says it: with a path, and without the value. Null
 * when the error is about something else.
 */
export function literalProblem(schema: GraphQLSchema, error: GraphQLError): GraphQLError | null {
  const [node] = error.nodes ?? [];
  if (!node || !VALUES.has(node.kind) || !error.source || !node.loc) return null;
  const found = locate(schema, error.source.body, node);
  if (!found) return null;
  return new GraphQLError(messageOf(error, found.type), {
    nodes: node,
    path: [...found.field],
    extensions: { code: ErrorCode.BAD_USER_INPUT, path: [...found.path] },
  });
}

/** Messages about fields of an input name no values, and those of our own scalars are written not to. */
function messageOf(error: GraphQLError, type: GraphQLInputType | null | undefined): string {
  if (error.originalError instanceof InputProblem) return error.originalError.message;
  const about = error.message.replace(/^Variable .*?; /, '');
  if (about.startsWith('Field "') || about.startsWith('Exactly one key') || about.startsWith('OneOf Input'))
    return about;
  const named = type ? getNamedType(type) : undefined;
  const expected =
    /type "([^"]+)"/.exec(about)?.[1] ??
    /"([A-Za-z]+)" enum/.exec(about)?.[1] ??
    /^([A-Za-z]+) cannot/.exec(about)?.[1];
  if (isEnumType(named) && (expected === undefined || expected === named.name)) {
    return `Expected one of ${named
      .getValues()
      .map(({ name }) => name)
      .join(', ')}.`;
  }
  return `Expected a value of type ${expected ?? String(type)}.`;
}

interface Found {
  readonly path: InputPath;
  readonly field: InputPath;
  readonly type: GraphQLInputType | null | undefined;
}

/** Where in the request a node of the document is, and what type is expected there. */
function locate(schema: GraphQLSchema, source: string, sought: ASTNode): Found | null {
  const types = new TypeInfo(schema);
  const field: (string | number)[] = [];
  const input: (string | number)[] = [];
  let found: Found | null = null;
  const note = (node: ASTNode) => {
    if (node.loc?.start === sought.loc?.start && node.kind === sought.kind && !found) {
      found = { path: [...field, ...input], field: [...field], type: types.getInputType() };
    }
  };
  visit(
    parse(source),
    visitWithTypeInfo(types, {
      enter(node, key, parent) {
        if (node.kind === Kind.FIELD) field.push(node.alias?.value ?? node.name.value);
        else if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) input.push(node.name.value);
        else if (Array.isArray(parent) && typeof key === 'number' && input.length > 0) input.push(key);
        note(node);
      },
      leave(node, key, parent) {
        if (node.kind === Kind.FIELD) field.pop();
        else if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) input.pop();
        else if (Array.isArray(parent) && typeof key === 'number' && input.length > 0) input.pop();
      },
    }),
  );
  return found;
}
