import { notesOf } from '../domain/kind.js';
import type { Registered } from '../domain/registered.js';
import type { InputPath } from '../model/errors.js';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import { restrictedNames } from '../model/public.js';
import { idOf } from './draft.js';
import type { Lookup } from './lookup.js';
import { NESTED } from './nested.js';
import type { Operation } from './operation.js';
import type { Problems } from './problems.js';
import { Resolver } from './resolve.js';
import {
  aboutProperty,
  changedFields,
  isOwnedLink,
  linkedIds,
  targetId,
  valueIn,
  writtenForm,
} from './written.js';
import type { Entry, Workspace } from './workspace.js';

/** What operations are staged with. */
export interface Staging {
  readonly model: Model;
  readonly lookup: Lookup;
  readonly workspace: Workspace;
  readonly problems: Problems;
  /** Sources for every record that is added or changed. */
  readonly citations: readonly unknown[];
  /** Where in the request those stand. */
  readonly citationsPath: InputPath;
  /** The moment of the change set: records that bear it were written by an earlier part of it. */
  readonly moment: string;
}

/** Works operations on the records in memory, in order. */
export class Stage {
  private readonly resolver: Resolver;
  private readonly restricted: ReadonlySet<string>;

  constructor(private readonly staging: Staging) {
    this.resolver = new Resolver(staging.model, staging.lookup, staging.problems);
    this.restricted = restrictedNames(staging.model);
  }

  /** Does one operation; the result is the id of the record that it was about, null when it could not be done. */
  run(operation: Operation): string | null {
    switch (operation.action) {
      case 'create':
      case 'put':
        return this.write(operation);
      case 'update':
        return this.update(operation);
      case 'delete':
        return this.remove(operation);
      case 'merge':
        return this.merge(operation);
    }
  }

  private write(operation: Operation): string | null {
    const { lookup, workspace, problems, moment } = this.staging;
    const { kind, input, action } = operation;
    const slug = String(input.slug);
    const merged = lookup.mergedInto(kind, slug);
    if (merged !== undefined && operation.target === undefined) {
      problems.inInput(operation, ['slug'], 'TAKEN', 'merged', { id: merged });
      return null;
    }
    const id = lookup.find(kind, slug) ?? '';
    const known = workspace.entries.get(id);
    if (known?.current && action === 'create') {
      problems.inInput(operation, ['slug'], 'TAKEN', 'taken', { kind: kind.name });
      return null;
    }
    if (known?.original?.updatedAt === moment) {
      problems.inInput(operation, ['slug'], 'TAKEN', 'writtenEarlier');
      return null;
    }
    if (known?.current && operation.target !== undefined && operation.target !== id) {
      problems.inInput(operation, ['id'], 'TAKEN', 'otherId');
      return null;
    }
    const entity = this.resolver.resolve({ kind, input, base: null, operation, at: [] });
    entity.id = id;
    if (known?.current) {
      keepStamps(entity, known.current);
      workspace.replace(known, entity, operation);
    } else {
      if (operation.createdAt !== undefined) entity.createdAt = operation.createdAt;
      workspace.create(kind, entity, operation);
    }
    this.writeNested(operation, id);
    return id;
  }

  private update(operation: Operation): string | null {
    const entry = this.targetOf(operation);
    if (!entry?.current) return null;
    const { kind, input } = operation;
    const entity = this.resolver.resolve({ kind, input, base: entry.current, operation, at: [] });
    this.staging.workspace.replace(entry, entity, operation);
    this.writeNested(operation, entry.id);
    return entry.id;
  }

  private remove(operation: Operation): string | null {
    const entry = this.targetOf(operation);
    if (!entry) return null;
    const { workspace } = this.staging;
    // What is about a record says nothing without it.
    for (const part of workspace.partsOf(entry.id)) workspace.replace(part, null, operation);
    workspace.replace(entry, null, operation);
    return entry.id;
  }

  private merge(operation: Operation): string | null {
    const { lookup, workspace, problems } = this.staging;
    const entry = this.targetOf(operation);
    const other = workspace.entries.get(lookup.find(operation.kind, operation.into ?? '') ?? '');
    const path = operation.paths.into ?? [];
    if (!other?.current) {
      problems.at(path, 'NOT_FOUND', 'notFound', { kind: operation.kind.name }, { operation });
    } else if (other === entry) problems.at(path, 'INVALID', 'sameRecord', {}, { operation });
    if (!entry || !other?.current || other === entry) return null;
    for (const referring of workspace.entries.values()) {
      if (referring === entry || !referring.current) continue;
      const moved = pointedAt(referring, entry, other.id);
      if (moved) workspace.replace(referring, moved, operation);
    }
    workspace.replace(entry, null, operation);
    entry.mergedInto = other.id;
    return other.id;
  }

  /** The record that an operation is about, if it is there and at the version that the author has seen. */
  private targetOf(operation: Operation): Entry | null {
    const { lookup, workspace, problems } = this.staging;
    const { kind, target = '' } = operation;
    const entry = workspace.entries.get(lookup.find(kind, target) ?? '');
    // That it was not there before has been told already.
    if (!entry || lookup.mergedInto(kind, target) !== undefined) return null;
    if (entry.current) return entry;
    problems.at(operation.paths.target, 'GONE', 'deleted', {}, { operation });
    return null;
  }

