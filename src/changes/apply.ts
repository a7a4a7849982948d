import { randomBytes } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import { addToAudit, AuditAction } from '../access/audit.js';
import { ChangeSet } from '../domain/change-set.js';
import { notesOf } from '../domain/kind.js';
import type { Registered } from '../domain/registered.js';
import { Revision, RevisionAction } from '../domain/revision.js';
import { Prose } from '../domain/values/prose.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ToManyField } from '../model/model.js';
import { beginChange, endChange, type Head } from '../store/head.js';
import type { Store } from '../store/store.js';
import type { Resolved } from './resolve.js';
import { indexRecords } from './search-index.js';
import { idOf } from './draft.js';

/** Who changes the registry, and why. */
export interface ChangeNote {
  readonly author: string;
  readonly message: string;
}

/** How many records a change set touched. */
export interface ChangeResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** How many rows go into one statement: PostgreSQL takes 65,535 parameters. */
const BATCH = 200;

/**
 * Brings the registry to hold the records as they are, all at once or not at all, and notes each change. Records that
 * are as they were are left alone, so that applying the same twice changes nothing.
 */
export async function applyRecords(
  model: Model,
  store: Store,
  records: readonly Resolved[],
  note: ChangeNote,
): Promise<ChangeResult> {
  return store.transaction(async (manager) => {
    const slug = randomBytes(8).toString('hex');
    const head = await beginChange(manager, idOf(kindNamed(model, 'ChangeSet'), slug));
    const now = head.moment;
    const revisions: Revision[] = [];
    const changeSet = newChangeSet(model, slug, note, head);
    const links: (() => Promise<void>)[] = [];
    const written: [KindModel, string][] = [];
    let unchanged = 0;
    for (const kind of inOrderOfReference(model)) {
      const drafts = records.filter((record) => record.kind === kind).map(({ entity }) => entity);
      const existing = await existingOf(manager, kind, drafts);
      const created: Registered[] = [];
      for (const draft of parentsFirst(kind, drafts)) {
        const known = existing.get(draft.id);
        if (known && snapshot(kind, known) === snapshot(kind, draft)) {
          unchanged += 1;
          continue;
        }
        const version = (known?.version ?? 0) + 1;
        Object.assign(draft, { version, createdAt: known?.createdAt ?? now, updatedAt: now });
        const action = known ? RevisionAction.UPDATED : RevisionAction.CREATED;
        revisions.push(newRevision(model, changeSet, draft, action, now));
        written.push([kind, draft.id]);
        links.push(...linkChanges(manager, kind, draft, known));
        if (known) await manager.update(kind.entity, draft.id, rowOf(kind, draft));
        else created.push(draft);
      }
      for (let start = 0; start < created.length; start += BATCH) {
        const rows = created.slice(start, start + BATCH).map((draft) => rowOf(kind, draft));
        await manager.insert(kind.entity, rows);
      }
    }
    // Both sides of a pair must be there before it is.
    for (const link of links) await link();
    for (const kind of model.kinds.values()) {
      const ids = written.filter(([of]) => of === kind).map(([, id]) => id);
      await indexRecords(manager, kind, ids);
    }
    if (revisions.length > 0) {
      await manager.insert(ChangeSet, changeSet);
      for (let start = 0; start < revisions.length; start += BATCH) {
        await manager.insert(Revision, revisions.slice(start, start + BATCH));
      }
    }
    await endChange(manager, { made: revisions.length > 0 });
    const created = revisions.filter(({ action }) => action === RevisionAction.CREATED).length;
    const detail = { created, updated: revisions.length - created };
    const entry = { actor: note.author, action: AuditAction.WRITE, subject: changeSet.id, detail };
    // Last, because nobody else can add to the log from here to the end of the transaction.
    if (revisions.length > 0) await addToAudit(manager, [entry]);
    return { created, updated: revisions.length - created, unchanged };
  });
}

/** Kinds such that each comes after those that its records refer to. */
function inOrderOfReference(model: Model): KindModel[] {
  const ordered = new Set<KindModel>();
  const visit = (kind: KindModel) => {
    for (const field of kind.fields.values()) {
      if (field.type === 'toOne' && field.target !== kind.name) visit(kindNamed(model, field.target));
    }
    ordered.add(kind);
  };
  for (const kind of model.kinds.values()) visit(kind);
  return [...ordered];
}

