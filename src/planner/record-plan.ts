import { LANGS, type Lang } from '../domain/values/lang.js';
import {
  kindNamed,
  type FieldModel,
  type KindModel,
  type ObjectModel,
  type ValueField,
} from '../model/model.js';
import { badInput, type InputPath } from '../model/errors.js';
import { citableFields } from '../model/written.js';
import { planConnection } from './connection-plan.js';
import type { ArmPlan, Entry, NameEntry, ObjectPlan, ValuePlan } from './plan.js';
import { argumentsOf, below, collect, KIND_KEY, type Planning, type Selected } from './selection.js';
import type { SelectionSetNode } from 'graphql';

type Sets = readonly (SelectionSetNode | undefined)[];

/** The members asked of a record of a known kind. */
export function planRecord(planning: Planning, kind: KindModel, sets: Sets, path: InputPath): ObjectPlan {
  return collect(planning, sets, kind.name, path).map((selected): Entry => ({
    key: selected.key,
    value: planMember(planning, kind, selected),
  }));
}

/** The same, where the graph only knows an interface or a union: the kind itself is noted as well. */
export function planAbstract(planning: Planning, kind: KindModel, sets: Sets, path: InputPath): ObjectPlan {
  const object = planRecord(planning, kind, sets, path);
  if (!planning.typed) return object;
  return [{ key: KIND_KEY, value: { type: 'literal', json: JSON.stringify(kind.name) } }, ...object];
}

function planMember(planning: Planning, kind: KindModel, selected: Selected): ValuePlan {
  if (selected.name === '__typename') return { type: 'literal', json: JSON.stringify(kind.name) };
  const field = kind.fields.get(selected.name);
  if (!field) return planNames(planning, kind, selected);
  switch (field.type) {
    case 'column':
      return { type: 'column', column: field.column, encoding: field.encoding, nullable: field.nullable };
    case 'value':
      return planValue(planning, kind, field, selected);
    case 'toOne':
      return {
        type: 'toOne',
        kind: kindNamed(planning.model, field.target),
        column: field.column,
        nullable: field.nullable,
        object: planRecord(planning, kindNamed(planning.model, field.target), below(selected), selected.path),
      };
    case 'oneOf':
      return { type: 'oneOf', arms: planArms(planning, kind, field.arms, selected) };
    case 'record':
      return {
        type: 'anyRecord',
        column: field.column,
        arms: [...planning.model.kinds.values()].map((target) => ({
          kind: target,
          object: planAbstract(planning, target, below(selected), selected.path),
        })),
      };
    case 'toMany': {
      const target = kindNamed(planning.model, field.target);
      if (field.list) {
        return {
          type: 'list',
          field,
          kind: target,
          object: planRecord(planning, target, below(selected), selected.path),
          about: field.about === undefined ? null : planAbout(planning, kind, selected),
        };
      }
      return {
        type: 'connection',
        join: field.join,
        connection: planConnection(planning, target, argumentsOf(planning, kind.name, selected), selected),
      };
    }
    case 'computed':
      planning.met.computed = true;
      return { type: 'self', object: planRecord(planning, kind, [field.selection], selected.path) };
  }
}

/** The field of the record that a list is asked about. Throws when people write no such field. */
function planAbout(planning: Planning, kind: KindModel, selected: Selected): string | null {
  const { field } = argumentsOf(planning, kind.name, selected);
  if (field === undefined || field === null) return null;
  const known = citableFields(kind);
  if (known.includes(String(field))) return String(field);
  throw badInput(
    `${kind.name} has no such field that can be cited; it has ${known.join(', ')}.`,
    [...selected.path, 'field'],
    selected.path,
  );
}

function planArms(
  planning: Planning,
  kind: KindModel,
  arms: readonly string[],
  selected: Selected,
): ArmPlan[] {
  return arms.map((arm) => {
    const field = kind.fields.get(arm) as Extract<FieldModel, { type: 'toOne' }>;
    const target = kindNamed(planning.model, field.target);
    return {
      column: field.column,
      kind: target,
      object: planAbstract(planning, target, below(selected), selected.path),
    };
  });
}

function planValue(planning: Planning, kind: KindModel, field: ValueField, selected: Selected): ValuePlan {
  switch (field.value) {
    case 'names':
    case 'prose': {
      const { lang } = argumentsOf(planning, kind.name, selected) as { lang?: readonly Lang[] | null };
      const columns = preferred(lang, planning.langs).map((code) => field.columns[code.toLowerCase()] ?? '');
      return { type: 'localised', columns };
    }
    case 'fuzzyDate':
      return planObject(planning, 'FuzzyDate', field, 'edtf', selected);
    case 'fuzzyPeriod':
      return planObject(planning, 'FuzzyPeriod', field, 'edtf', selected);
    case 'quantity':
      return planObject(planning, 'Quantity', field, 'low', selected);
    case 'money':
      return planObject(planning, 'Money', field, 'amount', selected);
  }
}

/** The languages asked for, then those of the reader, each once. */
export function preferred(lang: readonly Lang[] | null | undefined, langs: readonly Lang[]): Lang[] {
  return [...new Set([...(lang ?? []), ...langs, ...LANGS])];
}

function planObject(
  planning: Planning,
  typeName: string,
  field: ValueField,
  presence: string,
  selected: Selected,
): ValuePlan {
  const type = planning.model.objects.get(typeName) as ObjectModel;
  const object = collect(planning, below(selected), typeName, selected.path).map(({ key, name }): Entry => {
    const member = type.fields.find((candidate) => candidate.name === name);
    if (!member) return { key, value: { type: 'literal', json: JSON.stringify(typeName) } };
    return {
      key,
      value: {
        type: 'column',
        column: field.columns[name] ?? '',
        encoding: member.encoding,
        nullable: true,
        ...(member.encoding === 'amount' ? { currency: field.columns.currency ?? '' } : {}),
      },
    };
  });
  return { type: 'value', presence: field.columns[presence] ?? '', object };
}

/** `names`: the name in every language that it has. */
function planNames(planning: Planning, kind: KindModel, selected: Selected): ValuePlan {
  const field = kind.fields.get('name');
  if (selected.name !== 'names' || field?.type !== 'value') {
    throw new Error(`${kind.name} has no field ${selected.name}.`);
  }
  const entries = collect(planning, below(selected), 'Name', selected.path).map(
    ({ key, name }): NameEntry => ({
      key,
      name: name === '__typename' ? { json: '"Name"' } : (name as 'text' | 'lang' | 'original'),
    }),
  );
  return { type: 'names', field, entries };
}
