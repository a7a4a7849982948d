import type { EntityManager } from 'typeorm';
import { ChangeSet } from '../domain/change-set.js';
import { FieldChange } from '../domain/field-change.js';
import type { Registered } from '../domain/registered.js';
import { Revision, RevisionAction } from '../domain/revision.js';
import { Prose } from '../domain/values/prose.js';
import { inOrderOfReference, kindNamed, keyColumn, type KindModel, type Model } from '../model/model.js';
import { notesOf } from '../domain/kind.js';
import { restrictedNames } from '../model/public.js';
import type { Head } from '../store/head.js';
import { idOf } from './draft.js';
import { grouped } from './grouped.js';
import type { FieldDifference, Outcome } from './operation.js';
import { endRedirects, redirect } from './redirects.js';
import { insertRecords, rowsWhere } from './rows.js';
import { indexRecords } from './search-index.js';
import { actionOf, type Action, type Entry } from './workspace.js';
import {
  changedFields,
  isOwnedLink,
  isReference,
  linkedIds,
  printed,
  targetId,
  valueIn,
  writtenForm,
  type Written,
} from './written.js';

/** How many rows go into one statement: PostgreSQL takes 65,535 parameters. */
const BATCH = 200;

/** What becomes of one record, and how it is told. */
export interface RecordChange {
  readonly entry: Entry;
  readonly action: Action;
  /** The version of the record after it. */
  readonly version: number;
  /** What has to be written to undo it; null when the record is new. */
  readonly before: Written | null;
  readonly differences: readonly FieldDifference[];
  /** The field that the record names, if it names one. */
  readonly about: string | null;
}

/** What has become of the records, in the order in which they are written; and how, in words. */
export async function recordChanges(
  model: Model,
  manager: EntityManager,
  entries: Iterable<Entry>,
): Promise<RecordChange[]> {
  const changed = [...entries].flatMap((entry) => {
    const action = actionOf(entry);
    return action ? [{ entry, action }] : [];
  });
  const again = changed.filter(({ action }) => action === 'CREATED').map(({ entry }) => entry.id);
  const versions = await lastVersions(manager, again);
  const slugOf = await slugsOf(
    model,
    manager,
    changed.map(({ entry }) => entry),
  );
  const ordered = inOrder(model, changed);
  const hidden = restrictedNames(model);
  return ordered.map(({ entry, action }): RecordChange => {
    const { kind, original, current, id } = entry;
    const before = original ? writtenForm(kind, original) : {};
    const after = current ? writtenForm(kind, current) : {};
    const fields = current ? changedFields(before, after) : Object.keys(before);
    // Restricted fields come last: the numbers of the others must not tell that they were changed as well.
    fields.sort((one, other) => Number(isRestricted(kind, one)) - Number(isRestricted(kind, other)));
    const differences = fields
      .map((name): FieldDifference => {
        const field = kind.fields.get(name);
        return {
          field: name,
          before: printed(field, before[name], slugOf),
          after: printed(field, after[name], slugOf),
        };
      })
      .filter((difference) => difference.before !== null || difference.after !== null);
    const version = (original ? original.version : (versions.get(id) ?? 0)) + 1;
    const about = aboutOf(kind, [before, after], hidden);
    return { entry, action, version, before: undoing(entry, before, fields), differences, about };
  });
}

function isRestricted({ fields }: KindModel, name: string): boolean {
  return fields.get(name)?.restricted === true;
}

/** The field that a record names, or named before: of two, the one that not everybody may see. */
function aboutOf(
  { entity }: KindModel,
  sides: readonly Written[],
  hidden: ReadonlySet<string>,
): string | null {
  const [property] = notesOf(entity).fieldNames.keys();
  if (property === undefined) return null;
  const named = sides.map((side) => side[property]).filter((name) => typeof name === 'string');
  return named.find((name) => hidden.has(name)) ?? named.at(-1) ?? null;
}

/** What is told of changes to those who asked for them. */
export function outcomesOf(changes: readonly RecordChange[]): Outcome[] {
  return changes.map(({ entry, action, version, differences }) => ({
    action,
    kind: entry.kind.name,
    id: entry.id,
    slug: (entry.current ?? entry.original)?.slug ?? '',
    version,
    changes: differences,
  }));
}

