import { Lang } from '../domain/values/lang.js';
import type { ChangeError, ChangeErrorCode, Conflict } from '../model/change-errors.js';
import type { InputPath } from '../model/errors.js';
import { pathText } from './draft.js';
import { worded, type MessageKey } from './messages.js';
import type { Operation } from './operation.js';

/** An error, and which operation it is about. */
export interface FoundProblem extends ChangeError {
  readonly operation: Operation | null;
  /** Where inside the operation's input it is. */
  readonly inner: InputPath;
}

/** Everything that is wrong with a change set: all of it is told at once. */
export class Problems {
  private readonly found = new Map<string, FoundProblem>();
  /** Operations by number: those of different files may be at the same path. */
  private readonly operations = new Map<Operation | null, number>();

  constructor(readonly lang: Lang = Lang.EN) {}

  get all(): readonly FoundProblem[] {
    return [...this.found.values()];
  }

  /** Something that is wrong with what an operation writes, at a path inside its input. */
  inInput(
    operation: Operation,
    inner: InputPath,
    code: ChangeErrorCode,
    key: MessageKey,
    values: Readonly<Record<string, string | number>> = {},
  ): void {
    this.say(operation, inner, code, worded(this.lang, key, values));
  }

  /** The same, in words that are found already. */
  say(operation: Operation, inner: InputPath, code: ChangeErrorCode, message: string): void {
    this.note({ operation, inner, code, message, path: [...operation.paths.input, ...inner], conflicts: [] });
  }

  /** Something else that is wrong, at a path of the request. */
  at(
    path: InputPath,
    code: ChangeErrorCode,
    key: MessageKey,
    values: Readonly<Record<string, string | number>> = {},
    about: { readonly operation?: Operation | null; readonly conflicts?: readonly Conflict[] } = {},
  ): void {
    const { operation = null, conflicts = [] } = about;
    this.note({ operation, inner: [], code, message: worded(this.lang, key, values), path, conflicts });
  }

  /** Somebody else's changes that stand in the way. */
  conflict(
    path: InputPath,
    key: 'conflict' | 'laterChange',
    conflicts: readonly Conflict[],
    operation: Operation | null,
  ): void {
    const changes = conflicts.map((found) => worded(this.lang, 'by', { ...found })).join(', ');
    const told = changes === '' ? worded(this.lang, 'versionAhead') : changes;
    this.at(path, 'CONFLICT', key, { changes: told }, { operation, conflicts });
  }

  private note(problem: FoundProblem): void {
    // The first complaint about a value is the one to mend; what follows from it is not worth telling.
    const number = this.operations.get(problem.operation) ?? this.operations.size;
    this.operations.set(problem.operation, number);
    const place = `${number} ${pathText(problem.path)} ${problem.code} ${problem.code === 'INVALID' ? problem.message : ''}`;
    if (!this.found.has(place)) this.found.set(place, problem);
  }
}
