import { findingCodes, findingsOf } from '../model/findings.js';
import { isEnum, type KindModel, type Model } from '../model/model.js';
import type { FindingOptions, Texts } from '../domain/values/finding.js';
import type { Lang } from '../domain/values/lang.js';
import { planRule, type RuleTest } from './finding-rule.js';
import { planPage, planPageInfo } from './page-plan.js';
import type { ObjectPlan, PageInfoEntry, PagePlan } from './plan.js';
import { planAbstract, preferred } from './record-plan.js';
import { kindConstant } from './search-plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import { at, entriesOf, listOf, readText, type Reading } from './where-reading.js';

/** How many records of each sort a finding lists. */
export const MOST_FOUND_RECORDS = 100;

/** What rules of data quality find, and what is asked of it. */
export interface FindingsPlan {
  readonly rules: readonly RulePlan[];
  /** Only findings that concern a record of each of these lists of ids. */
  readonly concerning: readonly (readonly string[])[];
  readonly page: PagePlan;
  readonly entries: readonly FindingsEntry[];
}

export interface RulePlan {
  /** Its place, and that of its code, in the order in which findings are listed. */
  readonly number: number;
  readonly code: number;
  readonly kind: KindModel;
  readonly finding: FindingOptions;
  readonly test: RuleTest;
}

export interface FindingsEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'totalCount' }
    | { readonly type: 'nodes'; readonly entries: readonly FindingEntry[] }
    | { readonly type: 'edges'; readonly entries: readonly FindingEdgeEntry[] }
    | { readonly type: 'pageInfo'; readonly entries: readonly PageInfoEntry[] }
    | { readonly type: 'byCode'; readonly entries: readonly CodeEntry[] };
}

export interface FindingEdgeEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'cursor' }
    | { readonly type: 'node'; readonly entries: readonly FindingEntry[] };
}

/** What follows from the code alone: the JSON that it has in findings of each code. */
export interface CodeText {
  readonly type: 'text';
  readonly jsonOf: (finding: FindingOptions) => string;
}

export interface FindingEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | CodeText
    | { readonly type: 'kind' }
    | {
        readonly type: 'records';
        readonly arms: readonly { readonly kind: KindModel; readonly object: ObjectPlan }[];
      };
}

export interface CodeEntry {
  readonly key: string;
  readonly value: { readonly type: 'literal'; readonly json: string } | CodeText | { readonly type: 'count' };
}

/** The plan of the root field `findings`. */
export function planFindings(planning: Planning, selected: Selected): FindingsPlan {
  const { model } = planning;
  const args = argumentsOf(planning, 'Query', selected);
  const { holds, concerning } = planFilter(planning, args.where, selected);
  const rules = rulesOf(model);
  const names = rules.map(({ finding, kind }) => `${finding.code} ${kind.name}`);
  return {
    rules: rules.filter(holds),
    concerning,
    // A cursor names places among these rules, so it belongs to them.
    page: planPage(args, `findings ${names.join()}`, ['number', 'text', 'number'], selected.path),
    entries: collect(planning, below(selected), 'FindingConnection', selected.path).map(
      (member): FindingsEntry => ({ key: member.key, value: planMember(planning, member) }),
    ),
  };
}

/** Every rule that can be asked of the model, in order. */
function rulesOf(model: Model): RulePlan[] {
  const codes = findingCodes(model).map(({ code }) => code);
  return findingsOf(model).map((found, number): RulePlan => {
    const { kind, finding } = found;
    return { number, code: codes.indexOf(finding.code), kind, finding, test: planRule(model, found) };
  });
}