function undoing({ original, current }: Entry, before: Written, fields: readonly string[]): Written | null {
  if (!original) return null;
  if (!current) return { ...before, createdAt: original.createdAt };
  return Object.fromEntries(fields.map((name) => [name, before[name]]));
}

/** Writes the records, their pairs, the index of search, and where merged records lead. */
export async function writeRecords(
  manager: EntityManager,
  changes: readonly RecordChange[],
  now: string,
): Promise<void> {
  const made = changes.filter(({ action }) => action === 'CREATED');
  const kept = changes.filter(({ action }) => action === 'UPDATED');
  const gone = changes.filter(({ entry }) => !entry.current);
  for (const { entry, version } of [...made, ...kept]) {
    const record = entry.current as Registered;
    const createdAt = record.createdAt === '' ? now : record.createdAt;
    Object.assign(record, { version, createdAt, updatedAt: now });
  }
  for (const [kind, some] of grouped(made, ({ entry }) => entry.kind)) {
    const records = some.map(({ entry }) => entry.current as Registered);
    await insertRecords(manager, kind.entity, records);
  }
  for (const { entry } of kept) {
    await manager.update(entry.kind.entity, entry.id, rowOf(entry.kind, entry.current as Registered));
  }
  // Both sides of a pair must be there before it is.
  for (const { entry } of [...made, ...kept, ...gone]) await writeLinks(manager, entry);
  for (const [kind, some] of grouped([...gone].reverse(), ({ entry }) => entry.kind)) {
    for (const ids of batches(some.map(({ entry }) => entry.id))) await manager.delete(kind.entity, ids);
  }
  for (const [kind, some] of grouped(changes, ({ entry }) => entry.kind)) {
    await indexRecords(
      manager,
      kind,
      some.map(({ entry }) => entry.id),
    );
  }
  await endRedirects(
    manager,
    made.map(({ entry }) => entry.id),
  );
  for (const { entry } of gone) {
    if (!entry.mergedInto || !entry.original) continue;
    const key = String(valueIn(entry.original, keyColumn(entry.kind).name));
    await redirect(manager, entry.kind, { id: entry.id, key, into: entry.mergedInto });
  }
}

/** What a change set is noted as. */
export interface Note {
  readonly slug: string;
  readonly author: string;
  readonly message: string;
  readonly idempotencyKey: string | null;
  readonly fingerprint: string | null;
  readonly outcome: string | null;
}

/** What is noted of a change to a record. */
export type NotedChange = Omit<RecordChange, 'entry'> & { readonly entry: Pick<Entry, 'id'> };

/** Notes a change set. */
export async function noteChangeSet(
  model: Model,
  manager: EntityManager,
  { slug, ...told }: Note,
  { sequence, moment }: Head,
): Promise<void> {
  const changeSet = stamped(new ChangeSet(), kindNamed(model, 'ChangeSet'), slug, moment);
  await manager.insert(ChangeSet, Object.assign(changeSet, told, { sequence }));
}

/** Notes what a change set did to each record, and to which fields. */
export async function writeRevisions(
  model: Model,
  manager: EntityManager,
  changeSet: string,
  changes: readonly NotedChange[],
  { moment }: Head,
): Promise<void> {
  const kind = kindNamed(model, 'Revision');
  const fieldChange = kindNamed(model, 'FieldChange');
  const fields: FieldChange[] = [];
  const revisions = changes.map(({ entry, action, version, before, differences, about }) => {
    const slug = `${entry.id.replace('_', '-')}-${version}`;
    const revision = Object.assign(stamped(new Revision(), kind, slug, moment), {
      changeSet: { id: changeSet },
      recordId: entry.id,
      action: RevisionAction[action],
      recordVersion: version,
      about,
      before: before && JSON.stringify(before),
    });
    if (action === 'UPDATED') {
      differences.forEach((difference, index) => {
        const change = stamped(new FieldChange(), fieldChange, `${slug}-${index + 1}`, moment);
        fields.push(Object.assign(change, difference, { revision, about }));
      });
    }
    return revision;
  });
  await insertRecords(manager, Revision, revisions);
  await insertRecords(manager, FieldChange, fields);
}

