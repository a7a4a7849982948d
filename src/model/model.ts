import type { GraphQLScalarType, SelectionSetNode } from 'graphql';
import type { FindingOptions } from '../domain/values/finding.js';
import type { Label } from '../domain/values/labels.js';

/** Everything the rest of the program knows about the kinds: read once from their decorators. */
export interface Model {
  /** Kinds by name, such as `Event`. */
  readonly kinds: ReadonlyMap<string, KindModel>;
  /** Names of the kinds that each union may serve. */
  readonly unions: ReadonlyMap<string, readonly string[]>;
  readonly enums: ReadonlyMap<string, EnumModel>;
  /** Object types that are not kinds: the value types, and what computed fields return. */
  readonly objects: ReadonlyMap<string, ObjectModel>;
}

/** One kind of record: a table, a type of the graph, and how the two meet. */
export interface KindModel {
  readonly name: string;
  readonly description: string;
  readonly entity: new () => object;
  readonly table: string;
  readonly prefix: string;
  /** Root field for one record. */
  readonly singular: string;
  /** Root field for many. */
  readonly plural: string;
  /** The unique field that people know a record by, and its column. */
  readonly key: string;
  /** False for what the registry notes by itself: nobody writes records of the kind. */
  readonly written: boolean;
  readonly fields: ReadonlyMap<string, FieldModel>;
  readonly dimensions: ReadonlyMap<string, Dimension>;
  /** The rules by which records of the kind are found doubtful. */
  readonly findings: readonly FindingOptions[];
  /** Columns that hold restricted fields, and the field that each belongs to. */
  readonly restricted: ReadonlyMap<string, string>;
  /** The columns, if any, that name fields of other records, and the names whose rows are not there to be seen. */
  readonly naming: { readonly columns: readonly string[]; readonly hidden: readonly string[] } | null;
}

interface FieldBase {
  readonly name: string;
  readonly description: string;
  readonly nullable: boolean;
  /** True for a personal detail, which the public model does not have. */
  readonly restricted?: boolean;
}

/** How a column is written as JSON. */
export type Encoding =
  /** Any text: escaped. */
  | 'text'
  /** Text of letters, digits, hyphens, colons and dots only: put between quotes as it is. */
  | 'token'
  | 'integer'
  | 'float'
  | 'boolean'
  /** Whole thousandths, served as a number. */
  | 'thousandths'
  /** Minor units of the currency beside it, served as a decimal string. */
  | 'amount';

/** The type that a column is served as. */
export type OutputType = GraphQLScalarType | EnumModel;

export interface ColumnField extends FieldBase {
  readonly type: 'column';
  readonly column: string;
  readonly output: OutputType;
  readonly encoding: Encoding;
  readonly unique: boolean;
}

/** Which value type an embedded field is. */
export type ValueType = 'names' | 'prose' | 'fuzzyDate' | 'fuzzyPeriod' | 'quantity' | 'money';

