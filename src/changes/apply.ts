import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { Change, type ChangeCounts } from './change.js';
import { refusalOf } from './database-errors.js';
import { areGiven, MOST_OPERATIONS, type Applied, type ChangeRequest } from './operation.js';
import { Problems } from './problems.js';
import { answeredBefore, checkNote, NothingKept, refused } from './request.js';
import { outcomesOf } from './write.js';

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
    if (error instanceof NothingKept) return (error as NothingKept<Applied>).result;
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    problems.at([], refusal.code, 'database', { rule: refusal.rule });
    return refused(problems);
  }
}

function checkRequest(request: ChangeRequest, problems: Problems): void {
  checkNote(request, problems);
  const { operations } = request;
  if (areGiven(operations) && operations.length > MOST_OPERATIONS) {
    problems.at(['changes'], 'TOO_MANY', 'tooMany', { most: MOST_OPERATIONS });
  }
}

/** Makes the change set of a request in a transaction. Throws {@link NothingKept} where nothing is to be kept. */
async function make(
  model: Model,
  manager: EntityManager,
  request: ChangeRequest,
  problems: Problems,
): Promise<Applied> {
  const change = await Change.open(model, manager);
  const key = request.idempotencyKey ?? null;
  const fingerprint = key === null ? null : fingerprintOf(request);
  // Whoever sent the same a moment ago has been waited for.
  const before = await answeredBefore<Applied>(manager, request, fingerprint, problems);
  if (before) throw new NothingKept(before);
  if (problems.all.length > 0) throw new NothingKept(refused(problems));
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
  await change.note({
    author: request.author,
    message: request.message,
    idempotencyKey: key,
    fingerprint,
    outcome: key === null ? null : JSON.stringify(applied),
  });
  await change.write(changes);
  if (request.dryRun || changes.length === 0) throw new NothingKept(applied);
  await change.close(countsOf(applied));
  return applied;
}

/** What tells a request from others that were sent under the same key. */
function fingerprintOf({ operations, message, citations, dryRun }: ChangeRequest): string {
  const asked = areGiven(operations)
    ? operations.map(({ kind, paths: _paths, ...operation }) => ({ kind: kind.name, ...operation }))
    : operations;
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
