import type { EntityManager } from 'typeorm';
import type { Conflict } from '../model/change-errors.js';
import type { InputPath } from '../model/errors.js';
import { kindNamed, kindOfId, type Model } from '../model/model.js';
import { laterChanges, type Change } from './later.js';
import type { Operation } from './operation.js';
import type { Problems } from './problems.js';
import { rowsWhere } from './rows.js';
import type { Written } from './written.js';

interface Row {
  readonly record_id: string;
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED' | 'MERGED';
  readonly record_version: number;
  readonly before: string | null;
}

/**
 * The operations that undo a change set: what it added is deleted, what it changed is as before, what it removed is there
 * again under its id. Where somebody has changed the same since, that is a CONFLICT.
 */
export async function revertOperations(
  model: Model,
  manager: EntityManager,
  { revert, path }: { readonly revert: string; readonly path: InputPath },
  problems: Problems,
): Promise<Operation[]> {
  const id = await changeSetNamed(model, manager, revert);
  if (id === undefined) {
    problems.at(path, 'NOT_FOUND', 'noChangeSet');
    return [];
  }
  const columns = ['record_id', 'action', 'record_version', 'before'];
  const place = { table: 'revision', columns, column: 'change_set_id' };
  const rows = await rowsWhere<Row>(manager, place, [id]);
  const changes = await laterChanges(
    manager,
    rows.map((row) => row.record_id),
  );
  const byRecord = new Map<string, Change[]>();
  for (const change of changes) {
    const known = byRecord.get(change.recordId);
    if (known) known.push(change);
    else byRecord.set(change.recordId, [change]);
  }
  const conflicts: Conflict[] = [];
  const operations = rows.flatMap((row): Operation[] => {
    const kind = kindOfId(model, row.record_id);
    if (!kind) return [];
    const before = (row.before === null ? {} : JSON.parse(row.before)) as Written & { createdAt?: string };
    const paths = { input: path, target: path };
    const later = (byRecord.get(row.record_id) ?? []).filter(({ version }) => version > row.record_version);
    const touched = later.filter(
      ({ field }) => row.action !== 'UPDATED' || field === null || field in before,
    );
    conflicts.push(
      ...touched.map(({ field, author, changeSet }) => ({ field: field ?? '*', author, changeSet })),
    );
    const target = row.record_id;
    switch (row.action) {
      case 'CREATED':
        return [{ action: 'delete', kind, target, input: {}, paths }];
      case 'UPDATED':
        return [{ action: 'update', kind, target, input: before, paths }];
      case 'DELETED':
      case 'MERGED': {
        const { createdAt, ...input } = before;
        const restored = { action: 'create', kind, target, input, paths } as const;
        return [createdAt === undefined ? restored : { ...restored, createdAt }];
      }
    }
  });
  if (conflicts.length > 0) problems.conflict(path, 'laterChange', conflicts, null);
  return operations;
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
