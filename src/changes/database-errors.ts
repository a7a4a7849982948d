import type { ChangeErrorCode } from '../model/change-errors.js';

/** What a constraint of the database says, as an error of a change; the place of the value is not known to it. */
export interface Refusal {
  readonly code: ChangeErrorCode;
  /** The name of the constraint, or the column that it is about. */
  readonly rule: string;
}

/** Constraints by the codes of SQLite and of PostgreSQL. */
const CODES: Readonly<Record<string, ChangeErrorCode>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'TAKEN',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'TAKEN',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'UNKNOWN_REFERENCE',
  SQLITE_CONSTRAINT_NOTNULL: 'REQUIRED',
  SQLITE_CONSTRAINT_CHECK: 'INVALID',
  '23505': 'TAKEN',
  '23503': 'UNKNOWN_REFERENCE',
  '23502': 'REQUIRED',
  '23514': 'INVALID',
  '22001': 'INVALID',
  '22003': 'INVALID',
};

/** What a driver's error says about what was to be written; null when it is about something else. */
export function refusalOf(error: unknown): Refusal | null {
  const cause = ((error as { driverError?: unknown } | null)?.driverError ?? error) as {
    readonly code?: unknown;
    readonly constraint?: unknown;
    readonly column?: unknown;
    readonly message?: unknown;
  } | null;
  const code = CODES[String(cause?.code)];
  if (!cause || !code) return null;
  // SQLite's message names the constraint, or the column, and no value.
  const named = /failed: ([\w., ]+)$/.exec(String(cause.message))?.[1];
  return { code, rule: String(cause.constraint ?? cause.column ?? named ?? 'foreign key') };
}
