import type { EntityManager } from 'typeorm';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import { idOf } from './draft.js';
import { laterChanges } from './later.js';
import type { Lookup } from './lookup.js';
import { NESTED } from './nested.js';
import type { Operation } from './operation.js';
import type { Problems } from './problems.js';
import { rowsWhere } from './rows.js';
import { aboutProperty, isOwnedLink, writableFields } from './written.js';
import type { Workspace } from './workspace.js';

/** What the operations of a change set are prepared with. */
export interface Preparing {
  readonly model: Model;
  readonly manager: EntityManager;
  readonly lookup: Lookup;
  readonly workspace: Workspace;
  readonly problems: Problems;
  /** The number of the change set. */
  readonly sequence: number;
}

/**
 * Brings into memory all that operations are about and refer to, in a number of statements that does not depend on how
 * many they are; and tells of targets that are not there, or not as their author has seen them.
 */
export async function prepare(
  preparing: Preparing,
  operations: readonly Operation[],
  citations: readonly unknown[],
): Promise<void> {
  const { manager, lookup, workspace } = preparing;
  for (const operation of operations) wantAll(preparing, operation);
  wantNested(preparing, { citations });
  await lookup.load(manager);
  declareNew(preparing, operations);
  const targets = new Map<KindModel, Set<string>>();
  for (const { kind, action, target, input, into } of operations) {
    const ids = targets.get(kind) ?? new Set<string>();
    targets.set(kind, ids);
    const name = isWhole(action) ? String(input.slug) : (target ?? '');
    for (const each of [name, into ?? '']) ids.add(lookup.find(kind, each) ?? '');
  }
  for (const [kind, ids] of targets) await workspace.load(kind, ids);
  const withParts = citations.length > 0 ? operations : operations.filter(touchesParts);
  await loadParts(preparing, withParts);
  await loadReferring(preparing, operations);
  await tellMissing(preparing, operations);
  await tellStale(preparing, operations);
}

/** True for an operation whose input is all of a record. */
function isWhole(action: Operation['action']): boolean {
  return action === 'create' || action === 'put';
}

/** True for an operation that also changes what is about its record. */
function touchesParts({ action, input }: Operation): boolean {
  return action === 'delete' || action === 'merge' || Object.keys(NESTED).some((name) => name in input);
}

function wantAll(preparing: Preparing, { kind, target, into, input, action }: Operation): void {
  const { lookup } = preparing;
  lookup.want(kind, target);
  lookup.want(kind, into);
  if (isWhole(action)) {
    lookup.want(kind, input.slug);
    lookup.want(kind, idOf(kind, String(input.slug)));
  }
  wantReferences(preparing, kind, input);
  wantNested(preparing, input);
}

function wantNested(preparing: Preparing, input: Readonly<Record<string, unknown>>): void {
  for (const [name, kind] of Object.entries(NESTED)) {
    const list = input[name];
    if (!Array.isArray(list)) continue;
    for (const item of list as unknown[]) {
      if (typeof item !== 'object' || item === null) continue;
      wantReferences(preparing, kindNamed(preparing.model, kind), item as Record<string, unknown>);
    }
  }
}

function wantReferences(
  { model, lookup }: Preparing,
  kind: KindModel,
  input: Readonly<Record<string, unknown>>,
): void {
  for (const field of writableFields(kind)) {
    const value = input[field.name];
    if (value === undefined || value === null) continue;
    if (field.type === 'record') lookup.wantAny(value);
    if (field.type === 'toOne') lookup.want(kindNamed(model, field.target), value);
    if (field.type === 'toMany' && Array.isArray(value)) {
      for (const item of value) lookup.want(kindNamed(model, field.target), item);
    }
  }
}

/** Gives ids to the records that are to be made, so that others can refer to them; tells of two that want the same. */
function declareNew({ lookup, problems, sequence }: Preparing, operations: readonly Operation[]): void {
  const taken = new Map<string, Operation>();
  for (const operation of operations) {
    const { kind, input, action, target } = operation;
    if (!isWhole(action)) continue;
    for (const field of kind.fields.values()) {
      const value = input[field.name];
      if (field.type !== 'column' || !field.unique || typeof value !== 'string') continue;
      const name = `${kind.name}.${field.name}:${value}`;
      const other = taken.get(name);
      taken.set(name, operation);
      if (!other) continue;
      const words = other.paths.words ?? ((inner) => [...other.paths.input, ...inner].join('.'));
      const place = words([field.name]);
      problems.inInput(operation, [field.name], 'TAKEN', 'takenHere', { place });
    }
    const slug = String(input.slug);
    const known = lookup.find(kind, slug);
    const keys = [slug, input[kind.key]];
    if (known !== undefined && lookup.mergedInto(kind, slug) === undefined) {
      lookup.declare(kind, keys, known);
      continue;
    }
    // The id that follows from the slug may be that of a record which has another slug by now.
    const usual = target ?? idOf(kind, slug);
    const id = lookup.isLiving(usual) ? idOf(kind, `${slug}#${sequence}`) : usual;
    lookup.declare(kind, keys, id);
  }
}