/** Reads the `where` of findings: which rules are asked, and about which records. */
function planFilter(
  { model }: Planning,
  where: unknown,
  { path }: Selected,
): { readonly holds: (rule: RulePlan) => boolean; readonly concerning: string[][] } {
  const reading: Reading = { model, path: [...path, 'where'], field: path, depth: 1, named: { count: 0 } };
  const wanted = (where === undefined ? [] : entriesOf(where, reading)).flatMap(([name, filter]) => {
    const inner = at(reading, name);
    return entriesOf(filter, inner).map(([operator, operand]) => {
      const values = operator === 'in' ? listOf(operand, at(inner, operator)) : [operand];
      return { name, values: values.map((value) => readText(value, at(inner, operator))) };
    });
  });
  const valueOf: Readonly<Record<string, (rule: RulePlan) => string>> = {
    code: ({ finding }) => finding.code,
    severity: ({ finding }) => finding.severity,
    kind: ({ kind }) => kindConstant(kind),
  };
  return {
    holds: (rule) =>
      wanted.every(({ name, values }) => name === 'record' || values.includes(valueOf[name]?.(rule) ?? '')),
    concerning: wanted.flatMap(({ name, values }) => (name === 'record' ? [values] : [])),
  };
}

function planMember(planning: Planning, selected: Selected): FindingsEntry['value'] {
  switch (selected.name) {
    case 'totalCount':
      return { type: 'totalCount' };
    case 'nodes':
      return { type: 'nodes', entries: planFinding(planning, selected) };
    case 'edges':
      return {
        type: 'edges',
        entries: collect(planning, below(selected), 'FindingEdge', selected.path).map(
          (member): FindingEdgeEntry => {
            const { key } = member;
            if (member.name === 'cursor') return { key, value: { type: 'cursor' } };
            if (member.name !== 'node') return { key, value: { type: 'literal', json: '"FindingEdge"' } };
            return { key, value: { type: 'node', entries: planFinding(planning, member) } };
          },
        ),
      };
    case 'pageInfo':
      return { type: 'pageInfo', entries: planPageInfo(planning, selected) };
    case 'byCode':
      return {
        type: 'byCode',
        entries: collect(planning, below(selected), 'FindingCount', selected.path).map(
          (member): CodeEntry => ({
            key: member.key,
            value:
              member.name === 'count'
                ? { type: 'count' }
                : (textOf(planning, 'FindingCount', member) ?? { type: 'literal', json: '"FindingCount"' }),
          }),
        ),
      };
    default:
      return { type: 'literal', json: '"FindingConnection"' };
  }
}

/** The members asked of a finding. */
function planFinding(planning: Planning, selected: Selected): FindingEntry[] {
  return collect(planning, below(selected), 'Finding', selected.path).map((member): FindingEntry => {
    const { key } = member;
    if (member.name === 'kind') return { key, value: { type: 'kind' } };
    if (member.name === 'records') {
      const arms = [...planning.model.kinds.values()].map((kind) => ({
        kind,
        object: planAbstract(planning, kind, below(member), member.path),
      }));
      return { key, value: { type: 'records', arms } };
    }
    return { key, value: textOf(planning, 'Finding', member) ?? { type: 'literal', json: '"Finding"' } };
  });
}

function textOf(planning: Planning, typeName: string, selected: Selected): CodeText | null {
  const inReader = (text: (lang: Lang, finding: FindingOptions) => string): CodeText => {
    const { lang } = argumentsOf(planning, typeName, selected) as { lang?: readonly Lang[] | null };
    // Every text is there in all languages: the first that is preferred is served.
    const [best] = preferred(lang, planning.langs) as [Lang];
    return { type: 'text', jsonOf: (finding) => JSON.stringify(text(best, finding)) };
  };
  switch (selected.name) {
    case 'code':
      return { type: 'text', jsonOf: ({ code }) => `"${code}"` };
    case 'severity':
      return { type: 'text', jsonOf: ({ severity }) => `"${severity}"` };
    case 'label':
      return inReader((lang, { label }) => textIn(label, lang));
    case 'severityLabel':
      return inReader((lang, { severity }) => severityLabel(planning.model, severity, lang));
    case 'message':
      return inReader((lang, { message }) => textIn(message, lang));
    default:
      return null;
  }
}

function textIn(texts: Texts, lang: Lang): string {
  return texts[lang.toLowerCase() as keyof Texts];
}

function severityLabel(model: Model, severity: string, lang: Lang): string {
  const severities = model.enums.get('FindingSeverity');
  const value = severities && isEnum(severities) && severities.values.find(({ name }) => name === severity);
  return value ? value.label[lang] : severity;
}
