import { badInput, type InputPath } from '../model/errors.js';
import { kindOfId, type KindModel } from '../model/model.js';
import { planConnection } from './connection-plan.js';
import { LARGEST_PAGE } from './page-plan.js';
import type { ConnectionPlan, Predicate, RootPlan } from './plan.js';
import { planAbstract } from './record-plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import type { SelectionSetNode } from 'graphql';

/** How many changes of a comparison are told, unless asked otherwise. */
export const DEFAULT_CHANGES = 100;

/** The key under which records that are read by their ids have them. */
export const ID_KEY = '#id';

/** What is selected of a comparison, as far as records have to be read for it. */
export interface ComparisonSelection {
  readonly changes: readonly SelectedChanges[];
  /** How many of the changes at the most. */
  readonly most: number;
  /** Each selection of the change sets, as a connection. */
  readonly changeSets: readonly Selected[];
  /** True when it is asked which change sets did it. */
  readonly asksWhy: boolean;
}

/** One selection of the changes, and what of it are records. */
export interface SelectedChanges {
  readonly key: string;
  /** How many of the changes. */
  readonly count: number;
  readonly records: readonly Selected[];
  readonly changeSets: readonly Selected[];
}

/** Reads what is selected of a comparison. Throws when more changes are asked for than are given. */
export function planComparison(
  planning: Planning,
  sets: readonly (SelectionSetNode | undefined)[],
  path: InputPath,
): ComparisonSelection {
  const members = collect(planning, sets, 'Comparison', path);
  const named = (name: string) => members.filter((member) => member.name === name);
  const changes = named('changes').map((member): SelectedChanges => {
    const fields = collect(planning, below(member), 'Difference', member.path);
    return {
      key: member.key,
      count: countOf(planning, member),
      records: fields.filter(({ name }) => name === 'record'),
      changeSets: fields.filter(({ name }) => name === 'changeSets'),
    };
  });
  const changeSets = named('changeSets');
  const asksWhy =
    changeSets.length > 0 ||
    named('exact').length > 0 ||
    changes.some((selected) => selected.changeSets.length > 0);
  return { changes, changeSets, asksWhy, most: Math.max(0, ...changes.map(({ count }) => count)) };
}

function countOf(planning: Planning, selected: Selected): number {
  const { first } = argumentsOf(planning, 'Comparison', selected) as { first?: number | null };
  if (first === undefined || first === null) return DEFAULT_CHANGES;
  if (first >= 0 && first <= LARGEST_PAGE) return first;
  const path = [...selected.path, 'first'];
  throw badInput(`\`first\` must be from 0 to ${LARGEST_PAGE}.`, path, selected.path);
}

/** The records with these ids, of whatever kinds, under a key: each kind as a connection that has all of its own. */
export function planByIds(
  planning: Planning,
  selected: Selected,
  { key, ids, asOf }: { readonly key: string; readonly ids: readonly string[]; readonly asOf?: string },
): RootPlan[] {
  const kinds = new Map<KindModel, string[]>();
  for (const id of new Set(ids)) {
    const kind = kindOfId(planning.model, id);
    if (kind) kinds.set(kind, [...(kinds.get(kind) ?? []), id]);
  }
  return [...kinds].map(([kind, own]): RootPlan => {
    const id = { type: 'column', column: 'id', encoding: 'token', nullable: false } as const;
    const object = [
      { key: ID_KEY, value: id },
      ...planAbstract(planning, kind, below(selected), selected.path),
    ];
    const connection: ConnectionPlan = {
      kind,
      where: hasId(own),
      order: [{ hops: [], by: id, descending: false, nullable: false }],
      page: { count: own.length, backward: false, after: null, before: null, signature: '' },
      entries: [{ key: 'nodes', value: { type: 'nodes', object } }],
    };
    return { key, value: { type: 'connection', connection }, ...(asOf === undefined ? {} : { asOf }) };
  });
}

/** A connection of a comparison, of the records of a kind that have one of these ids, in an order unless another is asked for. */
export function planConnectionOf(
  planning: Planning,
  selected: Selected,
  {
    key,
    kind,
    ids,
    orderBy,
  }: {
    readonly key: string;
    readonly kind: KindModel;
    readonly ids: readonly string[];
    readonly orderBy: readonly Readonly<Record<string, 'ASC'>>[];
  },
): RootPlan {
  const args = { orderBy, ...argumentsOf(planning, 'Comparison', selected) };
  const { where, ...plan } = planConnection(planning, kind, args, selected);
  const both: Predicate = where ? { type: 'and', items: [hasId(ids), where] } : hasId(ids);
  return { key, value: { type: 'connection', connection: { ...plan, where: both } } };
}

function hasId(ids: readonly string[]): Predicate {
  return { type: 'in', column: 'id', values: ids };
}
