import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ChangeSet } from '../domain/change-set.js';
import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { Change, type ChangeCounts } from './change.js';
import { refusalOf } from './database-errors.js';
import { MOST_OPERATIONS, type Applied, type ChangeRequest } from './operation.js';
import { Problems } from './problems.js';
import { outcomesOf } from './write.js';

/** Carries a result out of a transaction of which nothing is to be kept. */
class NothingKept extends Error {
  constructor(readonly applied: Applied) {
    super('Nothing is kept of this change set.');
  }
}

/**
 * Makes a change set: all of it, or nothing. Everything that is wrong with it is told at once, as data; errors that are
 * nobody's fault, such as a database out of reach, are thrown.
 */
export async function applyChanges(model: Model, store: Store, request: ChangeRequest): Promise<Applied> {
  const problems = new Problems(request.lang);
  checkRequest(request, problems);
  if (problems.all.length > 0) return refused(problems);
  try {
    return await store.transaction((manager) => make(model, manager, request, problems));
  } catch (error) {
    if (error instanceof NothingKept) return error.applied;
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    problems.at([], refusal.code, 'database', { rule: refusal.rule });
    return refused(problems);
  }
}

function checkRequest(request: ChangeRequest, problems: Problems): void {
  const { operations, message, idempotencyKey, notePath = [] } = request;
  if (message.length < 1 || message.length > 1000)
    problems.at([...notePath, 'message'], 'INVALID', 'message');
  if (typeof idempotencyKey === 'string' && (idempotencyKey === '' || idempotencyKey.length > 200)) {
    problems.at([...notePath, 'idempotencyKey'], 'INVALID', 'keyLength');
  }
  if (Array.isArray(operations) && operations.length > MOST_OPERATIONS) {
    problems.at(['changes'], 'TOO_MANY', 'tooMany', { most: MOST_OPERATIONS });
  }
}

function refused(problems: Problems): Applied {
  const errors = problems.all.map(({ code, path, message, conflicts }) => ({
    code,
    path,
    message,
    conflicts,
  }));
  return { changeSet: null, records: [], outcomes: [], unchanged: 0, errors };
}

/** Makes the change set of a request in a transaction. Throws {@link NothingKept} where nothing is to be kept. */
async function make(
  model: Model,
  manager: EntityManager,
  request: ChangeRequest,
  problems: Problems,
): Promise<Applied> {
  const change = await Change.open(model, manager);
  // Whoever sent the same a moment ago has been waited for.
  const before = await madeBefore(manager, request, problems);
  if (before) throw new NothingKept(before);
  const { citations = [], notePath = [] } = request;
  const staged = await change.stage(request.operations, {
    citations,
    citationsPath: [...notePath, 'citations'],
    problems,
  });
  if (problems.all.length > 0) throw new NothingKept(refused(problems));
  const { records, changes, unchanged } = staged;
  const applied: Applied = {
    changeSet: changes.length > 0 && !request.dryRun ? change.id : null,
    records,
    outcomes: outcomesOf(changes),
    unchanged,
    errors: [],
  };
  const key = request.idempotencyKey ?? null;
  await change.note({
    author: request.author,
    message: request.message,
    idempotencyKey: key,
    fingerprint: key === null ? null : fingerprintOf(request),
    outcome: key === null ? null : JSON.stringify(applied),
  });
  await change.write(changes);
  if (request.dryRun || changes.length === 0) throw new NothingKept(applied);
  await change.close(countsOf(applied));
  return applied;
}

/** What the same request gave before; what is wrong when its key was used for another one. */
async function madeBefore(
  manager: EntityManager,
  request: ChangeRequest,
  problems: Problems,
): Promise<Applied | null> {
  const { author, idempotencyKey, notePath = [] } = request;
  if (idempotencyKey === null || idempotencyKey === undefined) return null;
  const known = await manager.findOneBy(ChangeSet, { author, idempotencyKey });
  if (!known) return null;
  if (known.fingerprint === fingerprintOf(request) && known.outcome !== null) {
    return JSON.parse(known.outcome) as Applied;
  }
  problems.at([...notePath, 'idempotencyKey'], 'KEY_REUSED', 'keyReused');
  return refused(problems);
}

/** What tells a request from others that were sent under the same key. */
function fingerprintOf({ operations, message, citations, dryRun }: ChangeRequest): string {
  const asked =
    'revert' in operations
      ? operations
      : operations.map(({ kind, paths: _paths, ...operation }) => ({ kind: kind.name, ...operation }));
  const text = JSON.stringify([asked, message, citations ?? [], dryRun ?? false], inOrder);
  return createHash('sha256').update(text).digest('hex');
}

/** Members of objects in the order of their names, so that the order in which they were sent does not count. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How many records of a result were added, changed or left alone. */
function countsOf({ outcomes, unchanged }: Applied): ChangeCounts {
  const created = outcomes.filter(({ action }) => action === 'CREATED').length;
  return { created, updated: outcomes.length - created, unchanged };
}
