import type { Store } from '../store/store.js';
import { addToAudit, AuditAction, type AuditNote } from './audit.js';
import { noteUse } from './keys.js';

/** How long a note may wait for others before it is written. */
const LONGEST_WAIT_MS = 1000;

/** How long the next try waits when the database could not be written to. */
const RETRY_MS = 5000;

/** What the journal needs of a log. */
export interface JournalLog {
  error(details: object, message: string): void;
}

/**
 * What a server notes while it reads: failed sign-ins, reads of personal details, keys that were used. Readers do not
 * wait for it: notes are written together once a second, the same ones as one with the number of `times`. What could not
 * be written is kept and tried again; a stop writes what is left.
 */
export class Journal {
  private notes = new Map<string, { readonly note: AuditNote; times: number }>();
  private used = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly log: JournalLog,
  ) {}

  /** Notes that a credential did not hold; of the key, only the id, when there is such a key. */
  signInFailed(subject: string): void {
    this.add({ actor: 'anonymous', action: AuditAction.SIGN_IN_FAILED, subject, detail: {} });
  }

  /** Notes that somebody has read restricted fields, such as `Person.email`. */
  restrictedRead(actor: string, fields: readonly string[]): void {
    this.add({ actor, action: AuditAction.RESTRICTED_READ, subject: fields.join(' '), detail: {} });
  }

  /** Notes that a key was used just now. */
  keyUsed(id: string): void {
    this.used.set(id, new Date().toISOString());
    this.schedule(LONGEST_WAIT_MS);
  }

  /** Writes what was noted so far. Rejects when the database cannot be written to; the notes are kept. */
  flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  /** Writes what is left, and takes no more. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    try {
      await this.flush();
    } catch (error) {
      this.log.error({ err: error, notes: this.notes.size }, 'Notes for the audit log were lost.');
    }
  }

  private add(note: AuditNote): void {
    const key = `${note.actor}\n${note.action}\n${note.subject}`;
    const known = this.notes.get(key);
    if (known) known.times += 1;
    else this.notes.set(key, { note, times: 1 });
    this.schedule(LONGEST_WAIT_MS);
  }

  private schedule(afterMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.flush().catch((error: unknown) => {
        this.log.error({ err: error }, 'The audit log cannot be written to; its notes are kept.');
        this.schedule(RETRY_MS);
      });
    }, afterMs).unref();
  }

  private async write(): Promise<void> {
    const { notes, used } = this;
    if (notes.size === 0 && used.size === 0) return;
    this.notes = new Map();
    this.used = new Map();
    try {
      await this.store.transaction(async (manager) => {
        for (const [id, moment] of used) await noteUse(manager, id, moment);
        await addToAudit(
          manager,
          [...notes.values()].map(({ note, times }) => ({ ...note, detail: { ...note.detail, times } })),
        );
      });
    } catch (error) {
      this.keep(notes, used);
      throw error;
    }
  }

  /** Puts back what could not be written, before what has come since. */
  private keep(notes: Journal['notes'], used: Journal['used']): void {
    for (const [key, later] of this.notes) {
      const earlier = notes.get(key);
      if (earlier) earlier.times += later.times;
      else notes.set(key, later);
    }
    this.notes = notes;
    this.used = new Map([...used, ...this.used]);
  }
}
