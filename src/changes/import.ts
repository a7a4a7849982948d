import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { Change, type ChangeCounts } from './change.js';
import { refusalOf } from './database-errors.js';
import { fileProblem, isIdOf, pathText, type Draft, type Problem } from './draft.js';
import { worded } from './messages.js';
import type { Operation, Outcome } from './operation.js';
import { Problems, type FoundProblem } from './problems.js';
import { NothingKept } from './request.js';
import { Lang } from '../domain/values/lang.js';
import { Suggestions, referenceAt } from './suggest.js';
import { outcomesOf } from './write.js';

/** How many records are worked on at once: more would be little faster, and a server stands still meanwhile. */
const BATCH = 500;

/** How many records may refer to records that come later in the files. */
const MOST_WAITING = 100_000;

/** After how many problems an import looks no further. */
export const MOST_PROBLEMS = 1000;

/** Who imports, why, and what is to come of it. */
export interface ImportRequest {
  readonly author: string;
  readonly message: string;
  /** True to be told what would be done, and to have nothing done. */
  readonly dryRun?: boolean;
  /** The language of messages; English unless given. */
  readonly lang?: Lang;
  /** Called now and then with the number of records that have been read. */
  readonly progress?: (records: number) => void;
  /** Called with what becomes of each record that changes. */
  readonly tell?: (outcome: Outcome) => void;
}

/** What became of an import. */
export interface Imported extends ChangeCounts {
  /** The id of the change set; null when nothing was written. */
  readonly changeSet: string | null;
  /** Why nothing was written; none when all went well. */
  readonly problems: readonly Problem[];
}

/**
 * Brings the registry to hold records as they are written, all of them or none, in one change set: however many there
 * are, only some are in memory. A record may refer to one that comes later. Records that are as they were are left
 * alone, so that importing the same twice changes nothing. What could not be read is told among the problems.
 */
export async function importDrafts(
  model: Model,
  store: Store,
  read: AsyncIterable<Draft | Problem> | Iterable<Draft | Problem>,
  request: ImportRequest,
): Promise<Imported> {
  try {
    return await store.transaction(async (manager) => {
      const work = new Import(model, await Change.open(model, manager), request);
      try {
        await work.run(read);
        await work.suggest(manager);
      } catch (error) {
        work.tellRefusal(error);
      }
      if (!work.isKept) throw new NothingKept(work.result);
      await work.close();
      return work.result;
    });
  } catch (error) {
    if (error instanceof NothingKept) return (error as NothingKept<Imported>).result;
    throw error;
  }
}

/** An import under way. */
class Import {
  readonly problems: Problem[] = [];
  private readonly counts = { created: 0, updated: 0, unchanged: 0 };
  /** Records that refer to what may come later. */
  private waiting: Draft[] = [];
  /** Problems of references, for which something may be suggested. */
  private readonly dangling: {
    readonly problem: Problem;
    readonly draft: Draft;
    readonly found: FoundProblem;
  }[] = [];
  /** The names of records with problems of their own: that they are not there is no problem of who refers to them. */
  private readonly failed = new Set<string>();
  private read = 0;

  constructor(
    private readonly model: Model,
    private readonly change: Change,
    private readonly request: ImportRequest,
  ) {}

  /** True when there is something to keep, and nothing wrong with it. */
  get isKept(): boolean {
    return (
      this.problems.length === 0 && !this.request.dryRun && this.counts.created + this.counts.updated > 0
    );
  }

  get result(): Imported {
    const problems = this.problems.slice(0, MOST_PROBLEMS);
    return { ...this.counts, problems, changeSet: this.isKept ? this.change.id : null };
  }

  async run(read: AsyncIterable<Draft | Problem> | Iterable<Draft | Problem>): Promise<void> {
    const { author, message } = this.request;
    const note = { author, message, idempotencyKey: null, fingerprint: null, outcome: null };
    await this.change.note(note);
    let batch: Draft[] = [];
    for await (const item of read) {
      if ('message' in item) this.problems.push(item);
      else batch.push(item);
      if (this.problems.length >= MOST_PROBLEMS) return;
      if (batch.length < BATCH) continue;
      await this.write(batch, { isLast: false });
      this.progress(batch.length);
      batch = [];
      // SQLite answers at once: without a pause nothing else would ever have its turn.
      await setImmediate();
      if (this.waiting.length > MOST_WAITING) return this.tellTooMany();
    }
    await this.write(batch, { isLast: false });
    this.progress(batch.length);
    await this.writeWaiting();
  }

  close(): Promise<void> {
    return this.change.close(this.counts);
  }

  /** Adds to problems of references what may have been meant. */
  async suggest(manager: EntityManager): Promise<void> {
    const suggestions = new Suggestions(this.model, manager);
    for (const { problem, draft, found } of this.dangling) {
      const suggestion = await suggestions.of(draft, found);
      const index = this.problems.indexOf(problem);
      if (suggestion !== null && index >= 0) this.problems[index] = { ...problem, suggestion };
    }
  }

