import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  GraphQLScalarType,
  GraphQLString,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { getMetadataArgsStorage } from 'typeorm';
import { declaredKinds, notesOf } from '../domain/kind.js';
import { Decimal } from '../domain/values/decimal.js';
import { FuzzyDate } from '../domain/values/fuzzy-date.js';
import { FuzzyPeriod } from '../domain/values/fuzzy-period.js';
import { Amount, Money } from '../domain/values/money.js';
import { labelsOf, type Label } from '../domain/values/labels.js';
import { Names } from '../domain/values/names.js';
import { Prose } from '../domain/values/prose.js';
import { Quantity } from '../domain/values/quantity.js';
import { dimensionsOf } from './dimensions.js';
import { checkFindings } from './findings.js';
import { addInverses } from './inverses.js';
import { restrictedColumns } from './public.js';
import { columnName, foreignKeyName, linkColumnName, linkTableName } from './naming.js';
import {
  isEnum,
  type ColumnField,
  type ComputedField,
  type Encoding,
  type EnumModel,
  type FieldModel,
  type KindModel,
  type Model,
  type ObjectModel,
  type OutputType,
  type ValueType,
} from './model.js';

type Class = new () => object;

const VALUE_TYPES = new Map<unknown, ValueType>([
  [Names, 'names'],
  [Prose, 'prose'],
  [FuzzyDate, 'fuzzyDate'],
  [FuzzyPeriod, 'fuzzyPeriod'],
  [Quantity, 'quantity'],
  [Money, 'money'],
]);

const SCALARS = new Map<unknown, GraphQLScalarType>([
  [String, GraphQLString],
  [Boolean, GraphQLBoolean],
  [Number, GraphQLFloat],
]);

/** Scalars whose text never needs escaping in JSON. */
const TOKENS = new Set<string>(['ID', 'Date', 'DateTime', 'CurrencyCode']);

/**
 * Reads the decorators of every declared kind. Throws an Error that names the class and the property when two
 * decorators disagree, or one is missing.
 */
export function readModel(): Model {
  const enums = new Map(enumModels().map((found) => [found.name, found]));
  const objects = new Map<string, ObjectModel>();
  const entities = new Map<Class, KindModel>();
  const unions = new Map<string, readonly string[]>();
  const kinds = new Map<string, KindModel>();
  for (const entity of declaredKinds()) {
    const kind = readKind(entity, objects);
    entities.set(entity, kind);
    kinds.set(kind.name, kind);
  }
  const model: Model = { kinds, unions, enums, objects };
  for (const [entity, kind] of entities) addInverses(model, entities, entity, kind);
  for (const kind of kinds.values()) {
    for (const field of kind.fields.values()) {
      if (field.type !== 'oneOf') continue;
      const members = field.arms.map((arm) => {
        const found = kind.fields.get(arm);
        if (found?.type !== 'toOne')
          throw new Error(`${kind.name}.${field.name}: ${arm} is not a to-one relation.`);
        return found.target;
      });
      const known = unions.get(field.union);
      if (known && known.join() !== members.join()) {
        throw new Error(`${kind.name}.${field.name}: the union ${field.union} already has other members.`);
      }
      unions.set(field.union, members);
    }
  }
  for (const [entity, kind] of entities) {
    (kind.dimensions as Map<string, unknown>).clear();
    for (const [name, dimension] of dimensionsOf(model, kind, notesOf(entity).dimensions)) {
      (kind.dimensions as Map<string, unknown>).set(name, dimension);
    }
  }
  checkFindings(model);
  return model;
}

function readKind(entity: Class, objects: Map<string, ObjectModel>): KindModel {
  const notes = notesOf(entity);
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
  const objectType = getMetadataStorage().objectTypes.find(({ target }) => target === entity);
  if (!notes.options || !table || !objectType) {
    throw new Error(`${entity.name} needs @ObjectType, @Entity('table_name') and @Kind.`);
  }
  const fields = new Map<string, FieldModel>();
  for (const field of readFields(entity, objects)) fields.set(field.name, field);
  for (const { name, union, arms, description, required } of notes.oneOfs) {
    fields.set(name, { type: 'oneOf', name, union, arms, description, nullable: !required });
  }
  for (const property of notes.records.keys()) {
    const name = property.replace(/Id$/, '');
    fields.set(name, {
      type: 'record',
      name,
      description: 'The record that it is about.',
      nullable: true,
      column: columnName(property),
    });
  }
  const naming = [...notes.fieldNames.keys()].map((property) => columnName(property));
  return {
    name: objectType.name,
    description: objectType.description ?? '',
    entity,
    table,
    prefix: notes.options.prefix,
    singular: objectType.name.charAt(0).toLowerCase() + objectType.name.slice(1),
    plural: notes.options.plural,
    key: notes.options.key ?? 'slug',
    written: notes.options.written ?? true,
    fields,
    dimensions: new Map(),
    findings: notes.findings,
    restricted: restrictedColumns([...fields.values()]),
    naming: naming.length === 0 ? null : { columns: naming, hidden: [] },
  };
}

