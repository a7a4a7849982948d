import { notesOf } from '../domain/kind.js';
import type { Registered } from '../domain/registered.js';
import { minorDigits } from '../domain/values/money.js';
import { THOUSANDTHS } from '../domain/values/quantity.js';
import type { FieldModel, KindModel, ToManyField, ValueField } from '../model/model.js';
import { isWritten } from '../model/written.js';

/** A record as people write it, with references by id: what makes the record again when it is read. */
export type Written = Readonly<Record<string, unknown>>;

/** True for a relation whose pairs are stored with the record. */
export function isOwnedLink(field: FieldModel): field is ToManyField {
  return field.type === 'toMany' && field.owned;
}

/** The fields of a kind that somebody writes down. */
export function writableFields(kind: KindModel): FieldModel[] {
  return [...kind.fields.values()].filter(isWritten);
}

/** The property that holds the id of the record that a record of this kind is about; null for kinds that are about none. */
export function aboutProperty(kind: KindModel): string | null {
  return [...notesOf(kind.entity).records.keys()][0] ?? null;
}

/** The record as people write it. What is not stated is null. */
export function writtenForm(kind: KindModel, record: Registered): Written {
  return Object.fromEntries(
    writableFields(kind).map((field) => [field.name, writtenField(kind, field, record)]),
  );
}

function writtenField(kind: KindModel, field: FieldModel, record: Registered): unknown {
  const value = valueIn(record, field.name);
  switch (field.type) {
    case 'toOne':
      return (value as { id: string } | null | undefined)?.id ?? null;
    case 'toMany':
      return linkedIds(record, field);
    case 'record':
      return valueIn(record, aboutProperty(kind) ?? '') ?? null;
    case 'value':
      return writtenValue(field, (name) => (value as Readonly<Record<string, unknown>>)[name]);
    default:
      return value ?? null;
  }
}

/** A value as people write it, from its parts as they are kept; null when it is not stated. */
export function writtenValue({ value }: ValueField, part: (name: string) => unknown): unknown {
  switch (value) {
    case 'names':
      return given({ ar: part('ar'), en: part('en'), fr: part('fr'), original: part('original') });
    case 'prose':
      return given({ ar: part('ar'), en: part('en'), fr: part('fr') });
    case 'fuzzyDate':
      return part('edtf');
    case 'fuzzyPeriod':
      return null;
    case 'quantity': {
      const stated = part('stated') ?? null;
      return stated === null ? null : { stated: Number(stated) / THOUSANDTHS, qualifier: part('qualifier') };
    }
    case 'money': {
      const [amount = null, currency = null] = [part('amount'), part('currency')];
      if (amount === null || currency === null) return null;
      return { amount: decimal(Number(amount), String(currency)), currency };
    }
  }
}

/** An amount of minor units as people write it. */
function decimal(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function given(parts: Readonly<Record<string, unknown>>): object | null {
  const found = Object.entries(parts).filter(([, part]) => part !== null && part !== undefined);
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** The ids of the records that a record is linked to, in a fixed order. */
export function linkedIds(record: Registered, field: ToManyField): string[] {
  return ((valueIn(record, field.name) as { id: string }[] | undefined) ?? []).map(({ id }) => id).sort();
}

/** The value of a property that is known by name only. */
export function valueIn(record: Registered, name: string): unknown {
  return (record as unknown as Readonly<Record<string, unknown>>)[name];
}

/** The id that a to-one relation leads to. */
export function targetId(record: Registered, name: string): string | null {
  return (valueIn(record, name) as { id: string } | null | undefined)?.id ?? null;
}

/** The fields in which two written forms of a kind differ. */
export function changedFields(before: Written, after: Written): string[] {
  return Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** A written value as text that a person can read; records are told by their slugs, as far as these are known. */
export function printed(
  field: FieldModel | undefined,
  value: unknown,
  slugOf: (id: string) => string,
): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return isReference(field) ? slugOf(value) : value;
  if (Array.isArray(value)) {
    return value.length === 0 ? null : value.map((item) => printed(field, item, slugOf)).join(', ');
  }
  if (typeof value !== 'object') return JSON.stringify(value);
  const parts = value as Readonly<Record<string, unknown>>;
  if ('amount' in parts) return `${String(parts.amount)} ${String(parts.currency)}`;
  if ('stated' in parts) {
    const stated = String(parts.stated);
    return parts.qualifier === 'EXACT' ? stated : `${String(parts.qualifier)} ${stated}`;
  }
  return Object.entries(parts)
    .map(([name, part]) => `${name}: ${String(part)}`)
    .join('; ');
}

/** True for fields whose written form is ids of records. */
export function isReference(field: FieldModel | undefined): boolean {
  return field?.type === 'toOne' || field?.type === 'toMany' || field?.type === 'record';
}