  /** Tells of what the database has refused. Throws the error when it is about something else. */
  tellRefusal(error: unknown): void {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const message = worded(this.request.lang ?? Lang.EN, 'database', { rule: refusal.rule });
    this.problems.push({ ...fileProblem({ file: '' }, message), code: refusal.code });
  }

  private progress(records: number): void {
    this.read += records;
    this.request.progress?.(this.read);
  }

  private tellTooMany(): void {
    const first = this.waiting[0]?.at.spot([]);
    const message = `More than ${MOST_WAITING} records refer to records that come later; put those first.`;
    this.problems.push({ ...fileProblem(first ?? { file: '' }, message), code: 'TOO_MANY' });
  }

  /** Writes what waits, as far as what it refers to has come; what is left then refers to nothing. */
  private async writeWaiting(): Promise<void> {
    for (;;) {
      const before = this.waiting;
      this.waiting = [];
      // All at once where it can be: some may refer to each other.
      for (let start = 0; start < before.length; start += 40 * BATCH) {
        await this.write(before.slice(start, start + 40 * BATCH), { isLast: false });
      }
      if (this.waiting.length === before.length) break;
    }
    const left = this.waiting;
    this.waiting = [];
    await this.write(left, { isLast: true });
  }

  /** Writes records, but for those that have problems, and those that wait for others. */
  private async write(drafts: readonly Draft[], { isLast }: { readonly isLast: boolean }): Promise<void> {
    let left = drafts;
    while (left.length > 0) {
      const found = new Problems(this.request.lang);
      const byOperation = new Map(left.map((draft) => [operationOf(draft), draft]));
      this.checkIds(byOperation, found);
      const { changes, unchanged } = await this.change.stage([...byOperation.keys()], { problems: found });
      if (found.all.length === 0) {
        await this.change.write(changes);
        for (const outcome of outcomesOf(changes)) this.count(outcome);
        this.counts.unchanged += unchanged;
        return;
      }
      left = this.withoutProblems(byOperation, found.all, isLast);
    }
  }

  private count(outcome: Outcome): void {
    this.counts[outcome.action === 'CREATED' ? 'created' : 'updated'] += 1;
    this.request.tell?.(outcome);
  }

  private checkIds(byOperation: ReadonlyMap<Operation, Draft>, found: Problems): void {
    for (const [operation, { kind, input }] of byOperation) {
      const { id } = input;
      if (id === undefined || (typeof id === 'string' && isIdOf(kind, id))) continue;
      found.inInput(operation, ['id'], 'INVALID', 'malformedId', { kind: kind.name });
    }
  }

  /** Tells of the problems, puts off what waits for others, and gives back what is left. */
  private withoutProblems(
    byOperation: ReadonlyMap<Operation, Draft>,
    all: readonly FoundProblem[],
    isLast: boolean,
  ): Draft[] {
    const byDraft = new Map<Draft | undefined, FoundProblem[]>();
    for (const found of all) {
      const draft = found.operation ? byOperation.get(found.operation) : undefined;
      byDraft.set(draft, [...(byDraft.get(draft) ?? []), found]);
    }
    for (const [draft, problems] of byDraft) {
      if (!draft) this.problems.push(...problems.map(ofTheWhole));
      else if (!isLast && problems.every(({ code }) => code === 'UNKNOWN_REFERENCE'))
        this.waiting.push(draft);
      else this.tell(draft, problems);
    }
    // What belongs to no record belongs to all: nothing is left to try.
    return byDraft.has(undefined) ? [] : [...byOperation.values()].filter((draft) => !byDraft.has(draft));
  }

  private tell(draft: Draft, problems: readonly FoundProblem[]): void {
    for (const name of namesOf(draft)) this.failed.add(`${draft.kind.name}:${name}`);
    for (const found of problems) {
      const reference = referenceAt(this.model, draft, found.inner);
      if (
        found.code === 'UNKNOWN_REFERENCE' &&
        reference &&
        this.failed.has(`${reference.kind.name}:${reference.name}`)
      )
        continue;
      const { code, inner, message } = found;
      const path = pathText([...draft.at.path, ...inner]);
      const problem = { ...draft.at.spot(inner), path, code, message, suggestion: null };
      this.problems.push(problem);
      this.dangling.push({ problem, draft, found });
    }
  }
}

function operationOf(draft: Draft): Operation {
  const { kind, at } = draft;
  const { id, ...input } = draft.input;
  const words = (inner: readonly (string | number)[]) => {
    const { file, sheet, line } = at.spot(inner);
    return sheet === null ? `line ${line} of ${file}` : `row ${line} of ${sheet} in ${file}`;
  };
  const paths = { input: at.path, target: at.path, words };
  return { action: 'put', kind, input, paths, ...(typeof id === 'string' ? { target: id } : {}) };
}

/** What others can refer to a record by. */
function namesOf({ kind, input }: Draft): string[] {
  return [input.slug, input[kind.key], input.id].filter((name) => typeof name === 'string');
}

function ofTheWhole({ code, path, message }: FoundProblem): Problem {
  return { ...fileProblem({ file: '' }, message), code, path: pathText(path) };
}
