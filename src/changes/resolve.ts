import { validateSync, type ValidationError } from 'class-validator';
import { notesOf } from '../domain/kind.js';
import type { Registered } from '../domain/registered.js';
import { FuzzyDate } from '../domain/values/fuzzy-date.js';
import { FuzzyPeriod } from '../domain/values/fuzzy-period.js';
import type { Lang } from '../domain/values/lang.js';
import { Money } from '../domain/values/money.js';
import { Names } from '../domain/values/names.js';
import { Prose } from '../domain/values/prose.js';
import { Qualifier, Quantity } from '../domain/values/quantity.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ValueField } from '../model/model.js';
import { isWritten } from '../model/written.js';
import { checkCitedFields } from './cited-field.js';
import { idOf, problemAt, type Draft, type Problem } from './draft.js';

/** A record that has been checked and can be written. */
export interface Resolved {
  readonly kind: KindModel;
  readonly entity: Registered;
}

/** Lists that are written inside the record that they are about, and the kind that each holds. */
const NESTED: Readonly<Record<string, string>> = { citations: 'Citation', externalIds: 'ExternalId' };

/** A control character, or half of a pair of surrogates: neither database keeps them as they are. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\u202a-\u202e]/;

/**
 * Turns drafts into records: references into ids, written values into value types, and everything checked. All
 * problems are reported; the records count only when there are none.
 */
