import type { Summary } from '../domain/summary-cell.js';
import type { Lang } from '../domain/values/lang.js';
import type { ChangeError } from '../model/change-errors.js';
import type { InputPath } from '../model/errors.js';
import type { KindModel } from '../model/model.js';

/** How many operations one change set takes. */
export const MOST_OPERATIONS = 100_000;

/** One thing to do to one record. `put` makes the record be as written, whether it is there or not. */
export interface Operation {
  readonly action: 'create' | 'update' | 'put' | 'delete' | 'merge';
  readonly kind: KindModel;
  /** Which record, by id or key; of a new one an id is given only where it has had one before. */
  readonly target?: string;
  /** The record that stands for a merged one, by id or key. */
  readonly into?: string;
  /** The fields as people write them; the whole record but for an update. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The version that the author has seen: the operation fails when there is another by now. */
  readonly expectedVersion?: number;
  /** When the record was first recorded, where it was there before. */
  readonly createdAt?: string;
  readonly paths: OperationPaths;
}

/** Where in the request the parts of an operation are. */
export interface OperationPaths {
  readonly input: InputPath;
  readonly target: InputPath;
  readonly into?: InputPath;
  readonly expectedVersion?: InputPath;
  /** Where the value at a path inside the input is, in words; the path itself unless given. */
  readonly words?: (inner: InputPath) => string;
}

/** Who asks for a change set, and what is noted of it. */
export interface NotedRequest {
  readonly author: string;
  /** Why. */
  readonly message: string;
  /** Names the request for its author: sent once more, it does nothing and gives the same result. */
  readonly idempotencyKey?: string | null | undefined;
  /** Sources for every record that the set adds or changes, as in the records' own `citations`. */
  readonly citations?: readonly unknown[] | undefined;
  /** True to be told what would be done, and to have nothing done. */
  readonly dryRun?: boolean;
  /** Where in the request the note is: the message, the key and the citations. */
  readonly notePath?: InputPath;
  /** The language of messages; English unless given. */
  readonly lang?: Lang;
}

/** A set of changes that is asked for. */
export interface ChangeRequest extends NotedRequest {
  /** What to do, in order; or what that is worked out from when the change set is made. */
  readonly operations: readonly Operation[] | Undoing | Publication;
}

/** To undo a change set. */
export interface Undoing {
  /** Its id or slug. */
  readonly revert: string;
  readonly path: InputPath;
}

/** To publish the next release of a summary table. */
export interface Publication {
  readonly summary: Summary;
  /** Numbers below are not told. */
  readonly suppressBelow: number;
  readonly path: InputPath;
}

/** True for operations that are given one by one. */
export function areGiven(operations: ChangeRequest['operations']): operations is readonly Operation[] {
  return Array.isArray(operations);
}

/** What a change set did to a field, in words. */
export interface FieldDifference {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a change set did, or would do, to one record. */
export interface Outcome {
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED' | 'MERGED';
  readonly kind: string;
  readonly id: string;
  readonly slug: string;
  readonly version: number;
  readonly changes: readonly FieldDifference[];
}

/** What became of a request. */
export interface Applied {
  /** The id of the change set; null when nothing was written. */
  readonly changeSet: string | null;
  /** The id of the record that each operation was about; of merges, the one that stays. */
  readonly records: readonly (string | null)[];
  readonly outcomes: readonly Outcome[];
  /** How many records were asked to be as they are already. */
  readonly unchanged: number;
  /** Why nothing was written; none when all went well. */
  readonly errors: readonly ChangeError[];
}
