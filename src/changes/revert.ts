import type { EntityManager } from 'typeorm';
import type { InputPath } from '../model/errors.js';
import { kindNamed, kindOfId, type KindModel, type Model } from '../model/model.js';
import { grouped } from './grouped.js';
import { laterChanges } from './later.js';
import type { Operation, Undoing } from './operation.js';
import type { Problems } from './problems.js';
import { rowsWhere } from './rows.js';
import type { Action, Workspace } from './workspace.js';
import { changedFields, writtenForm, type Written } from './written.js';

interface Row {
  readonly record_id: string;
  readonly action: Action;
  readonly record_version: number;
  readonly before: string | null;
}

/** What is needed to undo. */
export interface Reverting {
  readonly model: Model;
  readonly manager: EntityManager;
  readonly workspace: Workspace;
  readonly problems: Problems;
}

/**
 * The operations that undo a change set: what it added is deleted, what it changed is as before, what it removed is there
 * again under its id. Where it is no longer as the change set left it, because somebody has changed the same since, that
 * is a CONFLICT.
 */
export async function revertOperations(
  { model, manager, workspace, problems }: Reverting,
  { revert, path }: Undoing,
): Promise<Operation[]> {
  const changeSet = await changeSetNamed(model, manager, revert);
  if (changeSet === undefined) {
    problems.at(path, 'NOT_FOUND', 'noChangeSet');
    return [];
  }
  const own = await revisions(manager, 'change_set_id', [changeSet]);
  const ids = own.map((row) => row.record_id);
  const all = grouped(await revisions(manager, 'record_id', ids), (row) => row.record_id);
  for (const [kind, rows] of grouped(own, (row) => kindOfId(model, row.record_id))) {
    if (kind) {
      await workspace.load(
        kind,
        rows.map((row) => row.record_id),
      );
    }
  }
  const touched = new Map<string, ReadonlySet<string>>();
  const operations = own.flatMap((row): Operation[] => {
    const kind = kindOfId(model, row.record_id);
    if (!kind) return [];
    const later = (all.get(row.record_id) ?? []).filter((other) => other.record_version > row.record_version);
    const record = workspace.entries.get(row.record_id)?.current ?? null;
    const fields = changedSince(row, later, record && writtenForm(kind, record));
    if (fields.size > 0) touched.set(row.record_id, fields);
    return [inverse(kind, row, path)];
  });
  const conflicts = (await laterChanges(manager, [...touched.keys()])).filter(
    ({ recordId, version, field }) => {
      const row = own.find((each) => each.record_id === recordId);
      const fields = touched.get(recordId);
      return (
        version > (row?.record_version ?? 0) && (field === null || fields?.has(field) || fields?.has('*'))
      );
    },
  );
  if (touched.size > 0) {
    const told = conflicts.map(({ field, author, changeSet: by }) => ({
      field: field ?? '*',
      author,
      changeSet: by,
    }));
    problems.conflict(path, 'laterChange', told, null);
  }
  return operations;
}

function inverse(kind: KindModel, row: Row, path: InputPath): Operation {
  const paths = { input: path, target: path };
  const target = row.record_id;
  const before = writtenBefore(row);
  switch (row.action) {
    case 'CREATED':
      return { action: 'delete', kind, target, input: {}, paths };
    case 'UPDATED':
      return { action: 'update', kind, target, input: before, paths };
    case 'DELETED':
    case 'MERGED': {
      const { createdAt, ...input } = before;
      const restored = { action: 'create', kind, target, input, paths } as const;
      return typeof createdAt === 'string' ? { ...restored, createdAt } : restored;
    }
  }
}

/** The fields that are no longer as a revision left them, `*` for a record that is there again, or no longer. */
function changedSince(row: Row, later: readonly Row[], current: Written | null): Set<string> {
  // From what is there now back to the revision.
  let left = current;
  for (const each of [...later].sort((a, b) => b.record_version - a.record_version)) {
    if (each.action === 'CREATED') left = null;
    else if (each.action === 'UPDATED') left = { ...left, ...writtenBefore(each) };
    else left = writtenBefore(each);
  }
  if (!left || !current) return new Set(left || current ? ['*'] : []);
  const fields = row.action === 'UPDATED' ? Object.keys(writtenBefore(row)) : Object.keys(current);
  const changed = new Set(changedFields(left, current));
  return new Set(fields.filter((field) => changed.has(field)));
}

function writtenBefore({ before }: Row): Written {
  return before === null ? {} : (JSON.parse(before) as Written);
}

function revisions(manager: EntityManager, column: string, values: readonly string[]): Promise<Row[]> {
  const columns = ['record_id', 'action', 'record_version', 'before'];
  return rowsWhere(manager, { table: 'revision', columns, column }, values);
}

/** The id of the change set with this id or slug. */
async function changeSetNamed(
  model: Model,
  manager: EntityManager,
  name: string,
): Promise<string | undefined> {
  const { table } = kindNamed(model, 'ChangeSet');
  for (const column of ['id', 'slug']) {
    const [row] = await rowsWhere<{ id: string }>(manager, { table, columns: ['id'], column }, [name]);
    if (row) return row.id;
  }
  return undefined;
}
