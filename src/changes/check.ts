import type { EntityManager } from 'typeorm';
import type { Registered } from '../domain/registered.js';
import { keyColumn, type KindModel, type Model, type ToOneField } from '../model/model.js';
import { grouped } from './grouped.js';
import type { Operation } from './operation.js';
import { referringTo } from './prepare.js';
import type { Problems } from './problems.js';
import { redirectsOf } from './redirects.js';
import { rowsWhere } from './rows.js';
import { actionOf, type Entry, type Workspace } from './workspace.js';
import { isOwnedLink, linkedIds, targetId, valueIn } from './written.js';

/** What the records that a change set leaves are checked with. */
export interface Checking {
  readonly model: Model;
  readonly manager: EntityManager;
  readonly workspace: Workspace;
  readonly problems: Problems;
}

/** Checks what only the database and the change set as a whole can tell. */
export async function check(checking: Checking): Promise<void> {
  await checkReferences(checking);
  const changed = [...checking.workspace.entries.values()].filter(
    (entry) => entry.current && entry.operation && actionOf(entry),
  );
  for (const [kind, entries] of grouped(changed, (entry) => entry.kind)) {
    await checkUnique(checking, kind, entries);
    for (const field of kind.fields.values()) {
      if (field.type === 'toOne' && field.target === kind.name)
        await checkCycles(checking, kind, field, entries);
    }
  }
}

/** No record is left that refers to one which has gone. */
async function checkReferences({ model, manager, workspace, problems }: Checking): Promise<void> {
  const absent = [...workspace.entries.values()].filter((entry) => !entry.current);
  const gone = grouped(absent, (entry) => entry.kind);
  if (gone.size === 0) return;
  const referring = new Map<Operation, Set<string>>();
  const note = (to: Entry | undefined, kind: KindModel) => {
    if (!to?.operation) return;
    referring.set(to.operation, (referring.get(to.operation) ?? new Set()).add(kind.name));
  };
  for (const [kind, entries] of gone) {
    const ids = entries.filter(({ original }) => original).map(({ id }) => id);
    for (const [from, rows] of await referringTo(model, manager, kind, ids)) {
      for (const { id, to } of rows) if (!workspace.entries.has(id)) note(workspace.entries.get(to), from);
    }
  }
  for (const { kind, current, operation, at } of workspace.entries.values()) {
    if (!current) continue;
    for (const field of kind.fields.values()) {
      if (field.type !== 'toOne' && !isOwnedLink(field)) continue;
      const ids = field.type === 'toOne' ? [targetId(current, field.name)] : linkedIds(current, field);
      for (const id of ids) {
        const to = workspace.entries.get(id ?? '');
        if (!to || to.current) continue;
        if (operation && operation !== to.operation) {
          problems.inInput(operation, [...at, field.name], 'UNKNOWN_REFERENCE', 'removedReference', {
            kind: field.target,
          });
        } else note(to, kind);
      }
    }
  }
  for (const [operation, kinds] of referring) {
    const values = { kinds: [...kinds].sort().join(', ') };
    problems.at(operation.paths.target, 'REFERRED_TO', 'referredTo', values, { operation });
  }
}

/** No two records share what only one may have. */
async function checkUnique(
  { manager, workspace, problems }: Checking,
  kind: KindModel,
  entries: readonly Entry[],
): Promise<void> {
  for (const { columns } of manager.connection.getMetadata(kind.entity).uniques) {
    const properties = columns.map(({ propertyName }) => propertyName);
    const nameOf = (record: Registered) =>
      JSON.stringify(properties.map((property) => valueIn(record, property) ?? null));
    const tell = ({ operation, at }: Entry) => {
      const field = properties.at(-1) ?? '';
      if (operation) problems.inInput(operation, [...at, field], 'TAKEN', 'taken', { kind: kind.name });
    };
    const wanted = new Map<string, Entry>();
    for (const entry of entries) {
      if (
        !entry.current ||
        properties.some((name) => (valueIn(entry.current as Registered, name) ?? null) === null)
      )
        continue;
      const name = nameOf(entry.current);
      if (wanted.has(name)) tell(entry);
      else wanted.set(name, entry);
    }
    const [first] = columns;
    if (!first) continue;
    const rows = await rowsWhere<Record<string, unknown>>(
      manager,
      {
        table: kind.table,
        columns: ['id', ...columns.map(({ databaseName }) => databaseName)],
        column: first.databaseName,
      },
      [...wanted.values()].map(({ current }) => String(valueIn(current as Registered, first.propertyName))),
    );
    for (const row of rows) {
      const name = JSON.stringify(columns.map(({ databaseName }) => row[databaseName]));
      const entry = wanted.get(name);
      const holder = workspace.entries.get(String(row.id));
      // Who holds it may be about to give it up.
      const isHeld = !holder || (holder.current && nameOf(holder.current) === name);
      if (entry && entry.id !== row.id && isHeld) tell(entry);
    }
  }
  await checkRedirects({ manager, problems }, kind, entries);
}

/** The key of a merged record goes on answering for another. */
async function checkRedirects(
  { manager, problems }: Pick<Checking, 'manager' | 'problems'>,
  kind: KindModel,
  entries: readonly Entry[],
): Promise<void> {
  const field = keyColumn(kind).name;
  const byKey = new Map(
    entries.map((entry) => [String(entry.current && valueIn(entry.current, field)), entry]),
  );
  for (const { id, key, target } of await redirectsOf(manager, kind, [...byKey.keys()])) {
    const entry = byKey.get(key);
    if (!entry?.operation || entry.id === id) continue;
    problems.inInput(entry.operation, [field], 'TAKEN', 'merged', { id: target });
  }
}

/** No record is a part of itself, however far up. */
async function checkCycles(
  { manager, workspace, problems }: Checking,
  { table }: KindModel,
  field: ToOneField,
  entries: readonly Entry[],
): Promise<void> {
  const parents = new Map<string, string | null>();
  const parentOf = (id: string) => {
    const current = workspace.entries.get(id)?.current;
    return current ? targetId(current, field.name) : parents.get(id);
  };
  const known = (id: string) => parentOf(id) !== undefined;
  // What lies above, as far as it is in memory, up to the first of each that is not.
  const unknownAbove = (start: string): string[] => {
    const seen = new Set<string>();
    for (let id: string | null | undefined = start; id; id = parentOf(id)) {
      if (!known(id)) return [id];
      if (seen.has(id)) return [];
      seen.add(id);
    }
    return [];
  };
  let unknown = entries.flatMap(({ id }) => unknownAbove(id));
  while (unknown.length > 0) {
    for (const id of unknown) parents.set(id, null);
    const rows = await rowsWhere<Record<string, string | null>>(
      manager,
      { table, columns: ['id', field.column], column: 'id' },
      [...new Set(unknown)],
    );
    for (const row of rows) parents.set(row.id ?? '', row[field.column] ?? null);
    unknown = rows.flatMap((row) => unknownAbove(row[field.column] ?? ''));
  }
  for (const { id, operation } of entries) {
    const seen = new Set([id]);
    for (let above = parentOf(id); above; above = parentOf(above)) {
      if (above === id && operation) problems.inInput(operation, [field.name], 'CYCLE', 'cycle');
      if (seen.has(above)) break;
      seen.add(above);
    }
  }
}
