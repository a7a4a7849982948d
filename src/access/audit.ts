import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

/** What the audit log records. */
export enum AuditAction {
  WRITE = 'WRITE',
  SIGN_IN_FAILED = 'SIGN_IN_FAILED',
  RESTRICTED_READ = 'RESTRICTED_READ',
  KEY_CREATED = 'KEY_CREATED',
  KEY_REVOKED = 'KEY_REVOKED',
  PERSON_ERASED = 'PERSON_ERASED',
}

/** Something that was done. Nothing in it may be a personal detail: entries stay when people are erased. */
export interface AuditNote {
  /** Who did it: the name of a key, the subject of a token. */
  readonly actor: string;
  readonly action: AuditAction;
  /** To what: the id of a record, a change set or a key, or the names of fields. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, number | string>>;
}

/** The last entry of the log, by which its whole past is known. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** What is found when the chain is gone through. */
export interface ChainReport {
  readonly head: AuditHead;
  /** What is wrong with it first; null when nothing is. */
  readonly problem: string | null;
}

interface Entry {
  readonly sequence: number;
  readonly moment: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly hash: string;
}

/** What comes before the first entry. */
const BEGINNING = '0'.repeat(64);

/** How many entries are read at once when the chain is gone through. */
const BATCH = 1000;

/**
 * Adds entries to the log, in the transaction of what they tell of. Entries are made one after the other: who comes
 * second waits at the head until the first is done, so notes are best added last in a transaction.
 */
export async function addToAudit(manager: EntityManager, notes: readonly AuditNote[]): Promise<void> {
  if (notes.length === 0) return;
  // A write first: on both databases it locks the head before it is read.
  await manager.query('UPDATE "audit_head" SET "sequence" = "sequence"');
  let head = await headOf(manager);
  const moment = new Date().toISOString();
  for (const { actor, action, subject, detail } of notes) {
    const content = {
      sequence: head.sequence + 1,
      moment,
      actor,
      action,
      subject,
      detail: JSON.stringify(detail),
    };
    const entry: Entry = { ...content, hash: hashOf(head.hash, content) };
    await manager.query(
      `INSERT INTO "audit_entry" ("sequence", "moment", "actor", "action", "subject", "detail", "hash") VALUES (${placeholders(manager, 7)})`,
      [entry.sequence, moment, actor, action, subject, entry.detail, entry.hash],
    );
    head = entry;
  }
  const [sequence, hash] = placeholders(manager, 2).split(', ');
  await manager.query(`UPDATE "audit_head" SET "sequence" = ${sequence}, "hash" = ${hash}`, [
    head.sequence,
    head.hash,
  ]);
}

/** Where the log stands. */
export async function headOf(manager: EntityManager): Promise<AuditHead> {
  const [head] = (await manager.query('SELECT "sequence", "hash" FROM "audit_head"')) as AuditHead[];
  if (!head) throw new Error('The audit log has no head: its row was removed.');
  return head;
}

/**
 * Goes through the whole chain. A head that was kept elsewhere tells also whether the end was cut off, or everything
 * since was written anew.
 */
export async function verifyAudit(manager: EntityManager, kept?: AuditHead): Promise<ChainReport> {
  let last: AuditHead = { sequence: 0, hash: BEGINNING };
  const wrong = (problem: string): ChainReport => ({ head: last, problem });
  let isKeptFound = kept === undefined || (kept.sequence === 0 && kept.hash === BEGINNING);
  for (;;) {
    const entries = (await manager.query(
      `SELECT * FROM "audit_entry" WHERE "sequence" > ${placeholders(manager, 1)} ORDER BY "sequence" LIMIT ${BATCH}`,
      [last.sequence],
    )) as Entry[];
    for (const entry of entries) {
      if (entry.sequence !== last.sequence + 1) {
        return wrong(`Entry ${last.sequence + 1} is missing: the next one is ${entry.sequence}.`);
      }
      if (entry.hash !== hashOf(last.hash, entry)) {
        return wrong(`Entry ${entry.sequence} is not what was written: its hash does not fit.`);
      }
      if (entry.sequence === kept?.sequence) {
        if (entry.hash !== kept.hash)
          return wrong(`Entry ${entry.sequence} is not the one whose hash was kept.`);
        isKeptFound = true;
      }
      last = entry;
    }
    if (entries.length < BATCH) break;
  }
  const head = await headOf(manager);
  last = { sequence: last.sequence, hash: last.hash };
  if (head.sequence !== last.sequence || head.hash !== last.hash) {
    return wrong(`The log ends at entry ${last.sequence}, but its head is entry ${head.sequence}.`);
  }
  if (!isKeptFound)
    return wrong(`The log ends at entry ${last.sequence}, before the entry whose hash was kept.`);
  return { head: last, problem: null };
}

/** The hash of an entry: over the one before it and all that it says. */
function hashOf(previous: string, entry: Omit<Entry, 'hash'>): string {
  const { sequence, moment, actor, action, subject, detail } = entry;
  const content = JSON.stringify([previous, sequence, moment, actor, action, subject, detail]);
  return createHash('sha256').update(content).digest('hex');
}

function placeholders(manager: EntityManager, count: number): string {
  const isPostgres = manager.connection.options.type === 'postgres';
  return Array.from({ length: count }, (_, index) => (isPostgres ? `$${index + 1}` : '?')).join(', ');
}
