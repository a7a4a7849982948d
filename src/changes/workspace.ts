import { In, type EntityManager } from 'typeorm';
import type { Registered } from '../domain/registered.js';
import type { InputPath } from '../model/errors.js';
import type { KindModel } from '../model/model.js';
import type { Operation } from './operation.js';
import { aboutProperty, changedFields, isOwnedLink, targetId, valueIn, writtenForm } from './written.js';

/** How many records are read at once. */
const BATCH = 500;

/** A record that a change set is about: as it was, and as it will be. */
export interface Entry {
  readonly kind: KindModel;
  readonly id: string;
  /** As the database has it; null when it is not there. */
  readonly original: Registered | null;
  /** As it will be; null when it will not be there. */
  current: Registered | null;
  /** The last operation that was about it; null when none was, and it is only looked at. */
  operation: Operation | null;
  /** Where in the operation's input it is written. */
  at: InputPath;
  /** The id of the record that it was merged into. */
  mergedInto: string | null;
}

/** What becomes of a record. */
export type Action = 'CREATED' | 'UPDATED' | 'DELETED' | 'MERGED';

/**
 * The records that a change set is about, in memory: its operations work here, in order, and only what has become of
 * each record in the end is written.
 */
export class Workspace {
  readonly entries = new Map<string, Entry>();
  /** Entries by the record that they are about. */
  private readonly parts = new Map<string, Entry[]>();

  constructor(private readonly manager: EntityManager) {}

  /** Takes in records of the database, as far as they are there and not taken in yet. */
  async load(kind: KindModel, ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.entries.has(id));
    const relations = [...kind.fields.values()]
      .filter((field) => field.type === 'toOne' || isOwnedLink(field))
      .map(({ name }) => name);
    for (let start = 0; start < missing.length; start += BATCH) {
      const rows = await this.manager.find(kind.entity, {
        where: { id: In(missing.slice(start, start + BATCH)) },
        loadRelationIds: { relations, disableMixedMap: true },
      } as object);
      const found = new Map((rows as Registered[]).map((record) => [record.id, withoutEmpty(kind, record)]));
      for (const id of missing.slice(start, start + BATCH)) {
        const original = found.get(id);
        if (!original) continue;
        this.add({ kind, id, original, current: original, operation: null, at: [], mergedInto: null });
      }
    }
  }

  /** Adds a record that is not there, or is there no longer. */
  create(kind: KindModel, current: Registered, operation: Operation, at: InputPath = []): void {
    const known = this.entries.get(current.id);
    if (known) {
      Object.assign(known, { current, operation, at, mergedInto: null });
      this.noteAbout(known);
    } else {
      this.add({ kind, id: current.id, original: null, current, operation, at, mergedInto: null });
    }
  }

  /** Puts a record as it will be in the place of what it was. */
  replace(entry: Entry, current: Registered | null, operation: Operation, at: InputPath = []): void {
    Object.assign(entry, { current, operation, at });
    this.noteAbout(entry);
  }

  /** The records of a kind that will be about a record, such as its citations, oldest first. */
  partsOf(id: string, kind?: KindModel): Entry[] {
    return (this.parts.get(id) ?? []).filter(
      (entry) => (!kind || entry.kind === kind) && entry.current && aboutOf(entry.kind, entry.current) === id,
    );
  }

  private add(entry: Entry): void {
    this.entries.set(entry.id, entry);
    this.noteAbout(entry);
  }

  private noteAbout(entry: Entry): void {
    const about = entry.current && aboutOf(entry.kind, entry.current);
    if (!about) return;
    const known = this.parts.get(about);
    if (!known) this.parts.set(about, [entry]);
    else if (!known.includes(entry)) known.push(entry);
  }
}

/** TypeORM loads a relation that leads nowhere as a record without an id. */
function withoutEmpty(kind: KindModel, record: Registered): Registered {
  for (const field of kind.fields.values()) {
    if (field.type === 'toOne' && targetId(record, field.name) === null) {
      Object.assign(record, { [field.name]: null });
    }
  }
  return record;
}

/** The id of the record that a record is about. */
function aboutOf(kind: KindModel, record: Registered): string | null {
  const property = aboutProperty(kind);
  return property === null ? null : (valueIn(record, property) as string);
}

/** What has become of a record; null when it is as it was. */
export function actionOf({ kind, original, current, mergedInto }: Entry): Action | null {
  if (!original) return current ? 'CREATED' : null;
  if (!current) return mergedInto ? 'MERGED' : 'DELETED';
  if (original === current) return null;
  return changedFields(writtenForm(kind, original), writtenForm(kind, current)).length > 0 ? 'UPDATED' : null;
}
