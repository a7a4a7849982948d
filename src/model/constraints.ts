import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { getMetadataArgsStorage } from 'typeorm';
import { notesOf } from '../domain/kind.js';
import { foreignKeyName } from './naming.js';
import { isEnum, type ColumnField, type KindModel, type Model } from './model.js';

/**
 * Adds what follows from the model and need not be written on every property: CHECKs and indexes to TypeORM's
 * metadata, rules to class-validator's. Called once, before any connection is opened.
 */
export function constrain(model: Model): void {
  const ledTo = new Set(
    [...model.kinds.values()].flatMap(({ fields }) =>
      [...fields.values()].flatMap((field) => (field.type === 'toOne' ? [field.target] : [])),
    ),
  );
  for (const kind of model.kinds.values()) {
    constrainDatabase(kind);
    if (ledTo.has(kind.name)) indexLinks(kind);
    constrainInput(kind);
  }
}

/**
 * What leads through records of a kind to others (awards by the country of the team) needs nothing of them but whom
 * they refer to: an index of just that is a fraction of the table, and one look-up instead of two.
 */
function indexLinks(kind: KindModel): void {
  const links = [...kind.fields.values()].filter(({ type }) => type === 'toOne');
  if (links.length === 0) return;
  getMetadataArgsStorage().indices.push({
    target: kind.entity,
    name: `${kind.table}_links`,
    columns: ['id', ...links.map(({ name }) => name)],
    unique: true,
    synchronize: true,
  });
}

function constrainDatabase(kind: KindModel): void {
  const { checks, indices } = getMetadataArgsStorage();
  const check = (name: string, expression: string) =>
    checks.push({ target: kind.entity, name: `${kind.table}_${name}`, expression });
  for (const field of kind.fields.values()) {
    if (field.type === 'column' && isEnum(field.output)) {
      const values = field.output.values.map(({ name }) => `'${name}'`).join(', ');
      check(`${field.column}_is_known`, `"${field.column}" IN (${values})`);
    }
    if (field.type === 'toOne') {
      // The records of a relation come in the order of their key unless asked otherwise: the index gives them so.
      indices.push({
        target: kind.entity,
        name: `${kind.table}_by_${field.column}`,
        columns: [field.name, kind.key],
        synchronize: true,
        ...(field.nullable ? { where: `"${field.column}" IS NOT NULL` } : {}),
      });
    }
    if (field.type === 'oneOf') {
      const set = field.arms.map((arm) => `CASE WHEN "${foreignKeyName(arm)}" IS NULL THEN 0 ELSE 1 END`);
      check(`one_${field.name}`, `${set.join(' + ')} ${field.nullable ? '<=' : '='} 1`);
    }
    if (field.type === 'value' && field.value === 'names' && !field.nullable) {
      const texts = ['ar', 'en', 'fr'].map((lang) => `"${field.columns[lang] ?? ''}"`);
      check(`${field.name}_is_given`, `COALESCE(${texts.join(', ')}) IS NOT NULL`);
    }
    if (field.type === 'value' && field.value === 'fuzzyDate') {
      indices.push({
        target: kind.entity,
        name: `${kind.table}_by_${field.columns.earliest ?? ''}`,
        columns: [`${field.name}.earliest`],
        synchronize: true,
      });
    }
  }
  for (const property of notesOf(kind.entity).records.keys()) {
    indices.push({
      target: kind.entity,
      name: `${kind.table}_by_record`,
      columns: [property],
      synchronize: true,
    });
  }
}

/** Fields whose rules stand in the base class. */
const INHERITED = { id: true, slug: true, version: true, createdAt: true, updatedAt: true, note: true };

function constrainInput(kind: KindModel): void {
  const prototype = kind.entity.prototype as object;
  for (const field of kind.fields.values()) {
    // A rule on a subclass makes class-validator forget those that the property inherits.
    if (field.name in INHERITED) continue;
    const apply = (...rules: PropertyDecorator[]) => rules.forEach((rule) => rule(prototype, field.name));
    if (field.type === 'column') {
      apply(field.nullable ? IsOptional() : IsDefined({ message: 'must be given' }), ...rulesOf(kind, field));
    } else if (field.type === 'value') {
      apply(ValidateNested());
    } else if (field.type === 'toOne' && !field.nullable) {
      apply(IsDefined({ message: 'must be given' }));
    }
  }
}

function rulesOf(kind: KindModel, field: ColumnField): PropertyDecorator[] {
  if (isEnum(field.output)) {
    const values = field.output.values.map(({ name }) => name);
    return [IsIn(values, { message: `must be one of ${values.join(', ')}` })];
  }
  switch (field.encoding) {
    case 'boolean':
      return [IsBoolean({ message: 'must be true or false' })];
    case 'integer':
      return [IsInt({ message: 'must be a whole number' })];
    case 'float':
      return [IsNumber({}, { message: 'must be a number' })];
    default: {
      const length = columnLength(kind, field);
      return [IsString({ message: 'must be text' }), ...(length ? [MaxLength(length)] : [])];
    }
  }
}

function columnLength(kind: KindModel, field: ColumnField): number | undefined {
  const column = getMetadataArgsStorage().columns.find(
    ({ target, propertyName }) =>
      propertyName === field.name &&
      (target === kind.entity || (typeof target === 'function' && kind.entity.prototype instanceof target)),
  );
  return column?.options.length === undefined ? undefined : Number(column.options.length);
}