function readFields(entity: Class, objects: Map<string, ObjectModel>): FieldModel[] {
  return fieldsOf(entity).map((field): FieldModel => {
    const at = `${entity.name}.${field.name}`;
    const restricted = notesOf(entity).restricted.has(field.name);
    const base = {
      name: field.name,
      description: `${described(at, field.description)}${restricted ? ' Restricted.' : ''}`,
      nullable: field.typeOptions.nullable === true,
      ...(restricted ? { restricted } : {}),
    };
    const type: unknown = field.getType();
    const selection = notesOf(entity).requirements.get(field.name);
    if (selection !== undefined)
      return { ...base, ...readComputed(entity, field.name, type, selection, objects) };
    const storage = getMetadataArgsStorage();
    const value = VALUE_TYPES.get(type);
    if (value) {
      objectModel(type as Class, objects);
      return { ...base, type: 'value', value, columns: embeddedColumns(type as Class, field.name) };
    }
    const relation = storage.relations.find(
      ({ target, propertyName }) => target === entity && propertyName === field.name,
    );
    if (relation) {
      const target = targetOf(relation.type);
      if (relation.relationType === 'many-to-one') {
        if (base.nullable !== (relation.options.nullable !== false)) {
          throw new Error(`${at}: @Field and @ManyToOne disagree on nullable.`);
        }
        return { ...base, type: 'toOne', target: nameOf(target), column: foreignKeyName(field.name) };
      }
      const own = tableOf(entity);
      return {
        ...base,
        type: 'toMany',
        target: nameOf(target),
        join: {
          via: 'link',
          table: linkTableName(own, field.name),
          own: linkColumnName(own),
          target: linkColumnName(tableOf(target)),
        },
        list: false,
        owned: true,
      };
    }
    return readColumn(entity, base, type);
  });
}

function readColumn(
  entity: Class,
  base: Pick<ColumnField, 'name' | 'description' | 'nullable' | 'restricted'>,
  type: unknown,
): ColumnField {
  const at = `${entity.name}.${base.name}`;
  const column = getMetadataArgsStorage().columns.find(
    ({ target, propertyName }) => isSelfOrBase(entity, target) && propertyName === base.name,
  );
  if (!column) throw new Error(`${at} has @Field but neither @Column, a relation nor @Requires.`);
  if ((column.options.nullable === true) !== base.nullable) {
    throw new Error(`${at}: @Field and @Column disagree on nullable.`);
  }
  const output = outputOf(at, type);
  const keys = ['slug', notesOf(entity).options?.key];
  return {
    ...base,
    type: 'column',
    column: columnName(base.name),
    output,
    encoding: keys.includes(base.name) ? 'token' : encodingOf(output),
    unique: column.options.unique === true || column.options.primary === true,
  };
}

function readComputed(
  entity: Class,
  method: string,
  type: unknown,
  selection: string,
  objects: Map<string, ObjectModel>,
): Pick<ComputedField, 'type' | 'output' | 'parameters' | 'selection' | 'compute'> {
  const at = `${entity.name}.${method}`;
  const parameters = getMetadataStorage()
    .params.filter((param) => param.target === entity.prototype.constructor && param.methodName === method)
    .sort((a, b) => a.index - b.index)
    .map((param) => {
      if (param.kind !== 'arg') throw new Error(`${at}: only @Arg parameters are understood.`);
      const output = outputOf(at, param.getType());
      if (isEnum(output)) throw new Error(`${at}: an enum is not understood as a parameter.`);
      return {
        name: param.name,
        description: described(`${at}(${param.name})`, param.description),
        type: output,
      };
    });
  const compute = (record: object, args: readonly unknown[]): unknown => {
    const subject = Object.assign(
      Object.create(entity.prototype) as Record<string, (...args: unknown[]) => unknown>,
      record,
    );
    return subject[method]?.(...args);
  };
  const output = objectModel(type as Class, objects) ?? outputOf(at, type);
  return { type: 'computed', output, parameters, selection: selectionSetOf(selection), compute };
}

