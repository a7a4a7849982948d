import {
  Kind,
  print,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Chance } from './chance.js';

/** A document that means the same in other words. */
export interface Dressed {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Says the same in other words: values become variables, selections go into fragments, are asked twice over, or are
 * joined by others that are skipped; the registry is asked as of the moment of its last change. The answer must not
 * change.
 */
export function dress(
  schema: GraphQLSchema,
  document: DocumentNode,
  chance: Chance,
  moment: string,
): Dressed {
  const types = new TypeInfo(schema);
  const declared: string[] = ['$yes: Boolean!', '$no: Boolean! = false'];
  const variables: Record<string, unknown> = { yes: true };
  const fragments: FragmentDefinitionNode[] = [];
  const lifted = (node: ValueNode): ASTNode | undefined => {
    // Inside a list, the type is that of its items already.
    const type = node.kind === Kind.LIST ? types.getParentInputType() : types.getInputType();
    if (!type || !chance.maybe(0.3)) return undefined;
    const name = `v${declared.length}`;
    const value: unknown = valueFromASTUntyped(node);
    // A default serves as well as a value that is sent along.
    const isDefault = chance.maybe(0.2);
    declared.push(`$${name}: ${String(type)}${isDefault ? ` = ${print(node)}` : ''}`);
    if (!isDefault) variables[name] = value;
    return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
  };
  const worded = visit(
    chance.maybe(0.4) ? asOf(document, moment, chance) : document,
    visitWithTypeInfo(types, {
      enter(node) {
        const isValue = ['IntValue', 'FloatValue', 'StringValue', 'BooleanValue', 'EnumValue'].includes(
          node.kind,
        );
        if (!isValue && node.kind !== 'ObjectValue' && node.kind !== 'ListValue') return undefined;
        const variable = lifted(node as ValueNode);
        return variable ?? undefined;
      },
      leave(node) {
        if (node.kind !== 'SelectionSet') return undefined;
        const type = types.getParentType();
        return type ? rewritten(node, type.name, chance, fragments) : undefined;
      },
    }),
  );
  const [operation, ...others] = worded.definitions;
  const body = operation?.kind === 'OperationDefinition' ? print(operation.selectionSet) : '';
  const rest = [...others, ...fragments].map(print).join('\n');
  // What is declared must be used.
  const used = declared.filter(
    (name) => `${body}${rest}`.includes(`${name.split(':')[0]})`) || !/^.(yes|no):/.test(name),
  );
  if (!used.some((name) => name.startsWith('$yes'))) delete variables.yes;
  const given = used.length > 0 ? `(${used.join(', ')})` : '';
  return { source: `query Asked${given} ${body}\n${rest}`, variables };
}

/** The document with some of its root fields asked as of a moment. */
function asOf(document: DocumentNode, moment: string, chance: Chance): DocumentNode {
  const argument: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'asOf' },
    value: { kind: Kind.STRING, value: moment },
  };
  return visit(document, {
    OperationDefinition(node) {
      const selections = node.selectionSet.selections.map((selection) =>
        selection.kind === 'Field' && selection.name.value !== '__typename' && chance.maybe(0.7)
          ? { ...selection, arguments: [...(selection.arguments ?? []), argument] }
          : selection,
      );
      return { ...node, selectionSet: { ...node.selectionSet, selections } };
    },
  });
}

function rewritten(
  set: SelectionSetNode,
  typeName: string,
  chance: Chance,
  fragments: FragmentDefinitionNode[],
): SelectionSetNode {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    const halves = selection.kind === 'Field' && chance.maybe(0.15) ? halved(selection) : null;
    return halves ?? [selection];
  });
  if (chance.maybe(0.2)) selections.push(directed(field('__typename', 'skipped'), 'skip', 'yes'));
  if (chance.maybe(0.1)) selections.unshift(directed(field('__typename', 'left'), 'include', 'no'));
  if (!chance.maybe(0.3)) return { ...set, selections };
  const from = chance.below(selections.length);
  const count = 1 + chance.below(selections.length - from);
  const inside: SelectionSetNode = {
    kind: Kind.SELECTION_SET,
    selections: selections.slice(from, from + count),
  };
  selections.splice(from, count, ...wrapped(inside, typeName, chance, fragments));
  return { ...set, selections };
}

function wrapped(
  inside: SelectionSetNode,
  typeName: string,
  chance: Chance,
  fragments: FragmentDefinitionNode[],
): SelectionNode[] {
  const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } } as const;
  switch (chance.below(3)) {
    case 0:
      return [{ kind: Kind.INLINE_FRAGMENT, selectionSet: inside }];
    case 1:
      return [
        directed({ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: inside }, 'include', 'yes'),
      ];
    default: {
      const name = { kind: Kind.NAME, value: `F${fragments.length}` } as const;
      fragments.push({ kind: Kind.FRAGMENT_DEFINITION, name, typeCondition, selectionSet: inside });
      const spread = { kind: Kind.FRAGMENT_SPREAD, name } as const;
      // A fragment that is spread twice is still one.
      return chance.maybe(0.3) ? [spread, spread] : [spread];
    }
  }
}

/** A field asked twice, each time for a part of what is asked of it. */
function halved(node: FieldNode): FieldNode[] | null {
  const selections = node.selectionSet?.selections ?? [];
  if (selections.length === 0) return [node, node];
  if (selections.length < 2) return null;
  const part = (some: readonly SelectionNode[]): FieldNode => ({
    ...node,
    selectionSet: { kind: Kind.SELECTION_SET, selections: some },
  });
  return [part(selections.slice(0, 1)), part(selections.slice(1))];
}

function field(name: string, alias: string): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    alias: { kind: Kind.NAME, value: alias },
  };
}

function directed<Node extends SelectionNode>(node: Node, directive: string, variable: string): Node {
  return {
    ...node,
    directives: [
      {
        kind: Kind.DIRECTIVE,
        name: { kind: Kind.NAME, value: directive },
        arguments: [
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: 'if' },
            value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
          },
        ],
      },
    ],
  };
}
