import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AuditAction } from '../access/audit.js';
import type { InputPath } from '../model/errors.js';
import type { Model } from '../model/model.js';
import { historyTableName } from '../model/naming.js';
import type { Store } from '../store/store.js';
import { Change } from './change.js';
import { Eraser, type Mention } from './eraser.js';
import type { Applied, NotedRequest } from './operation.js';
import { Problems } from './problems.js';
import { answeredBefore, checkNote, NothingKept, refused } from './request.js';
import type { NotedChange } from './write.js';

/** Who is to be erased, by whom, and why. */
export interface ErasureRequest extends NotedRequest {
  /** The id of the person. */
  readonly id: string;
  /** Where in the request it is. */
  readonly path: InputPath;
}

/** What became of a person who was to be erased. */
export interface Erased extends Applied {
  /** Other records whose texts still have one of the names in them, for editors to look at. */
  readonly mentions: readonly Mention[];
}

/**
 * Erases a person: names, honorific, remarks and personal details go from the record, from every earlier version of it and
 * from the index of search, on the disk as well, and so do its citations and what it is called in other registers. What
 * stays is that somebody took part: the record, with an id and a name that say nothing, its country, and all that refers to
 * it. Ids and slugs of those records whose slug has a word of the person's in it are changed as well. What is wrong with the
 * request is told as data. Throws an UNAVAILABLE error when the person is erased, but readers do not let it leave the disk:
 * sent again, the request sees to that.
 */
export async function erasePerson(model: Model, store: Store, request: ErasureRequest): Promise<Erased> {
  const problems = new Problems(request.lang);
  checkNote(request, problems);
  const { citations = [], notePath = [] } = request;
  if (citations.length > 0) problems.at([...notePath, 'citations'], 'INVALID', 'citesNothing');
  if (problems.all.length > 0) return nobody(problems);
  let erased: Erased;
  try {
    erased = await store.transaction((manager) => eraseIn(manager, model, request, problems));
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
    erased = (error as NothingKept<Erased>).result;
  }
  // Also when it was made before: it may have failed here.
  if (erased.changeSet !== null) await store.scrub(writtenTables(model));
  return erased;
}

/** Works a request in its transaction, and throws the result of one of which nothing is to be kept. */
async function eraseIn(
  manager: EntityManager,
  model: Model,
  request: ErasureRequest,
  problems: Problems,
): Promise<Erased> {
  const { author, message, idempotencyKey = null } = request;
  const change = await Change.open(model, manager);
  const fingerprint = idempotencyKey === null ? null : fingerprintOf(request);
  const before = await answeredBefore<Erased>(manager, request, fingerprint, problems);
  if (before) throw new NothingKept(before);
  if (problems.all.length > 0) throw new NothingKept(nobody(problems));
  const erasure = await new Eraser(model, manager, request, problems).erase(change.head);
  if (!erasure) throw new NothingKept(nobody(problems));
  const { id, changed, mentions } = erasure;
  const erased: Erased = {
    changeSet: request.dryRun ? null : change.id,
    records: [id],
    outcomes: changed.map(({ kind, ...record }) => ({
      action: 'UPDATED',
      kind: kind.name,
      ...record,
      changes: [],
    })),
    unchanged: 0,
    errors: [],
    mentions,
  };
  if (request.dryRun) throw new NothingKept(erased);
  const outcome = idempotencyKey === null ? null : JSON.stringify(erased);
  // What it did to each record is told without what was there before.
  const changes = changed.map(({ id: erasedId, version }): NotedChange => {
    return {
      entry: { id: erasedId },
      action: 'UPDATED',
      version,
      before: null,
      differences: [],
      about: null,
    };
  });
  await change.note({ author, message, idempotencyKey, fingerprint, outcome });
  await change.writeRevisions(changes);
  await change.closeAs({
    action: AuditAction.PERSON_ERASED,
    subject: id,
    detail: { records: changed.length },
  });
  return erased;
}

/** What became of a request that has something wrong with it: nobody was erased. */
function nobody(problems: Problems): Erased {
  return { ...refused(problems), mentions: [] };
}

function writtenTables(model: Model): string[] {
  const tables = [...[...model.kinds.values()].map(({ table }) => table), 'search_text', 'search_word'];
  return [...tables, ...tables.map(historyTableName), 'redirect', 'search_near'];
}

function fingerprintOf({ id, message, dryRun }: ErasureRequest): string {
  const text = JSON.stringify(['erasePerson', id, message, dryRun ?? false]);
  return createHash('sha256').update(text).digest('hex');
}
