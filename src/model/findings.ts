import {
  isGroupRule,
  isPaths,
  type Condition,
  type FindingOptions,
  type Operand,
  type Where,
} from '../domain/values/finding.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ToOneField } from './model.js';

/** A rule of data quality of one kind. */
export interface KindFinding {
  readonly kind: KindModel;
  readonly finding: FindingOptions;
}

/** Something that is known of a record: a field, or a part of a value, at the end of to-one relations. */
export interface Fact {
  readonly hops: readonly ToOneField[];
  readonly field: FieldModel;
  /** The part of the value, such as `latest`; empty for a field that has none. */
  readonly part: string;
}

const SEVERITIES = ['ERROR', 'WARNING', 'INFO'];

/**
 * Every rule that can be asked of a model, in the order in which findings are listed: the worst first, then by code and by
 * kind. A model for callers who may not see everything lacks fields: rules that name them do not exist for those callers.
 */
export function findingsOf(model: Model): KindFinding[] {
  const words = ({ kind, finding }: KindFinding) =>
    `${SEVERITIES.indexOf(finding.severity)} ${finding.code} ${kind.name}`;
  return declared(model)
    .filter((found) => missingIn(model, found).length === 0)
    .sort((a, b) => (words(a) < words(b) ? -1 : 1));
}

function declared(model: Model): KindFinding[] {
  return [...model.kinds.values()].flatMap((kind) =>
    kind.findings.map((finding): KindFinding => ({ kind, finding })),
  );
}

/** One rule of each code, in the same order: rules that share a code share its texts. */
export function findingCodes(model: Model): FindingOptions[] {
  const codes = new Map(findingsOf(model).map(({ finding }) => [finding.code, finding]));
  return [...codes.values()];
}

/** The end of a path such as `parent.period.latest`; null when it leads nowhere. */
export function factAlong(model: Model, kind: KindModel, path: string): Fact | null {
  let current = kind;
  const hops: ToOneField[] = [];
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const field = current.fields.get(name);
    const rest = names.slice(index + 1);
    if (!field) return null;
    if (field.type === 'value') {
      const [part = '', ...more] = rest;
      return more.length === 0 && (part === '' || part in field.columns) ? { hops, field, part } : null;
    }
    if (rest.length === 0) return { hops, field, part: '' };
    if (field.type !== 'toOne') return null;
    hops.push(field);
    current = kindNamed(model, field.target);
  }
  return null;
}

/** What a rule names and the model does not have. */
function missingIn(model: Model, { kind, finding }: KindFinding): string[] {
  const { rule } = finding;
  if (!isGroupRule(rule)) {
    return [...missingInCondition(model, kind, rule.finds), ...missingPaths(model, kind, rule.with ?? [])];
  }
  const { sharing, alike = [], disagreeing = [], followedWithin, where, some } = rule;
  return [
    ...missingPaths(model, kind, [...sharing, ...alike, ...[disagreeing].flat()]),
    ...missingPaths(model, kind, followedWithin ? [followedWithin.field] : []),
    ...[where, some, followedWithin?.by].flatMap((given) =>
      given ? missingInWhere(model, kind, given) : [],
    ),
  ];
}

function missingPaths(model: Model, kind: KindModel, paths: readonly string[]): string[] {
  return paths.filter((path) => !factAlong(model, kind, path));
}

function missingInCondition(model: Model, kind: KindModel, condition: Condition): string[] {
  if ('where' in condition) return missingInWhere(model, kind, condition.where);
  if ('all' in condition) return condition.all.flatMap((item) => missingInCondition(model, kind, item));
  if ('any' in condition) return condition.any.flatMap((item) => missingInCondition(model, kind, item));
  const [left, , right] = condition.compare;
  return [left, right].flatMap((operand) => missingInOperand(model, kind, operand));
}

function missingInOperand(model: Model, kind: KindModel, operand: Operand): string[] {
  if (typeof operand === 'number') return [];
  if (typeof operand === 'string') return missingPaths(model, kind, [operand]);
  if (isPaths(operand)) return missingPaths(model, kind, operand);
  if ('days' in operand) return operand.days.flatMap((day) => missingInOperand(model, kind, day));
  if ('weekdayOf' in operand) return missingPaths(model, kind, operand.weekdayOf);
  if ('part' in operand) return missingPaths(model, kind, [operand.of]);
  if ('count' in operand) {
    const field = factAlong(model, kind, operand.count)?.field;
    if (field?.type !== 'toMany') return [operand.count];
    const target = kindNamed(model, field.target);
    return [
      ...missingPaths(model, target, operand.distinct === undefined ? [] : [operand.distinct]),
      ...(operand.where ? missingInWhere(model, target, operand.where) : []),
    ];
  }
  const [relation = '', money = ''] = ('sum' in operand ? operand.sum : operand.greatest).split('.');
  const field = kind.fields.get(relation);
  const target = field?.type === 'toMany' ? kindNamed(model, field.target) : null;
  return [
    ...(target ? missingPaths(model, target, [money]) : [relation]),
    ...missingPaths(model, kind, [operand.in]),
  ];
}

function missingInWhere(model: Model, kind: KindModel, where: Where): string[] {
  return Object.entries(where).flatMap(([name, value]): string[] => {
    if (name === 'and' || name === 'or') {
      return (value as readonly Where[]).flatMap((item) => missingInWhere(model, kind, item));
    }
    if (name === 'not') return missingInWhere(model, kind, value as Where);
    const field = kind.fields.get(name);
    if (!field) return [name];
    const given = value as Where;
    if (field.type === 'toOne') {
      return 'isNull' in given ? [] : missingInWhere(model, kindNamed(model, field.target), given);
    }
    if (field.type !== 'toMany') return [];
    const target = kindNamed(model, field.target);
    return Object.entries(given).flatMap(([quantifier, inner]) => {
      const asked = quantifier === 'count' ? (inner as Where).where : inner;
      return asked === undefined ? [] : missingInWhere(model, target, asked as Where);
    });
  });
}

/** Throws an Error when a rule names what is not there, or rules of one code say different things. */
export function checkFindings(model: Model): void {
  const codes = new Map<string, string>();
  for (const found of declared(model)) {
    const { kind, finding } = found;
    const { code, severity, label, message } = finding;
    const at = `@Finding('${code}') of ${kind.name}`;
    const [missing] = missingIn(model, found);
    if (missing !== undefined) throw new Error(`${at}: ${missing} leads nowhere.`);
    if (!/^[A-Z]+(_[A-Z]+)*$/.test(code)) throw new Error(`${at}: a code is capitals joined by underscores.`);
    const texts = JSON.stringify([severity, label, message]);
    if ((codes.get(code) ?? texts) !== texts) throw new Error(`${at}: another kind says something else.`);
    codes.set(code, texts);
  }
}