  /** The citations and external ids of a record: those that are written become all that it has. */
  private writeNested(operation: Operation, about: string): void {
    const { model, problems, citations } = this.staging;
    for (const [name, kindName] of Object.entries(NESTED)) {
      if (!operation.kind.fields.has(name)) continue;
      const given = operation.input[name];
      const common = name === 'citations' ? citations : [];
      const isGiven = given !== undefined && given !== null;
      if (isGiven && !Array.isArray(given)) problems.inInput(operation, [name], 'INVALID', 'mustBeList');
      else if (isGiven || common.length > 0) {
        const list = (given ?? []) as readonly unknown[];
        this.writeParts(operation, about, { name, kind: kindNamed(model, kindName), list, common, isGiven });
      }
    }
  }

  private writeParts(
    operation: Operation,
    about: string,
    { name, kind, list, common, isGiven }: Parts,
  ): void {
    const { workspace, problems, citationsPath } = this.staging;
    const left = workspace.partsOf(about, kind);
    const done: Registered[] = [];
    const unmatched: { readonly read: Registered; readonly at: InputPath }[] = [];
    const shared = { ...operation, paths: { ...operation.paths, input: citationsPath } };
    [...list, ...common].forEach((item, index) => {
      const isShared = index >= list.length;
      const at = isShared ? [index - list.length] : [name, index];
      if (typeof item !== 'object' || item === null) {
        problems.inInput(isShared ? shared : operation, at, 'INVALID', 'mustBeFields');
        return;
      }
      // The slug follows from what it is about; until then, one that is well formed.
      const input = { ...item, record: about, slug: 'new' };
      const reading = { kind, input, base: null, operation: isShared ? shared : operation, at };
      const read = this.resolver.resolve(reading);
      // A source of the whole set may be the record's own as well.
      if (isShared && done.some((other) => isAlike(kind, other, read))) return;
      done.push(read);
      const same = left.findIndex((entry) => entry.current && isAlike(kind, entry.current, read));
      if (same < 0) unmatched.push({ read, at });
      else for (const entry of left.splice(same, 1)) entry.operation = operation;
    });
    for (const { read, at } of unmatched) {
      const entry = isGiven ? left.shift() : undefined;
      if (entry?.current) {
        keepStamps(read, entry.current);
        workspace.replace(entry, Object.assign(read, { slug: entry.current.slug }), operation, at);
      } else this.addPart(operation, about, kind, read, at);
    }
    if (isGiven) for (const entry of left) workspace.replace(entry, null, operation);
  }

  private addPart(
    operation: Operation,
    about: string,
    kind: KindModel,
    read: Registered,
    at: InputPath,
  ): void {
    const { workspace } = this.staging;
    // Named after what it is about: short, and the same at every load. What not everybody may see is numbered by itself:
    // a gap between the others would tell of it.
    const named = [...notesOf(kind.entity).fieldNames.keys()].map((property) => valueIn(read, property));
    const isRestricted = named.some((name) => typeof name === 'string' && this.restricted.has(name));
    const place = `${about.replace('_', '-')}${isRestricted ? '-restricted' : ''}`;
    for (let number = 1; ; number += 1) {
      const slug = `${place}-${number}`;
      const id = idOf(kind, slug);
      if (workspace.entries.get(id)?.current) continue;
      workspace.create(kind, Object.assign(read, { id, slug }), operation, at);
      return;
    }
  }
}

interface Parts {
  readonly name: string;
  readonly kind: KindModel;
  readonly list: readonly unknown[];
  readonly common: readonly unknown[];
  /** True when the list is all that the record is to have. */
  readonly isGiven: boolean;
}

function isAlike(kind: KindModel, one: Registered, other: Registered): boolean {
  const differ = changedFields(writtenForm(kind, one), writtenForm(kind, other));
  return differ.every((field) => field === 'slug');
}

function keepStamps(entity: Registered, { id, version, createdAt, updatedAt }: Registered): void {
  Object.assign(entity, { id, version, createdAt, updatedAt });
}

/** The record with all that referred to one record referring to another; null when nothing did. */
function pointedAt({ kind, id, current }: Entry, from: Entry, into: string): Registered | null {
  if (!current) return null;
  const changes: Record<string, unknown> = {};
  for (const field of kind.fields.values()) {
    if (field.type === 'toOne' && targetId(current, field.name) === from.id) {
      // A record that would refer to itself refers to nothing.
      changes[field.name] = id === into ? null : { id: into };
    }
    if (isOwnedLink(field) && linkedIds(current, field).includes(from.id)) {
      const kept = linkedIds(current, field).filter((linked) => linked !== from.id && linked !== into);
      changes[field.name] = [...kept, into].map((linked) => ({ id: linked }));
    }
  }
  const about = aboutProperty(kind);
  if (about !== null && valueIn(current, about) === from.id) changes[about] = into;
  if (Object.keys(changes).length === 0) return null;
  return Object.assign(Object.create(kind.entity.prototype as object) as Registered, current, changes);
}
