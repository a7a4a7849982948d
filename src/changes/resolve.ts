import { validateSync, type ValidationError } from 'class-validator';
import type { Registered } from '../domain/registered.js';
import { FuzzyDate } from '../domain/values/fuzzy-date.js';
import { FuzzyPeriod } from '../domain/values/fuzzy-period.js';
import type { Lang } from '../domain/values/lang.js';
import { Money } from '../domain/values/money.js';
import { Names } from '../domain/values/names.js';
import { Prose } from '../domain/values/prose.js';
import { Qualifier, Quantity } from '../domain/values/quantity.js';
import type { ChangeErrorCode } from '../model/change-errors.js';
import type { InputPath } from '../model/errors.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ValueField } from '../model/model.js';
import { isWritten } from '../model/written.js';
import { checkCitedFields } from './cited-field.js';
import type { Lookup } from './lookup.js';
import { wordedRule, type MessageKey } from './messages.js';
import { NESTED } from './nested.js';
import type { Operation } from './operation.js';
import type { Problems } from './problems.js';
import { aboutProperty, valueIn } from './written.js';

/** A control character, or half of a pair of surrogates: neither database keeps them as they are. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\u202a-\u202e\u2066-\u2069]/;

/** Stands for a record that is named but not there: that it is missing would be a second complaint about the same thing. */
const NOWHERE = { id: '' };

/** What a record is read from. */
export interface Reading {
  readonly kind: KindModel;
  readonly input: Readonly<Record<string, unknown>>;
  /** The record as it is, of which the input changes only what it mentions; null when the input is the whole record. */
  readonly base: Registered | null;
  readonly operation: Operation;
  /** Where the input is inside the operation's. */
  readonly at: InputPath;
}

type Report = (
  path: InputPath,
  code: ChangeErrorCode,
  key: MessageKey,
  values?: Readonly<Record<string, string | number>>,
) => void;

/**
 * Turns what people write into a record: references into ids, written values into value types, and everything checked
 * that can be told without the database. The record counts only when there are no problems.
 */
export class Resolver {
  constructor(
    private readonly model: Model,
    private readonly lookup: Lookup,
    private readonly problems: Problems,
  ) {}

  /** The record, without its id and its versions where it is new. */
  resolve({ kind, input, base, operation, at }: Reading): Registered {
    const report: Report = (path, code, key, values) =>
      this.problems.inInput(operation, [...at, ...path], code, key, values);
    const entity = Object.assign(new kind.entity() as Registered, base);
    const values = entity as unknown as Record<string, unknown>;
    const accepted: string[] = [];
    for (const field of kind.fields.values()) {
      if (!isWritten(field)) continue;
      accepted.push(field.name);
      if (base && input[field.name] === undefined) continue;
      const property = field.type === 'record' ? (aboutProperty(kind) ?? '') : field.name;
      values[property] = this.field(field, input[field.name], report);
    }
    for (const name of Object.keys(input)) {
      if (!accepted.includes(name) && !(name in NESTED && kind.fields.has(name))) {
        report([name], 'INVALID', 'unknownField', { kind: kind.name, keys: accepted.join(', ') });
      }
    }
    reportText(input, [], report);
    checkCitedFields(this.model, kind, entity, report);
    reportArcs(kind, entity, report);
    if (!base) Object.assign(entity, { id: '', version: 1, createdAt: '', updatedAt: '' });
    entity.derive();
    this.validate(kind, entity, operation, at);
    return entity;
  }

  private validate(kind: KindModel, entity: Registered, operation: Operation, at: InputPath): void {
    const errors = validateSync(entity, {
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
    });
    const tell = (error: ValidationError, path: InputPath) => {
      for (const [rule, message] of Object.entries(error.constraints ?? {})) {
        const english = message.startsWith(`${error.property} `)
          ? message.slice(error.property.length + 1)
          : message;
        const isMissing = rule === 'isDefined' || valueIn(entity, String(path[0])) === undefined;
        const text = wordedRule(this.problems.lang, rule, english);
        this.problems.say(operation, [...at, ...path], isMissing ? 'REQUIRED' : 'INVALID', text);
      }
      for (const child of error.children ?? []) tell(child, pathOfPart(kind, error.property, child.property));
    };
    for (const error of errors) tell(error, [error.property]);
  }

  private field(field: FieldModel, input: unknown, report: Report): unknown {
    switch (field.type) {
      case 'toOne':
        return input === undefined || input === null
          ? null
          : this.reference(field.target, input, [field.name], report);
      case 'toMany': {
        if (input === undefined || input === null) return [];
        if (!Array.isArray(input)) {
          report([field.name], 'INVALID', 'mustBeList');
          return [];
        }
        const found = input.map((item, index) =>
          this.reference(field.target, item, [field.name, index], report),
        );
        return [...new Map(found.map((target) => [target.id, target])).values()];
      }
      case 'record': {
        if (input === undefined || input === null) {
          report([field.name], 'REQUIRED', 'required');
          return '';
        }
        const id = this.lookup.findAny(String(input));
        if (id === undefined) report([field.name], 'UNKNOWN_REFERENCE', 'unknownRecord');
        return id ?? '';
      }
      case 'value':
        return valueOf(field, input, report);
      default:
        return field.name === 'slug' ? input : (input ?? null);
    }
  }

