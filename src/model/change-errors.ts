import type { InputPath } from './errors.js';

/** Every code that an error of a change can carry, and what it means. */
export const CHANGE_ERRORS = {
  INVALID: 'What is given is not what the field takes.',
  REQUIRED: 'Something is missing that has to be given.',
  UNKNOWN_REFERENCE: 'A record is named that there is not.',
  TAKEN: 'Another record has this already, and no two may.',
  NOT_FOUND: 'There is no such record, nor was there ever.',
  GONE: 'The record was deleted, or merged into another.',
  CONFLICT: 'Somebody else has changed the record in the meantime.',
  CYCLE: 'The record would be a part of itself.',
  REFERRED_TO: 'Other records refer to the one that is to be deleted.',
  KEY_REUSED: 'The idempotency key was used for other changes.',
  TOO_MANY: 'There are more changes than one change set takes.',
  TOO_FEW: 'There are too few people for any number of them to be told.',
} as const;

export type ChangeErrorCode = keyof typeof CHANGE_ERRORS;

/** Who changed a field that somebody else wanted to change. */
export interface Conflict {
  readonly field: string;
  readonly author: string;
  /** The id of the change set. */
  readonly changeSet: string;
}

/** Why a change set was not made. The message is in the caller's language, and never repeats a value. */
export interface ChangeError {
  readonly code: ChangeErrorCode;
  readonly path: InputPath;
  readonly message: string;
  readonly conflicts: readonly Conflict[];
}
