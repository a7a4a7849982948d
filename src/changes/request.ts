import type { EntityManager } from 'typeorm';
import { ChangeSet } from '../domain/change-set.js';
import type { Applied, NotedRequest } from './operation.js';
import type { Problems } from './problems.js';

/** Carries a result out of a transaction of which nothing is to be kept. */
export class NothingKept<Result> extends Error {
  constructor(readonly result: Result) {
    super('Nothing is kept of this change set.');
  }
}

/** How many characters the message of a change set has at most; it has one at least. */
export const LONGEST_MESSAGE = 1000;

/** True for what can be the message of a change set. */
export function isMessage(message: string): boolean {
  return message.length >= 1 && message.length <= LONGEST_MESSAGE;
}

/** Tells of what is wrong with the note of a request. */
export function checkNote(
  { message, idempotencyKey, notePath = [] }: NotedRequest,
  problems: Problems,
): void {
  if (!isMessage(message)) problems.at([...notePath, 'message'], 'INVALID', 'message');
  if (typeof idempotencyKey === 'string' && (idempotencyKey === '' || idempotencyKey.length > 200)) {
    problems.at([...notePath, 'idempotencyKey'], 'INVALID', 'keyLength');
  }
}

/** What the same request gave before; null when it was not made. Tells of a key that was used for another one. */
export async function answeredBefore<Result extends Applied>(
  manager: EntityManager,
  { author, idempotencyKey, notePath = [] }: NotedRequest,
  fingerprint: string | null,
  problems: Problems,
): Promise<Result | null> {
  if (idempotencyKey === null || idempotencyKey === undefined) return null;
  const known = await manager.findOneBy(ChangeSet, { author, idempotencyKey });
  if (!known) return null;
  if (known.fingerprint === fingerprint && known.outcome !== null) return JSON.parse(known.outcome) as Result;
  problems.at([...notePath, 'idempotencyKey'], 'KEY_REUSED', 'keyReused');
  return null;
}

/** What became of a request that has something wrong with it. */
export function refused(problems: Problems): Applied {
  const errors = problems.all.map(({ code, path, message, conflicts }) => ({
    code,
    path,
    message,
    conflicts,
  }));
  return { changeSet: null, records: [], outcomes: [], unchanged: 0, errors };
}
