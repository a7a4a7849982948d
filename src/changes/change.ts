import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { addToAudit, AuditAction, type AuditNote } from '../access/audit.js';
import type { InputPath } from '../model/errors.js';
import { kindNamed, type Model } from '../model/model.js';
import { beginChange, endChange, type Head } from '../store/head.js';
import { check } from './check.js';
import { idOf } from './draft.js';
import { Lookup } from './lookup.js';
import { areGiven, type ChangeRequest, type Operation } from './operation.js';
import { prepare } from './prepare.js';
import type { Problems } from './problems.js';
import { publishOperations } from './publish.js';
import { revertOperations, type Reverting } from './revert.js';
import { Stage } from './stage.js';
import { actionOf, Workspace } from './workspace.js';
import {
  noteChangeSet,
  recordChanges,
  writeRecords,
  writeRevisions,
  type Note,
  type NotedChange,
  type RecordChange,
} from './write.js';

/** How many records a change set touched. */
export interface ChangeCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What operations come to: nothing of it is written yet. */
export interface Staged {
  /** The id of the record that each operation was about; null where it could not be done. */
  readonly records: readonly (string | null)[];
  readonly changes: readonly RecordChange[];
  /** How many records were asked to be as they are already. */
  readonly unchanged: number;
}

/** What operations are staged with. */
export interface StageOptions {
  /** Sources for every record that is added or changed, and where in the request they stand. */
  readonly citations?: readonly unknown[];
  readonly citationsPath?: InputPath;
  /** Takes what is wrong. */
  readonly problems: Problems;
}

/**
 * One change set on its way into the database, in a transaction: opened, given its operations all at once or in parts,
 * and closed. What a part wrote is there for those that follow.
 */
export class Change {
  private author = '';

  private constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
    private readonly slug: string,
    /** The id that the change set will have. */
    readonly id: string,
    readonly head: Head,
  ) {}

  /** Opens a change set; whoever makes another one waits for its end. */
  static async open(model: Model, manager: EntityManager): Promise<Change> {
    const slug = randomBytes(8).toString('hex');
    const id = idOf(kindNamed(model, 'ChangeSet'), slug);
    return new Change(model, manager, slug, id, await beginChange(manager, id));
  }

  /** Works operations on the records in memory, in order. What comes of it counts only when there are no problems. */
  async stage(
    asked: ChangeRequest['operations'],
    { citations = [], citationsPath = [], problems }: StageOptions,
  ): Promise<Staged> {
    const { model, manager, head } = this;
    const workspace = new Workspace(manager);
    const operations = await operationsOf(asked, { model, manager, workspace, problems });
    const lookup = new Lookup(model);
    await prepare(
      { model, manager, lookup, workspace, problems, sequence: head.sequence },
      operations,
      citations,
    );
    const stage = new Stage({
      model,
      lookup,
      workspace,
      problems,
      citations,
      citationsPath,
      moment: head.moment,
    });
    const records = operations.map((operation) => stage.run(operation));
    await check({ model, manager, workspace, problems });
    if (problems.all.length > 0) return { records, changes: [], unchanged: 0 };
    const changes = await recordChanges(model, manager, workspace.entries.values());
    const unchanged = [...workspace.entries.values()].filter(
      (entry) => entry.operation && entry.current && actionOf(entry) === null,
    ).length;
    return { records, changes, unchanged };
  }

  /** Notes who makes the change set and why: before anything is written. */
  async note(note: Omit<Note, 'slug'>): Promise<void> {
    this.author = note.author;
    await noteChangeSet(this.model, this.manager, { ...note, slug: this.slug }, this.head);
  }

  /** Writes what operations came to, and its history. */
  async write(changes: readonly RecordChange[]): Promise<void> {
    await writeRecords(this.manager, changes, this.head.moment);
    await this.writeRevisions(changes);
  }

  /** Writes the history of what was written already. */
  writeRevisions(changes: readonly NotedChange[]): Promise<void> {
    return writeRevisions(this.model, this.manager, this.id, changes, this.head);
  }

  /** Closes the change set: nothing more can be written in its name. */
  close({ created, updated }: ChangeCounts): Promise<void> {
    return this.closeAs({ action: AuditAction.WRITE, subject: this.id, detail: { created, updated } });
  }

  /** Closes it as something else than a write, as the audit log has it. */
  async closeAs(done: Omit<AuditNote, 'actor'>): Promise<void> {
    await endChange(this.manager, { made: true });
    // Last, because nobody else can add to the log from here to the end of the transaction.
    await addToAudit(this.manager, [{ actor: this.author, ...done }]);
  }
}

/** What is asked for, one operation by one. */
async function operationsOf(
  asked: ChangeRequest['operations'],
  means: Reverting,
): Promise<readonly Operation[]> {
  if (areGiven(asked)) return asked;
  return 'revert' in asked ? revertOperations(means, asked) : publishOperations(means, asked);
}