export function resolveDrafts(
  model: Model,
  drafts: readonly Draft[],
): { records: Resolved[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const all = drafts.flatMap((draft) => [draft, ...nestedDrafts(model, draft, problems)]);
  const known = new Index(all, problems);
  const records = all.map((draft) => resolveDraft(model, draft, known, problems));
  return { records, problems };
}

/** The drafts of citations and external ids that stand inside a record. */
function nestedDrafts(model: Model, draft: Draft, problems: Problem[]): Draft[] {
  return Object.entries(NESTED).flatMap(([name, kindName]) => {
    const list = draft.input[name];
    if (list === undefined) return [];
    if (!Array.isArray(list)) {
      problems.push(problemAt(draft, [name], 'must be a list'));
      return [];
    }
    const kind = kindNamed(model, kindName);
    const slug = String(draft.input.slug);
    return (list as unknown[]).flatMap((item, index): Draft[] => {
      if (typeof item !== 'object' || item === null) {
        problems.push(problemAt(draft, [name, index], 'must be fields and their values'));
        return [];
      }
      const about = idOf(draft.kind, slug);
      return [
        {
          kind,
          // Named after what it is about: short, and the same at every load.
          input: { ...item, recordId: about, slug: `${about.replace('_', '-')}-${index + 1}` },
          at: {
            file: draft.at.file,
            line: (path) => draft.at.line([name, index, ...path]),
            path: [...draft.at.path, name, index],
          },
        },
      ];
    });
  });
}

/** The records that references can name, by kind and key. */
class Index {
  private readonly ids = new Map<string, string>();

  constructor(drafts: readonly Draft[], problems: Problem[]) {
    const taken = new Map<string, Draft>();
    for (const draft of drafts) {
      const { kind, input } = draft;
      if (typeof input.slug !== 'string') continue;
      for (const field of kind.fields.values()) {
        if (field.type !== 'column' || !field.unique || input[field.name] === undefined) continue;
        const value = `${kind.name}.${field.name}:${String(input[field.name])}`;
        const other = taken.get(value);
        if (other) {
          problems.push(
            problemAt(
              draft,
              [field.name],
              `is taken already, in line ${other.at.line([field.name])} of ${other.at.file}`,
            ),
          );
        }
        taken.set(value, draft);
        if (field.name === kind.key)
          this.ids.set(`${kind.name}:${String(input[field.name])}`, idOf(kind, input.slug));
      }
    }
  }

  find(kind: KindModel, key: unknown): string | undefined {
    return this.ids.get(`${kind.name}:${String(key)}`);
  }
}

function resolveDraft(model: Model, draft: Draft, known: Index, problems: Problem[]): Resolved {
  const { kind, input } = draft;
  const entity = new kind.entity() as Registered;
  const values = entity as unknown as Record<string, unknown>;
  const report = (path: readonly (string | number)[], message: string) =>
    problems.push(problemAt(draft, path, message));
  const accepted = new Set(['slug']);
  for (const field of kind.fields.values()) {
    if (!isWritten(field)) continue;
    accepted.add(field.name);
    values[field.name] = resolveField(model, field, input[field.name], known, report);
  }
  for (const property of notesOf(kind.entity).records.keys()) {
    accepted.add(property);
    values[property] = input[property];
  }
  for (const name of Object.keys(input)) {
    if (!accepted.has(name) && !(name in NESTED && kind.fields.has(name))) {
      report([name], `is not a field of ${kind.name}; it has ${[...accepted].join(', ')}`);
    }
  }
  reportText(input, [], report);
  checkCitedFields(model, kind, input, report);
  for (const field of kind.fields.values()) {
    if (field.type !== 'oneOf') continue;
    const set = field.arms.filter((arm) => input[arm] !== undefined && input[arm] !== null);
    if (set.length > 1 || (set.length === 0 && !field.nullable)) {
      report(
        [set[1] ?? field.arms[0] ?? ''],
        `give ${field.nullable ? 'at most' : 'exactly'} one of ${field.arms.join(', ')}`,
      );
    }
  }
  const slug = String(input.slug);
  Object.assign(entity, { id: idOf(kind, slug), slug: input.slug, version: 1, createdAt: '', updatedAt: '' });
  entity.derive();
  const errors = validateSync(entity, {
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  for (const error of errors) reportErrors(error, [], report);
  return { kind, entity };
}

type Report = (path: readonly (string | number)[], message: string) => void;

function resolveField(
  model: Model,
  field: FieldModel,
  input: unknown,
  known: Index,
  report: Report,
): unknown {
  switch (field.type) {
    case 'toOne':
      return input === undefined || input === null
        ? null
        : reference(model, field.target, input, [field.name], known, report);
    case 'toMany': {
      if (input === undefined) return [];
      if (!Array.isArray(input)) {
        report([field.name], 'must be a list');
        return [];
      }
      return input.map((item, index) =>
        reference(model, field.target, item, [field.name, index], known, report),
      );
    }
    case 'value':
      return valueOf(field, input, report);
    default:
      return input ?? null;
  }
}

function reference(
  model: Model,
  target: string,
  key: unknown,
  path: readonly (string | number)[],
  known: Index,
  report: Report,
): { id: string } {
  const kind = kindNamed(model, target);
  const id = known.find(kind, key);
  if (id === undefined) {
    report(path, `names no ${target}: there is none with this ${kind.key}`);
    // Not null: that it is missing would be a second complaint about the same thing.
    return { id: '' };
  }
  return { id };
}

function valueOf(field: ValueField, input: unknown, report: Report): unknown {
  const path = [field.name];
  if (!field.nullable && (input === undefined || input === null)) {
    report(path, 'must be given');
  }
  switch (field.value) {
    case 'names':
      return Names.of(
        mapping(input, ['ar', 'en', 'fr', 'original'], path, report) as { original?: Lang } | null,
      );
    case 'prose':
      return Prose.of(mapping(input, ['ar', 'en', 'fr'], path, report));
    case 'fuzzyDate':
      if (input !== undefined && input !== null && typeof input !== 'string' && typeof input !== 'number') {
        report(path, 'must be a date in EDTF, such as 2024-06-12, 2024-06 or 2024');
        return FuzzyDate.of(null);
      }
      return FuzzyDate.of(input === undefined || input === null ? null : String(input));
    case 'fuzzyPeriod':
      return new FuzzyPeriod();
    case 'quantity':
      return quantityOf(input, path, report);
    case 'money': {
      const money = mapping(input, ['amount', 'currency'], path, report);
      if (money && (money.amount === undefined || typeof money.currency !== 'string')) {
        report(path, 'needs an amount and a currency');
        return Money.of(null);
      }
      const value = Money.of(money as { amount: number; currency: string } | null);
      if (!Number.isNaN(value.amount)) return value;
      report([...path, 'amount'], 'must be an amount that the currency has, such as 12.50');
      return Money.of(null);
    }
  }
}

function quantityOf(input: unknown, path: readonly (string | number)[], report: Report): Quantity {
  if (input === undefined || input === null) return Quantity.of(null);
  if (typeof input === 'number') return Quantity.of(input);
  const given = mapping(input, ['qualifier', 'stated'], path, report);
  const qualifier = Object.values(Qualifier).find((value) => value === given?.qualifier);
  if (!qualifier || typeof given?.stated !== 'number') {
    report(
      path,
      `must be a number, or a stated number with a qualifier: ${Object.values(Qualifier).join(', ')}`,
    );
    return Quantity.of(null);
  }
  return Quantity.of({ qualifier, stated: given.stated });
}

/** A mapping with no other keys than these; null when nothing is given. */
function mapping(
  input: unknown,
  keys: readonly string[],
  path: readonly (string | number)[],
  report: Report,
): Record<string, unknown> | null {
  if (input === undefined || input === null) return null;
  if (typeof input !== 'object' || Array.isArray(input)) {
    report(path, `must have the form { ${keys.join(', ')} }`);
    return null;
  }
  for (const key of Object.keys(input)) {
    if (!keys.includes(key)) report([...path, key], `is not known here; expected ${keys.join(', ')}`);
  }
  return input as Record<string, unknown>;
}

function reportText(input: unknown, path: readonly (string | number)[], report: Report): void {
  if (typeof input === 'string') {
    if (UNPRINTABLE.test(input) || !input.isWellFormed()) {
      report(path, 'has a control character, a directional override or half a character in it');
    }
  } else if (typeof input === 'object' && input !== null) {
    for (const [key, value] of Object.entries(input)) {
      if (!(key in NESTED)) reportText(value, [...path, Array.isArray(input) ? Number(key) : key], report);
    }
  }
}

function reportErrors(error: ValidationError, path: readonly (string | number)[], report: Report): void {
  const here = [...path, error.property];
  for (const message of Object.values(error.constraints ?? {})) {
    report(
      here,
      message.startsWith(`${error.property} `) ? message.slice(error.property.length + 1) : message,
    );
  }
  for (const child of error.children ?? []) reportErrors(child, here, report);
}