  private reference(target: string, key: unknown, path: InputPath, report: Report): { id: string } {
    const kind = kindNamed(this.model, target);
    const id = this.lookup.find(kind, String(key));
    if (id !== undefined) return { id };
    report(path, 'UNKNOWN_REFERENCE', 'unknownReference', { kind: target, key: kind.key });
    return NOWHERE;
  }
}

/** Where people write what a part of a value follows from. */
function pathOfPart(kind: KindModel, name: string, part: string): InputPath {
  const field = kind.fields.get(name);
  if (field?.type !== 'value') return [name, part];
  if (field.value === 'fuzzyDate' || field.value === 'fuzzyPeriod') return [name];
  if (field.value === 'quantity') return [name, part === 'qualifier' ? part : 'stated'];
  return [name, part];
}

function reportArcs(kind: KindModel, entity: Registered, report: Report): void {
  for (const field of kind.fields.values()) {
    if (field.type !== 'oneOf') continue;
    const set = field.arms.filter((arm) => (valueIn(entity, arm) ?? null) !== null);
    if (set.length === 1 || (set.length === 0 && field.nullable)) continue;
    const keys = field.arms.join(', ');
    const path = [set[1] ?? field.arms[0] ?? ''];
    report(path, set.length === 0 ? 'REQUIRED' : 'INVALID', field.nullable ? 'atMostOne' : 'exactlyOne', {
      keys,
    });
  }
}

function valueOf(field: ValueField, input: unknown, report: Report): unknown {
  const path = [field.name];
  if (!field.nullable && (input === undefined || input === null)) report(path, 'REQUIRED', 'required');
  switch (field.value) {
    case 'names': {
      const names = mapping(input, ['ar', 'en', 'fr', 'original'], path, report);
      if (names && !field.nullable && [names.ar, names.en, names.fr].every((text) => text == null)) {
        report(path, 'REQUIRED', 'required');
      }
      return Names.of(names as { original?: Lang } | null);
    }
    case 'prose':
      return Prose.of(mapping(input, ['ar', 'en', 'fr'], path, report));
    case 'fuzzyDate':
      if (input !== undefined && input !== null && typeof input !== 'string' && typeof input !== 'number') {
        report(path, 'INVALID', 'date');
        return FuzzyDate.of(null);
      }
      return FuzzyDate.of(input === undefined || input === null ? null : String(input));
    case 'fuzzyPeriod':
      return new FuzzyPeriod();
    case 'quantity':
      return quantityOf(input, path, report);
    case 'money': {
      const money = mapping(input, ['amount', 'currency'], path, report);
      if (money && (money.amount == null || typeof money.currency !== 'string')) {
        report(path, 'INVALID', 'money');
        return Money.of(null);
      }
      const value = Money.of(money as { amount: number; currency: string } | null);
      if (!Number.isNaN(value.amount)) return value;
      report([...path, 'amount'], 'INVALID', 'amount');
      return Money.of(null);
    }
  }
}

function quantityOf(input: unknown, path: InputPath, report: Report): Quantity {
  if (input === undefined || input === null) return Quantity.of(null);
  if (typeof input === 'number') return Quantity.of(input);
  const given = mapping(input, ['qualifier', 'stated'], path, report);
  const wanted = given?.qualifier ?? (given && 'stated' in given ? Qualifier.EXACT : undefined);
  const qualifier = Object.values(Qualifier).find((value) => value === wanted);
  if (!qualifier || typeof given?.stated !== 'number') {
    report(path, 'INVALID', 'quantity', { keys: Object.values(Qualifier).join(', ') });
    return Quantity.of(null);
  }
  return Quantity.of({ qualifier, stated: given.stated });
}

/** A mapping with no other keys than these; null when nothing is given. */
function mapping(
  input: unknown,
  keys: readonly string[],
  path: InputPath,
  report: Report,
): Record<string, unknown> | null {
  if (input === undefined || input === null) return null;
  if (typeof input !== 'object' || Array.isArray(input)) {
    report(path, 'INVALID', 'form', { keys: keys.join(', ') });
    return null;
  }
  for (const key of Object.keys(input)) {
    if (!keys.includes(key)) report([...path, key], 'INVALID', 'unknownKey', { keys: keys.join(', ') });
  }
  return input as Record<string, unknown>;
}

function reportText(input: unknown, path: InputPath, report: Report): void {
  if (typeof input === 'string') {
    if (UNPRINTABLE.test(input) || !input.isWellFormed()) report(path, 'INVALID', 'unprintable');
  } else if (typeof input === 'object' && input !== null) {
    for (const [key, value] of Object.entries(input)) {
      if (!(key in NESTED)) reportText(value, [...path, Array.isArray(input) ? Number(key) : key], report);
    }
  }
}
