import type { DifferenceAnswer } from '../graph/compare.js';
import type { Difference } from '../graph/differences.js';
import type { KindModel } from '../model/model.js';
import { ID_KEY, planByIds, planConnectionOf, type ComparisonSelection } from '../planner/comparison-plan.js';
import type { RootPlan } from '../planner/plan.js';
import type { Planning } from '../planner/selection.js';

/** What a comparison has found, as far as records are told of it. */
export interface Found {
  readonly changes: readonly FoundChange[];
  /** The change sets that did it or, when that is not known, all that may have. */
  readonly changeSets: readonly string[];
  /** The kind of change sets. */
  readonly kind: KindModel;
  /** The moments that were compared, as history writes them. */
  readonly from: string;
  readonly to: string;
}

/** A difference, and which change sets had a part in it; null when that is not known. */
export interface FoundChange {
  readonly difference: Difference;
  readonly changeSets: readonly string[] | null;
}

/** What was read under each key; of one key several times where the records are of several kinds, or moments. */
export type ReadRecords = ReadonlyMap<string, readonly unknown[]>;

/** The records that have to be read for what is selected of a comparison. */
export function planFound(
  planning: Planning,
  { changes, changeSets }: ComparisonSelection,
  found: Found,
): RootPlan[] {
  const { kind, changeSets: ids, from, to } = found;
  const orderBy = [{ sequence: 'ASC' }] as const;
  const connections = changeSets.map((selected) =>
    planConnectionOf(planning, selected, { key: selected.key, kind, ids, orderBy }),
  );
  const lists = changes.flatMap(({ key: of, count, records, changeSets: sets }) => {
    const told = found.changes.slice(0, count);
    const concerned = told.flatMap(({ difference }) => difference.record ?? []);
    const made = told.flatMap((change) => change.changeSets ?? []);
    return [
      ...records.flatMap((selected) =>
        // A record as of the later moment takes the place of the same as of the earlier.
        [from, to].flatMap((asOf) =>
          planByIds(planning, selected, { key: keyOf(of, selected), ids: concerned, asOf }),
        ),
      ),
      ...sets.flatMap((selected) => planByIds(planning, selected, { key: keyOf(of, selected), ids: made })),
    ];
  });
  return [...connections, ...lists];
}

/** What is selected of a comparison, by response key, from what was read. */
export function answerFound(
  { changes, changeSets }: ComparisonSelection,
  found: Found,
  read: ReadRecords,
): Record<string, unknown> {
  const connections = changeSets.map(({ key }) => [key, read.get(key)?.[0]]);
  const lists = changes.map(({ key: of, count, records, changeSets: sets }) => {
    const byId = new Map([...records, ...sets].map(({ key }) => [key, byIds(read.get(`${of}.${key}`))]));
    const told = found.changes.slice(0, count).map(({ difference, changeSets: ids }): DifferenceAnswer => {
      const own: Record<string, unknown> = {};
      for (const { key } of records) own[key] = byId.get(key)?.get(difference.record ?? '');
      for (const { key } of sets) own[key] = ids?.map((id) => byId.get(key)?.get(id));
      return { ...difference, selected: own };
    });
    return [of, told];
  });
  return Object.fromEntries([...connections, ...lists]) as Record<string, unknown>;
}

/** No response key has a dot. */
function keyOf(changes: string, { key }: { readonly key: string }): string {
  return `${changes}.${key}`;
}

/** Records by their ids, of all the lists in which they were read. */
function byIds(lists: readonly unknown[] = []): Map<string, object> {
  const nodes = lists.flatMap((list) => (list as { readonly nodes: readonly { [ID_KEY]: string }[] }).nodes);
  return new Map(nodes.map((node) => [node[ID_KEY], node]));
}
