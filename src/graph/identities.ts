import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** JSON as it comes from an answer. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Begins the keys of what is selected beside what a document selects; no alias can. */
const HIDDEN = '#';

/** What tells the items of a list apart that are neither records nor groups, by their type. */
const TOLD_APART_BY: Readonly<Record<string, string>> = {
  Coverage: '{ dimension }',
  Finding: '{ code kind records { id } }',
  FindingCount: '{ code }',
  GroupKey: '{ dimension }',
  KindCount: '{ kind }',
  MoneyMeasure: '{ currency }',
  Name: '{ lang }',
  SearchResult: '{ record { id } }',
};

const OF_RECORD = '{ id }';
const OF_GROUP = '{ keys { dimension state value label node { id } } }';

/** A key of a group as it is selected to tell groups apart. */
export interface KeyOfGroup {
  readonly dimension: string;
  readonly state: string;
  readonly value: string | null;
  readonly label: string | null;
}

/**
 * A document that selects, beside what it does, what tells records, groups and other items of lists apart. It is no text
 * any more: the keys of what is added are such as no document can have.
 */
export function withIdentities(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(node) {
          const added = identityOf(types.getParentType());
          return added.length > 0 ? { ...node, selections: [...added, ...node.selections] } : undefined;
        },
      },
    }),
  );
}

/** What is selected of a type to tell its items apart; nothing when they have no identity. */
function identityOf(type: GraphQLOutputType | null | undefined): readonly SelectionNode[] {
  if (isUnionType(type)) {
    const on = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Node' } } as const;
    const selectionSet = { kind: Kind.SELECTION_SET, selections: hidden(OF_RECORD) } as const;
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition: on, selectionSet }];
  }
  if (isInterfaceType(type)) return hidden(OF_RECORD);
  if (!isObjectType(type)) return [];
  const known = TOLD_APART_BY[type.name];
  if (known !== undefined) return hidden(known);
  if (type.getInterfaces().length > 0) return hidden(OF_RECORD);
  const { keys, node, cursor } = type.getFields();
  if (keys) return hidden(OF_GROUP);
  // An edge is told by what it leads to.
  if (!node || !cursor) return [];
  const selections = identityOf(getNamedType(node.type));
  return [fieldOf('node', { kind: Kind.SELECTION_SET, selections })];
}

/** The selections of a text, each under its own name as a hidden key. */
function hidden(text: string): readonly SelectionNode[] {
  const [definition] = parse(text, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? renamed(definition.selectionSet).selections : [];
}

function renamed({ selections }: SelectionSetNode): SelectionSetNode {
  const fields = selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? [fieldOf(selection.name.value, selection.selectionSet && renamed(selection.selectionSet))]
      : [],
  );
  return { kind: Kind.SELECTION_SET, selections: fields };
}

function fieldOf(name: string, selectionSet: SelectionSetNode | undefined): SelectionNode {
  const named = { kind: Kind.NAME, value: name } as const;
  const alias = { kind: Kind.NAME, value: `${HIDDEN}${name}` } as const;
  return { kind: Kind.FIELD, name: named, alias, ...(selectionSet ? { selectionSet } : {}) };
}

/** True for an object of an answer, as opposed to a list or a scalar. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What tells an item from others; null when nothing does. */
export function tellingOf(item: Json): string | null {
  if (!isJsonObject(item)) return null;
  const parts = Object.entries(item).flatMap(([key, value]) =>
    key.startsWith(HIDDEN) ? [telling(value)] : [],
  );
  return parts.length > 0 ? parts.join(' ') : null;
}

/** Of a key of a group that is a record its id, since the record can be renamed; else its value, or why there is none. */
function telling(value: Json): string {
  if (Array.isArray(value)) return value.map(telling).join(', ');
  if (!isJsonObject(value)) return String(value);
  const { [`${HIDDEN}state`]: state, [`${HIDDEN}value`]: key, [`${HIDDEN}node`]: node } = value;
  if (state === undefined) return tellingOf(value) ?? '';
  return node ? telling(node) : String(key ?? state);
}

/** The id of the record that an object is, or leads to as an edge or a search result does; null when it is none. */
export function recordOf(item: JsonObject): string | null {
  const { [`${HIDDEN}id`]: id, [`${HIDDEN}node`]: node, [`${HIDDEN}record`]: record } = item;
  if (typeof id === 'string') return id;
  const target = node ?? record;
  return isJsonObject(target) ? recordOf(target) : null;
}

/** The keys of the group that an object is; null when it is none. */
export function keysOf(item: JsonObject): readonly KeyOfGroup[] | null {
  const { [`${HIDDEN}keys`]: keys } = item;
  if (!Array.isArray(keys)) return null;
  return keys.map((key) => {
    const { '#dimension': dimension, '#state': state, '#value': value, '#label': label } = key as JsonObject;
    const text = (json: Json | undefined) => (typeof json === 'string' ? json : null);
    return { dimension: String(dimension), state: String(state), value: text(value), label: text(label) };
  });
}

/** What of an answer was asked for. */
export function shown(value: Json): Json {
  if (Array.isArray(value)) return value.map(shown);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(keysShown(value).map((key) => [key, shown(value[key] ?? null)]));
}

/** The keys of an object that were asked for. */
export function keysShown(value: JsonObject): string[] {
  return Object.keys(value).filter((key) => !key.startsWith(HIDDEN));
}