/** Records such that each comes after those of its own kind that it refers to. */
function parentsFirst(kind: KindModel, drafts: readonly Registered[]): Registered[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const own = [...kind.fields.values()].filter(
    (field) => field.type === 'toOne' && field.target === kind.name,
  );
  const ordered = new Set<Registered>();
  const visiting = new Set<Registered>();
  const visit = (draft: Registered) => {
    if (ordered.has(draft) || visiting.has(draft)) return;
    visiting.add(draft);
    for (const field of own) {
      const parent = byId.get(memberOf(draft, field.name)?.id ?? '');
      if (parent) visit(parent);
    }
    ordered.add(draft);
  };
  drafts.forEach(visit);
  return [...ordered];
}

async function existingOf(
  manager: EntityManager,
  kind: KindModel,
  drafts: readonly Registered[],
): Promise<Map<string, Registered>> {
  const relations = [...kind.fields.values()].filter((field) => field.type === 'toOne' || isOwnedLink(field));
  const found: Registered[] = [];
  for (let start = 0; start < drafts.length; start += BATCH) {
    const ids = drafts.slice(start, start + BATCH).map(({ id }) => id);
    const rows = await manager.find(kind.entity, {
      where: { id: In(ids) },
      loadRelationIds: { relations: relations.map(({ name }) => name), disableMixedMap: true },
    } as object);
    found.push(...(rows as Registered[]));
  }
  return new Map(found.map((record) => [record.id, record]));
}

function isOwnedLink(field: FieldModel): field is ToManyField {
  return field.type === 'toMany' && field.owned;
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

function linkChanges(
  manager: EntityManager,
  kind: KindModel,
  draft: Registered,
  known: Registered | undefined,
): (() => Promise<void>)[] {
  return [...kind.fields.values()].filter(isOwnedLink).flatMap((field) => {
    const wanted = linkedIds(draft, field);
    const held = known ? linkedIds(known, field) : [];
    const added = wanted.filter((id) => !held.includes(id));
    const removed = held.filter((id) => !wanted.includes(id));
    if (added.length === 0 && removed.length === 0) return [];
    const relation = manager.createQueryBuilder().relation(kind.entity, field.name).of(draft.id);
    return [() => relation.addAndRemove(added, removed)];
  });
}

function linkedIds(record: Registered, field: ToManyField): string[] {
  const linked = (record as unknown as Record<string, { id: string }[] | undefined>)[field.name] ?? [];
  return linked.map(({ id }) => id).sort();
}

/** All that was written down of a record, as text: two snapshots are equal when nothing has changed. */
function snapshot(kind: KindModel, record: Registered): string {
  const values = record as unknown as Record<string, unknown>;
  const parts = [...kind.fields.values()].map((field): unknown => {
    if (['version', 'createdAt', 'updatedAt'].includes(field.name)) return null;
    if (isOwnedLink(field)) return linkedIds(record, field);
    if (field.type === 'column') return values[field.name] ?? null;
    if (field.type === 'toOne') return memberOf(record, field.name)?.id ?? null;
    if (field.type !== 'value') return null;
    const value = values[field.name] as Record<string, unknown> | null | undefined;
    return Object.keys(field.columns).map((property) => value?.[property] ?? null);
  });
  for (const property of notesOf(kind.entity).records.keys()) parts.push(values[property]);
  return JSON.stringify(parts);
}

function memberOf(record: Registered, name: string): { readonly id: string } | null {
  return ((record as unknown as Record<string, unknown>)[name] as { id: string } | null | undefined) ?? null;
}

function newChangeSet(model: Model, slug: string, { author, message }: ChangeNote, head: Head): ChangeSet {
  const kind = kindNamed(model, 'ChangeSet');
  const { sequence, moment } = head;
  return Object.assign(new ChangeSet(), stamps(kind, slug, moment), { author, message, sequence });
}

function newRevision(
  model: Model,
  changeSet: ChangeSet,
  record: Registered,
  action: RevisionAction,
  now: string,
): Revision {
  const kind = kindNamed(model, 'Revision');
  const slug = `${record.id.replace('_', '-')}-${record.version}`;
  return Object.assign(new Revision(), stamps(kind, slug, now), {
    changeSet,
    recordId: record.id,
    action,
    recordVersion: record.version,
  });
}

function stamps(kind: KindModel, slug: string, now: string): Omit<Registered, 'derive'> {
  return { id: idOf(kind, slug), slug, version: 1, createdAt: now, updatedAt: now, note: Prose.of(null) };
}