/** A record that the registry makes by itself. */
function stamped<T extends Registered>(made: T, kind: KindModel, slug: string, moment: string): T {
  return Object.assign(made, {
    id: idOf(kind, slug),
    slug,
    version: 1,
    createdAt: moment,
    updatedAt: moment,
    note: Prose.of(null),
  });
}

/** The versions at which records stood that are there again. */
async function lastVersions(manager: EntityManager, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await rowsWhere<{ record_id: string; record_version: number }>(
    manager,
    { table: 'revision', columns: ['record_id', 'record_version'], column: 'record_id' },
    ids,
  );
  const last = new Map<string, number>();
  for (const { record_id: id, record_version: version } of rows) {
    last.set(id, Math.max(version, last.get(id) ?? 0));
  }
  return last;
}

/** What tells the slugs of all records that entries refer to, before and after; of others their ids. */
async function slugsOf(
  model: Model,
  manager: EntityManager,
  entries: readonly Entry[],
): Promise<(id: string) => string> {
  const slugs = new Map<string, string>();
  const wanted = new Map<string, Set<string>>();
  for (const { kind, original, current, id } of entries) {
    const record = current ?? original;
    if (record) slugs.set(id, record.slug);
    for (const field of kind.fields.values()) {
      if ((field.type !== 'toOne' && !isOwnedLink(field)) || !isReference(field)) continue;
      const ids = wanted.get(field.target) ?? new Set<string>();
      wanted.set(field.target, ids);
      for (const side of [original, current]) {
        if (!side) continue;
        const to = field.type === 'toOne' ? [targetId(side, field.name)] : linkedIds(side, field);
        for (const each of to) if (each) ids.add(each);
      }
    }
  }
  for (const [target, ids] of wanted) {
    const { table } = kindNamed(model, target);
    const missing = [...ids].filter((id) => !slugs.has(id));
    const rows = await rowsWhere<{ id: string; slug: string }>(
      manager,
      { table, columns: ['id', 'slug'], column: 'id' },
      missing,
    );
    for (const { id, slug } of rows) slugs.set(id, slug);
  }
  return (id) => slugs.get(id) ?? id;
}

/** Records such that each comes after those that it refers to. */
function inOrder<Item extends { readonly entry: Entry }>(model: Model, items: readonly Item[]): Item[] {
  const ordered: Item[] = [];
  const byKind = grouped(items, ({ entry }) => entry.kind);
  for (const kind of inOrderOfReference(model)) {
    const own = byKind.get(kind) ?? [];
    const parents = [...kind.fields.values()].filter(
      (field) => field.type === 'toOne' && field.target === kind.name,
    );
    const byId = new Map(own.map((item) => [item.entry.id, item]));
    const seen = new Set<Item>();
    const visit = (item: Item) => {
      if (seen.has(item)) return;
      seen.add(item);
      const record = item.entry.current ?? item.entry.original;
      for (const field of parents) {
        const parent = record && byId.get(targetId(record, field.name) ?? '');
        if (parent) visit(parent);
      }
      ordered.push(item);
    };
    own.forEach(visit);
  }
  return ordered;
}

function* batches<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}

/** The columns of a record, without its many-to-many pairs. */
function rowOf(kind: KindModel, record: Registered): object {
  const row = Object.assign(
    Object.create(kind.entity.prototype as object) as Record<string, unknown>,
    record,
  );
  for (const field of kind.fields.values()) if (isOwnedLink(field)) delete row[field.name];
  return row;
}

async function writeLinks(manager: EntityManager, { kind, id, original, current }: Entry): Promise<void> {
  for (const field of kind.fields.values()) {
    if (!isOwnedLink(field)) continue;
    const wanted = current ? linkedIds(current, field) : [];
    const held = original ? linkedIds(original, field) : [];
    const added = wanted.filter((each) => !held.includes(each));
    const removed = held.filter((each) => !wanted.includes(each));
    if (added.length === 0 && removed.length === 0) continue;
    await manager.createQueryBuilder().relation(kind.entity, field.name).of(id).addAndRemove(added, removed);
  }
}