function selectionSetOf(selection: string): SelectionSetNode {
  const [definition] = parse(selection).definitions;
  if (definition?.kind !== 'OperationDefinition') throw new Error('A computed field needs a selection.');
  return definition.selectionSet;
}

function enumModels(): EnumModel[] {
  return getMetadataStorage().enums.map(({ enumObj, name, description, valuesConfig }) => ({
    kind: 'enum',
    name,
    description: described(name, description),
    values: Object.keys(enumObj).map((value) => ({
      name: value,
      label: labelled(`${name}.${value}`, labelsOf(enumObj)?.[value]),
      description: described(
        `${name}.${value}`,
        (valuesConfig as Record<string, { description?: string }>)[value]?.description,
      ),
    })),
  }));
}

function objectModel(type: Class, objects: Map<string, ObjectModel>): ObjectModel | undefined {
  const metadata = getMetadataStorage().objectTypes.find(({ target }) => target === type);
  if (!metadata) return undefined;
  const known = objects.get(metadata.name);
  if (known) return known;
  const model: ObjectModel = {
    kind: 'object',
    name: metadata.name,
    description: described(metadata.name, metadata.description),
    fields: fieldsOf(type).map((field) => {
      const at = `${type.name}.${field.name}`;
      const output = outputOf(at, field.getType());
      return {
        name: field.name,
        description: described(at, field.description),
        nullable: field.typeOptions.nullable === true,
        output,
        encoding: encodingOf(output),
      };
    }),
  };
  objects.set(model.name, model);
  return model;
}

/** Fields of a class, those of its base class first. */
function fieldsOf(type: Class) {
  const lineage: unknown[] = [];
  for (
    let current: unknown = type;
    typeof current === 'function' && current.prototype;
    current = Object.getPrototypeOf(current)
  ) {
    lineage.unshift(current);
  }
  return lineage.flatMap((current) => getMetadataStorage().fields.filter(({ target }) => target === current));
}

function embeddedColumns(type: Class, property: string): Record<string, string> {
  const columns = getMetadataArgsStorage().columns.filter(({ target }) => target === type);
  return Object.fromEntries(
    columns.map(({ propertyName }) => [propertyName, columnName(propertyName, [property])]),
  );
}

const enumsByObject = (): Map<unknown, EnumModel> => {
  const models = new Map(enumModels().map((found) => [found.name, found]));
  return new Map(
    getMetadataStorage().enums.map(({ enumObj, name }) => [enumObj, models.get(name) as EnumModel]),
  );
};

let knownEnums: Map<unknown, EnumModel> | undefined;

function outputOf(at: string, type: unknown): OutputType {
  const scalar = type instanceof GraphQLScalarType ? type : SCALARS.get(type);
  if (scalar) return scalar;
  knownEnums ??= enumsByObject();
  const found = knownEnums.get(type);
  if (!found) throw new Error(`${at} has a type that is neither a scalar, an enum nor a kind.`);
  return found;
}

function encodingOf(output: OutputType): Encoding {
  if (isEnum(output) || TOKENS.has(output.name)) return 'token';
  switch (output) {
    case GraphQLInt:
      return 'integer';
    case GraphQLFloat:
      return 'float';
    case GraphQLBoolean:
      return 'boolean';
    case Decimal:
      return 'thousandths';
    case Amount:
      return 'amount';
    default:
      return 'text';
  }
}

function targetOf(type: unknown): Class {
  return (type as () => Class)();
}

function nameOf(entity: Class): string {
  const name = getMetadataStorage().objectTypes.find(({ target }) => target === entity)?.name;
  if (!name) throw new Error(`${entity.name} needs @ObjectType.`);
  return name;
}

function tableOf(entity: Class): string {
  return getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name ?? '';
}

function isSelfOrBase(entity: Class, target: unknown): boolean {
  return target === entity || (typeof target === 'function' && entity.prototype instanceof (target as Class));
}

function labelled(at: string, label: Label | undefined): Label {
  if (!label) throw new Error(`${at} needs a label in Arabic and French (labelEnum): groups print it.`);
  return label;
}

function described(at: string, description: string | undefined): string {
  if (!description) throw new Error(`${at} needs a description: analysts read it.`);
  return description;
}