/** Takes in what is about the records whose citations are written, or that are to go. */
async function loadParts(
  { model, manager, lookup, workspace }: Preparing,
  operations: readonly Operation[],
): Promise<void> {
  const about = operations.map(
    ({ kind, action, target = '', input }) =>
      lookup.find(kind, isWhole(action) ? String(input.slug) : target) ?? '',
  );
  const kinds = [...model.kinds.values()].filter((kind) => kind.written && aboutProperty(kind) !== null);
  for (const kind of kinds) {
    const column = recordColumn(kind);
    const rows = await rowsWhere<{ id: string; slug: string }>(
      manager,
      { table: kind.table, columns: ['id', 'slug'], column },
      [...new Set(about)],
    );
    // Their slugs end in numbers: the shorter comes first.
    rows.sort((a, b) => a.slug.length - b.slug.length || (a.slug < b.slug ? -1 : 1));
    await workspace.load(
      kind,
      rows.map(({ id }) => id),
    );
  }
}

function recordColumn(kind: KindModel): string {
  for (const field of kind.fields.values()) if (field.type === 'record') return field.column;
  throw new Error(`${kind.name} is not about a record.`);
}

/** Takes in the records that refer to those which are to be merged into others. */
async function loadReferring(
  { model, manager, lookup, workspace }: Preparing,
  operations: readonly Operation[],
): Promise<void> {
  for (const { action, kind, target } of operations) {
    const id = action === 'merge' ? lookup.find(kind, target ?? '') : undefined;
    if (id === undefined) continue;
    for (const [referring, ids] of await referringTo(model, manager, kind, [id])) {
      await workspace.load(
        referring,
        ids.map((found) => found.id),
      );
    }
  }
}

/** The records whose relations lead to records of a kind, by their kinds. */
export async function referringTo(
  model: Model,
  manager: EntityManager,
  target: KindModel,
  ids: readonly string[],
): Promise<[KindModel, { readonly id: string; readonly to: string }[]][]> {
  const found: [KindModel, { id: string; to: string }[]][] = [];
  for (const kind of model.kinds.values()) {
    if (!kind.written) continue;
    for (const field of kind.fields.values()) {
      if ((field.type !== 'toOne' && !isOwnedLink(field)) || field.target !== target.name) continue;
      const place =
        field.type === 'toOne'
          ? { table: kind.table, own: 'id', to: field.column }
          : field.join.via === 'link'
            ? { table: field.join.table, own: field.join.own, to: field.join.target }
            : null;
      if (!place) continue;
      const rows = await rowsWhere<Record<string, string>>(
        manager,
        { table: place.table, columns: [place.own, place.to], column: place.to },
        ids,
      );
      found.push([kind, rows.map((row) => ({ id: row[place.own] ?? '', to: row[place.to] ?? '' }))]);
    }
  }
  return found;
}

/** Tells of targets that are not there: never, no longer, or under another id. */
async function tellMissing(
  { manager, lookup, workspace, problems }: Preparing,
  operations: readonly Operation[],
): Promise<void> {
  const missing = operations.filter(({ action, kind, target = '' }) => {
    if (isWhole(action)) return false;
    const id = lookup.find(kind, target);
    return id === undefined || !workspace.entries.has(id) || lookup.mergedInto(kind, target) !== undefined;
  });
  const made = new Set(
    operations
      .filter(({ action }) => isWhole(action))
      .map(({ kind, input }) => lookup.find(kind, String(input.slug))),
  );
  const guesses = missing.flatMap(({ kind, target = '' }) => [target, idOf(kind, target)]);
  const rows = await rowsWhere<{ record_id: string }>(
    manager,
    { table: 'revision', columns: ['record_id'], column: 'record_id' },
    guesses,
  );
  const gone = new Set(rows.map((row) => row.record_id));
  for (const operation of missing) {
    const { kind, target = '', paths } = operation;
    const into = lookup.mergedInto(kind, target);
    const id = lookup.find(kind, target);
    if (into !== undefined) {
      problems.at(paths.target, 'GONE', 'merged', { id: into }, { operation });
    } else if (id !== undefined && made.has(id)) {
      continue;
    } else if (gone.has(target) || gone.has(idOf(kind, target))) {
      problems.at(paths.target, 'GONE', 'deleted', {}, { operation });
    } else {
      problems.at(paths.target, 'NOT_FOUND', 'notFound', { kind: kind.name }, { operation });
    }
  }
}

/** Tells of records that have changed since their author has seen them, which fields, and by whom. */
async function tellStale(
  { manager, lookup, workspace, problems }: Preparing,
  operations: readonly Operation[],
): Promise<void> {
  const stale = operations.flatMap((operation) => {
    const { kind, target = '', expectedVersion } = operation;
    const record = workspace.entries.get(lookup.find(kind, target) ?? '')?.original;
    if (expectedVersion === undefined || !record || record.version === expectedVersion) return [];
    return [{ operation, id: record.id, version: expectedVersion }];
  });
  const later = await laterChanges(
    manager,
    stale.map(({ id }) => id),
  );
  for (const { operation, id, version } of stale) {
    const conflicts = later
      .filter((change) => change.recordId === id && change.version > version)
      .map(({ field, author, changeSet }) => ({ field: field ?? '*', author, changeSet }));
    const path = operation.paths.expectedVersion ?? operation.paths.target;
    problems.conflict(path, 'conflict', conflicts, operation);
  }
}
