import type { FieldModel, KindModel, ValueField } from './model.js';

/** Fields that the registry fills by itself. */
const OWN: ReadonlySet<string> = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/** The parts of a value that people write; a date is written as one text. */
const PARTS: Readonly<Record<ValueField['value'], readonly string[]>> = {
  names: ['ar', 'en', 'fr'],
  prose: ['ar', 'en', 'fr'],
  fuzzyDate: [],
  fuzzyPeriod: [],
  quantity: ['qualifier', 'stated'],
  money: ['amount', 'currency'],
};

/** True for a field that somebody writes down, rather than the registry by itself. */
export function isWritten(field: FieldModel): boolean {
  if (OWN.has(field.name)) return false;
  if (field.type === 'toMany') return field.owned;
  if (field.type === 'value') return field.value !== 'fuzzyPeriod';
  return field.type === 'column' || field.type === 'toOne' || field.type === 'record';
}

/** What a citation can name of a record of a kind: what people state in its fields, and the parts of their values. */
export function citableFields(kind: KindModel): string[] {
  const stated = [...kind.fields.values()].filter(
    (field) => isWritten(field) && field.type !== 'record' && field.name !== 'slug',
  );
  return stated.flatMap(namesOf);
}

/** What a field can be named by: itself, and the parts of its value. */
export function namesOf(field: FieldModel): string[] {
  const parts = field.type === 'value' ? PARTS[field.value] : [];
  return [field.name, ...parts.map((part) => `${field.name}.${part}`)];
}
