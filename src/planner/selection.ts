import {
  getArgumentValues,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
  type VariableNode,
} from 'graphql';
import type { Lang } from '../domain/values/lang.js';
import type { InputPath } from '../model/errors.js';
import type { Model } from '../model/model.js';

/** What planning needs to know of an operation. */
export interface Planning {
  readonly model: Model;
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Languages to fall back on after those that a field asks for. */
  readonly langs: readonly Lang[];
  /** True when the answer will be walked by graphql-js, which needs to be told the kind behind an abstract type. */
  readonly typed: boolean;
  /** Noted while planning: whether any computed field was met, and which variables in the document are keys of records. */
  readonly met: { computed: boolean; readonly keys: Set<VariableNode> };
}

/** One member of the response: all field nodes with the same response key. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** Where it is in the response. */
  readonly path: InputPath;
}

/** The key under which an object of an abstract type names its kind, when graphql-js will walk the answer. */
export const KIND_KEY = '__kind';

/** The fields selected on a type, fragments and directives resolved, in the order of the response. */
export function collect(
  planning: Planning,
  selectionSets: readonly (SelectionSetNode | undefined)[],
  typeName: string,
  path: InputPath,
): Selected[] {
  const found = new Map<string, FieldNode[]>();
  for (const set of selectionSets) if (set) gather(planning, set, typeName, found, new Set());
  return [...found].map(([key, nodes]) => ({
    key,
    name: nodes[0]?.name.value ?? '',
    nodes,
    path: [...path, key],
  }));
}

function gather(
  planning: Planning,
  set: SelectionSetNode,
  typeName: string,
  found: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(planning, selection)) continue;
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = found.get(key);
      if (nodes) nodes.push(selection);
      else found.set(key, [selection]);
      continue;
    }
    const fragment =
      selection.kind === 'FragmentSpread' ? planning.fragments[selection.name.value] : selection;
    if (selection.kind === 'FragmentSpread') {
      if (visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
    }
    const condition = fragment?.typeCondition?.name.value;
    if (fragment && (condition === undefined || applies(planning.schema, condition, typeName))) {
      gather(planning, fragment.selectionSet, typeName, found, visited);
    }
  }
}

function isIncluded(planning: Planning, node: FieldNode | SelectionSetNode['selections'][number]): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, planning.variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, planning.variables);
  return skip?.if !== true && include?.if !== false;
}

function applies(schema: GraphQLSchema, condition: string, typeName: string): boolean {
  if (condition === typeName) return true;
  const abstract = schema.getType(condition);
  const concrete = schema.getType(typeName);
  return isAbstractType(abstract) && isObjectType(concrete) && schema.isSubType(abstract, concrete);
}

/** The selection sets below a member of the response. */
export function below(selected: Selected): readonly (SelectionSetNode | undefined)[] {
  return selected.nodes.map(({ selectionSet }) => selectionSet);
}

/** The arguments of a member, coerced; its type is where the field is declared. */
export function argumentsOf(
  planning: Planning,
  typeName: string,
  selected: Selected,
): Record<string, unknown> {
  const type = planning.schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[selected.name] : undefined;
  const [node] = selected.nodes;
  if (!field || !node) throw new Error(`${typeName} has no field ${selected.name}.`);
  return getArgumentValues(field, node, planning.variables);
}
