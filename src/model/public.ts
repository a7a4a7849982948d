import { Kind, visit, type FieldNode, type SelectionSetNode } from 'graphql';
import { notesOf } from '../domain/kind.js';
import { dimensionAlong, dimensionsOf } from './dimensions.js';
import { namesOf } from './written.js';
import {
  isEnum,
  type Dimension,
  type FieldModel,
  type KindModel,
  type Model,
  type ToManyField,
} from './model.js';

/**
 * The model as those know it who may not see personal details: without restricted fields, and without everything that
 * reads one — relations that hold by it, fields worked out from it, dimensions whose path crosses it, enums that only it
 * has. Whatever is built from this model cannot leak what the model does not have.
 */
export function publicModel(model: Model): Model {
  const secret = secretFields(model);
  // What names a field tells that it holds something. A public field of that name elsewhere is hidden with it.
  const hidden = [...new Set([...secret].flatMap(namesOf))].sort();
  const kinds = new Map<string, KindModel>();
  for (const kind of model.kinds.values()) {
    const fields = new Map([...kind.fields].filter(([, field]) => !secret.has(field)));
    const naming = kind.naming && { ...kind.naming, hidden };
    kinds.set(kind.name, { ...kind, fields, naming, dimensions: new Map(), restricted: new Map() });
  }
  const all = [...kinds.values()].flatMap(({ fields }) => [...fields.values()]);
  const shown: Model = {
    kinds,
    unions: new Map([...model.unions].filter(([union]) => all.some((field) => isOf(field, union)))),
    enums: new Map([...model.enums].filter(([name]) => !isOnlyOf(name, secret, all))),
    objects: model.objects,
  };
  for (const kind of kinds.values()) {
    const declared = notesOf(kind.entity).dimensions.filter(
      (path) => 'paths' in dimensionAlong(shown, kind, path.split('.')),
    );
    const dimensions = kind.dimensions as Map<string, Dimension>;
    for (const [name, dimension] of dimensionsOf(shown, kind, declared)) dimensions.set(name, dimension);
  }
  return shown;
}

/** The names by which citations and changes name what is restricted: fields, and the parts of their values. */
export function restrictedNames(model: Model): ReadonlySet<string> {
  const fields = [...model.kinds.values()].flatMap((kind) => [...kind.fields.values()]);
  return new Set(fields.filter(({ restricted }) => restricted).flatMap(namesOf));
}

/** The columns that restricted fields are kept in, and the field that each belongs to. */
export function restrictedColumns(fields: readonly FieldModel[]): ReadonlyMap<string, string> {
  return new Map(
    fields
      .filter(({ restricted }) => restricted)
      .flatMap((field) => columnsOf(field).map((column) => [column, field.name] as const)),
  );
}

function columnsOf(field: FieldModel): readonly string[] {
  switch (field.type) {
    case 'column':
    case 'toOne':
    case 'record':
      return [field.column];
    case 'value':
      return Object.values(field.columns);
    default:
      return [];
  }
}

/** The fields that are restricted themselves or read one that is. */
function secretFields(model: Model): ReadonlySet<FieldModel> {
  const secret = new Set<FieldModel>();
  for (let known = -1; known !== secret.size;) {
    known = secret.size;
    for (const kind of model.kinds.values()) {
      for (const field of kind.fields.values()) {
        if (field.restricted || readsSecret(model, kind, field, secret)) secret.add(field);
      }
    }
  }
  return secret;
}

function readsSecret(
  model: Model,
  kind: KindModel,
  field: FieldModel,
  secret: ReadonlySet<FieldModel>,
): boolean {
  switch (field.type) {
    case 'oneOf':
      return field.arms.some((arm) => isSecret(kind, arm, secret));
    case 'toMany':
      return holdsBySecret(model, kind, field);
    case 'computed':
      return selectsSecret(model, kind, field.selection, secret);
    default:
      return false;
  }
}

/** True when the rows of a relation are found by restricted columns, or by the link table of a restricted relation. */
function holdsBySecret(model: Model, kind: KindModel, { target, join }: ToManyField): boolean {
  const other = model.kinds.get(target);
  if (join.via === 'columns') {
    return join.on.some(
      (on) => restrictedOf(kind).has(on.own) || (other && restrictedOf(other).has(on.target)) === true,
    );
  }
  return [...kind.fields.values(), ...(other?.fields.values() ?? [])].some(
    (field) =>
      field.restricted &&
      field.type === 'toMany' &&
      field.join.via === 'link' &&
      field.join.table === join.table,
  );
}

function restrictedOf({ fields }: KindModel): ReadonlyMap<string, string> {
  return restrictedColumns([...fields.values()]);
}

/** True when a selection of a kind has a secret field in it, or names one in a filter or order of a relation. */
function selectsSecret(
  model: Model,
  kind: KindModel,
  { selections }: SelectionSetNode,
  secret: ReadonlySet<FieldModel>,
): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = model.kinds.get(selection.typeCondition?.name.value ?? '') ?? kind;
      return selectsSecret(model, on, selection.selectionSet, secret);
    }
    const field = kind.fields.get(selection.name.value);
    if (field && secret.has(field)) return true;
    if (namesSecret(selection, secret)) return true;
    const target = field && 'target' in field ? model.kinds.get(field.target) : kind;
    const inner = selection.selectionSet;
    return inner !== undefined && selectsSecret(model, target ?? kind, inner, secret);
  });
}

function namesSecret({ arguments: given = [] }: FieldNode, secret: ReadonlySet<FieldModel>): boolean {
  const names = new Set([...secret].map(({ name }) => name));
  let found = false;
  for (const argument of given) {
    visit(argument, {
      ObjectField({ name }) {
        found ||= names.has(name.value);
      },
    });
  }
  return found;
}

function isSecret(kind: KindModel, name: string, secret: ReadonlySet<FieldModel>): boolean {
  const field = kind.fields.get(name);
  return field !== undefined && secret.has(field);
}

function isOf(field: FieldModel, union: string): boolean {
  return field.type === 'oneOf' && field.union === union;
}

/** True when an enum is what secret fields hold, and no other. */
function isOnlyOf(name: string, secret: ReadonlySet<FieldModel>, shown: readonly FieldModel[]): boolean {
  const has = (field: FieldModel) =>
    (field.type === 'column' || field.type === 'computed') &&
    isEnum(field.output) &&
    field.output.name === name;
  return [...secret].some(has) && !shown.some(has);
}