export interface ValueField extends FieldBase {
  readonly type: 'value';
  readonly value: ValueType;
  /** Columns by property of the value type. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface ToOneField extends FieldBase {
  readonly type: 'toOne';
  readonly target: string;
  readonly column: string;
}

/** Which rows of the target belong to a row: through a link table, or where columns compare so. */
export type Join =
  | { readonly via: 'link'; readonly table: string; readonly own: string; readonly target: string }
  | { readonly via: 'columns'; readonly on: readonly ColumnComparison[] };

export interface ColumnComparison {
  readonly own: string;
  readonly operator: '=' | '<=' | '>=';
  readonly target: string;
}

export interface ToManyField extends FieldBase {
  readonly type: 'toMany';
  readonly target: string;
  readonly join: Join;
  /** True when it is served whole, as a plain list. */
  readonly list: boolean;
  /** True when it is stored with this kind's record (the owning side of a many-to-many). */
  readonly owned: boolean;
  /** The column of the target that names the field of this kind's record that it is about, if it has one. */
  readonly about?: string;
}

export interface OneOfField extends FieldBase {
  readonly type: 'oneOf';
  readonly union: string;
  readonly arms: readonly string[];
}

/** A relation to a record of any kind, by its id. */
export interface RecordField extends FieldBase {
  readonly type: 'record';
  readonly column: string;
}

export interface ComputedField extends FieldBase {
  readonly type: 'computed';
  readonly output: OutputType | ObjectModel;
  readonly parameters: readonly ParameterModel[];
  /** What it is worked out from. */
  readonly selection: SelectionSetNode;
  /** Works it out, from an object of that shape and the arguments in order. */
  readonly compute: (record: object, args: readonly unknown[]) => unknown;
}

export interface ParameterModel {
  readonly name: string;
  readonly description: string;
  readonly type: GraphQLScalarType;
}

export type FieldModel =
  ColumnField | ValueField | ToOneField | ToManyField | OneOfField | RecordField | ComputedField;

export interface EnumModel {
  readonly kind: 'enum';
  readonly name: string;
  readonly description: string;
  readonly values: readonly { readonly name: string; readonly description: string; readonly label: Label }[];
}

export interface ObjectModel {
  readonly kind: 'object';
  readonly name: string;
  readonly description: string;
  readonly fields: readonly ObjectFieldModel[];
}

export interface ObjectFieldModel extends FieldBase {
  readonly output: OutputType;
  readonly encoding: Encoding;
}

/** A step from a record to another. */
export type Hop = ToOneField | ToManyField;

/** A way from a record over relations to a field; a to-many relation at its end stands for the records it leads to. */
export interface Path {
  readonly hops: readonly Hop[];
  readonly field: ColumnField | ValueField | Hop;
}

/** What groups can be formed by. Several paths stand for one value: whichever is set (the arms of a one-of). */
export interface Dimension {
  readonly name: string;
  readonly description: string;
  readonly paths: readonly Path[];
  readonly leaf: 'record' | 'column' | 'date' | 'currency';
  /** True when a record can have several values, because a path crosses a to-many relation. */
  readonly toMany: boolean;
}

/** The kind of that name. Throws when there is none: a name out of the graph is always one of the model. */
export function kindNamed(model: Model, name: string): KindModel {
  const kind = model.kinds.get(name);
  if (!kind) throw new Error(`No kind is named ${name}.`);
  return kind;
}

/** Kinds such that each comes after those that its records refer to. */
export function inOrderOfReference(model: Model): KindModel[] {
  const ordered = new Set<KindModel>();
  const visit = (kind: KindModel) => {
    for (const field of kind.fields.values()) {
      if (field.type === 'toOne' && field.target !== kind.name) visit(kindNamed(model, field.target));
    }
    ordered.add(kind);
  };
  for (const kind of model.kinds.values()) visit(kind);
  return [...ordered];
}

/** The kind that an id belongs to by its prefix, if any. */
export function kindOfId(model: Model, id: string): KindModel | undefined {
  const prefix = id.slice(0, id.indexOf('_'));
  return [...model.kinds.values()].find((kind) => kind.prefix === prefix);
}

/** The to-one field of that name. */
export function toOneNamed(kind: KindModel, name: string): ToOneField {
  const field = kind.fields.get(name);
  if (field?.type !== 'toOne') throw new Error(`${kind.name}.${name} is not a to-one relation.`);
  return field;
}

/** The column that people know records of a kind by. */
export function keyColumn(kind: KindModel): ColumnField {
  const field = kind.fields.get(kind.key);
  if (field?.type !== 'column') throw new Error(`${kind.name}.${kind.key} is not a column.`);
  return field;
}

/** True for an enum of the model, false for a scalar. */
export function isEnum(output: OutputType | ObjectModel): output is EnumModel {
  return 'kind' in output && output.kind === 'enum';
}
