import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { addToAudit, AuditAction } from '../access/audit.js';
import type { InputPath } from '../model/errors.js';
import { kindNamed, type Model } from '../model/model.js';
import { beginChange, endChange, type Head } from '../store/head.js';
import type { Store } from '../store/store.js';
import { check } from './check.js';
import { refusalOf } from './database-errors.js';
import { idOf, pathText, problemAt, type Draft, type Problem } from './draft.js';
import { Lookup } from './lookup.js';
import { MOST_OPERATIONS, type Applied, type ChangeRequest, type Operation } from './operation.js';
import { prepare } from './prepare.js';
import { Problems } from './problems.js';
import { answeredBefore, checkNote, NothingKept, refused } from './request.js';
import { revertOperations } from './revert.js';
import { Stage } from './stage.js';
import { actionOf, Workspace } from './workspace.js';
import { outcomesOf, recordChanges, writeHistory, writeRecords } from './write.js';

/**
 * Makes a change set: all of it, or nothing. Everything that is wrong with it is told at once, as data; errors that are
 * nobody's fault, such as a database out of reach, are thrown.
 */
export function applyChanges(model: Model, store: Store, request: ChangeRequest): Promise<Applied> {
  return attempt(model, store, request, new Problems(request.lang));
}

async function attempt(
  model: Model,
  store: Store,
  request: ChangeRequest,
  problems: Problems,
): Promise<Applied> {
  checkRequest(request, problems);
  if (problems.all.length > 0) return refused(problems);
  try {
    return await store.transaction((manager) => new Change(model, manager, request, problems).make());
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
  if (Array.isArray(operations) && operations.length > MOST_OPERATIONS) {
    problems.at(['changes'], 'TOO_MANY', 'tooMany', { most: MOST_OPERATIONS });
  }
}

/** One change set on its way into the database. */
class Change {
  constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
    private readonly request: ChangeRequest,
    private readonly problems: Problems,
  ) {}

  async make(): Promise<Applied> {
    const { model, manager, request, problems } = this;
    const slug = randomBytes(8).toString('hex');
    const id = idOf(kindNamed(model, 'ChangeSet'), slug);
    const head = await beginChange(manager, id);
    const key = request.idempotencyKey ?? null;
    const fingerprint = key === null ? null : fingerprintOf(request);
    // Whoever sent the same a moment ago has been waited for.
    const before = await answeredBefore<Applied>(manager, request, fingerprint, problems);
    if (before) throw new NothingKept(before);
    if (problems.all.length > 0) throw new NothingKept(refused(problems));
    const workspace = new Workspace(manager);
    const records = await this.stage(workspace, head);
    if (problems.all.length > 0) throw new NothingKept(refused(problems));
    const changes = await recordChanges(model, manager, workspace.entries.values());
    const outcomes = outcomesOf(changes);
    const unchanged = [...workspace.entries.values()].filter(
      (entry) => entry.operation && entry.current && actionOf(entry) === null,
    ).length;
    const applied: Applied = {
      changeSet: changes.length > 0 && !request.dryRun ? id : null,
      records,
      outcomes,
      unchanged,
      errors: [],
    };
    await writeRecords(manager, changes, head.moment);
    if (request.dryRun || changes.length === 0) throw new NothingKept(applied);
    const note = {
      slug,
      author: request.author,
      message: request.message,
      idempotencyKey: key,
      fingerprint,
      outcome: key === null ? null : JSON.stringify(applied),
    };
    await writeHistory(model, manager, note, changes, head);
    await endChange(manager, { made: true });
    const { created, updated } = countsOf(applied);
    // Last, because nobody else can add to the log from here to the end of the transaction.
    await addToAudit(manager, [
      { actor: request.author, action: AuditAction.WRITE, subject: id, detail: { created, updated } },
    ]);
    return applied;
  }

  /** Works the operations on the records in memory; the result is which record each was about. */
  private async stage(workspace: Workspace, { sequence }: Head): Promise<(string | null)[]> {
    const { model, manager, request, problems } = this;
    const operations = await this.operations(workspace);
    const { citations = [], notePath = [] } = request;
    const lookup = new Lookup(model);
    const preparing = { model, manager, lookup, workspace, problems, sequence };
    await prepare(preparing, operations, citations);
    const stage = new Stage({
      model,
      lookup,
      workspace,
      problems,
      citations,
      citationsPath: [...notePath, 'citations'],
    });
    const records = operations.map((operation) => stage.run(operation));
    await check({ model, manager, workspace, problems });
    return records;
  }

  private async operations(workspace: Workspace): Promise<readonly Operation[]> {
    const { model, manager, problems } = this;
    const { operations } = this.request;
    if (!('revert' in operations)) return operations;
    return revertOperations({ model, manager, workspace, problems }, operations);
  }
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

/** How many records a change set touched. */
export interface ChangeResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Who changes the registry, and why. */
export interface ChangeNote {
  readonly author: string;
  readonly message: string;
  readonly dryRun?: boolean;
}

/**
 * Brings the registry to hold the records as they are written, all at once or not at all: the result is what was done, or
 * every problem. Records that are as they were are left alone, so that applying the same twice changes nothing.
 */
export async function applyDrafts(
  model: Model,
  store: Store,
  drafts: readonly Draft[],
  note: ChangeNote,
): Promise<{ readonly applied: Applied; readonly problems: readonly Problem[] }> {
  const byOperation = new Map<unknown, Draft>();
  const operations = drafts.map((draft): Operation => {
    const { kind, at } = draft;
    const { id, ...input } = draft.input;
    const words = (inner: InputPath) => `line ${at.line(inner)} of ${at.file}`;
    const paths = { input: at.path, target: at.path, words };
    const target = typeof id === 'string' ? { target: id } : {};
    const operation: Operation = { action: 'put', kind, input, paths, ...target };
    byOperation.set(operation, draft);
    return operation;
  });
  const found = new Problems();
  const applied = await attempt(model, store, { ...note, operations }, found);
  const problems = found.all.map(({ operation, inner, path, message }): Problem => {
    const draft = byOperation.get(operation);
    return draft ? problemAt(draft, inner, message) : { file: '', line: 0, path: pathText(path), message };
  });
  return { applied, problems };
}

/** How many records of a result were added, changed or left alone. */
export function countsOf({ outcomes, unchanged }: Applied): ChangeResult {
  const created = outcomes.filter(({ action }) => action === 'CREATED').length;
  return { created, updated: outcomes.length - created, unchanged };
}
