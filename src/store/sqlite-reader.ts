import type Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { unavailable } from '../model/errors.js';
import { Lanes } from './lanes.js';
import { Paces, QUICK_MS } from './paces.js';
import { ReaderDied, ReaderProcess, type TimedBytes } from './reader-process.js';
import type { ReadLimits } from './settings.js';
import { openSqlite, sqliteError } from './sqlite-connection.js';
import { stoppable } from './stoppable.js';
import {
  asAnswer,
  type AnswerText,
  type ExplainedStatement,
  type Reader,
  type ReadOptions,
  type ReadStatement,
  type StatementObserver,
} from './store.js';

/** How many prepared statements are kept for what runs in this process. */
const PREPARED = 500;

/** How many questions may wait for a reader. */
const LONGEST_QUEUE = 100;

/** How long a place waits for its next reader when readers end one after the other: doubled each time. */
const BACK_OFF = { firstMs: 100, mostMs: 5000 };

/** Where a reader process works. */
interface Place {
  reader: ReaderProcess | null;
  /** How many readers have ended here, unasked, since one last answered. */
  deaths: number;
}

/**
 * Reads a SQLite file. Statements that are light by their plan (`planner/light.ts`) run here and now, on a connection
 * of this process: they take less than the way to another. All others run in reader processes, which can be stopped
 * and whose work holds up nobody: one of them takes only statements that took at most {@link QUICK_MS} the last time
 * that they ran; what has not run yet, or took longer, goes to the others. A light statement that proves to be slow is
 * treated like the others from then on.
 */
export class SqliteReader implements Reader {
  private readonly connection: Sqlite.Database;
  private readonly prepared = new LRUCache<string, Sqlite.Statement>({ max: PREPARED });
  private readonly paces = new Paces();
  private readonly lanes: Lanes;
  private readonly places: Place[];
  private isClosed = false;

  constructor(
    private readonly file: string,
    private readonly limits: ReadLimits,
    private readonly observe: StatementObserver,
  ) {
    this.connection = openSqlite(file, () => 1);
    this.places = Array.from({ length: limits.readers }, () => ({ reader: null, deaths: 0 }));
    this.lanes = new Lanes({
      places: limits.readers,
      quickPlaces: 1,
      longestQueue: LONGEST_QUEUE,
      longestWaitMs: limits.timeoutMs,
    });
  }

  /** The ids of the reader processes that there are. */
  get processes(): readonly number[] {
    return this.places.flatMap(({ reader }) => reader?.pid ?? []);
  }

  async read(statements: readonly ReadStatement[], options: ReadOptions = {}): Promise<AnswerText[]> {
    const here = this.readNow(statements);
    if (here) return here;
    try {
      const answers = await this.readInTurn(statements, options);
      return answers.map(({ bytes }) => asAnswer(bytes));
    } catch (error) {
      throw sqliteError(error);
    }
  }

  readNow(statements: readonly ReadStatement[]): AnswerText[] | null {
    if (!statements.every(({ light, text }) => light === true && !this.paces.isSlow(text))) return null;
    try {
      return this.readHere(statements);
    } catch (error) {
      throw sqliteError(error);
    }
  }

  async explain(
    statements: readonly ReadStatement[],
    options: ReadOptions = {},
  ): Promise<ExplainedStatement[]> {
    const answers = await this.readInTurn(statements, options);
    return statements.map(({ text, values }, index) => {
      const steps = this.connection.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values) as Step[];
      return { plan: outline(steps, 0, ''), milliseconds: answers[index]?.ms ?? 0 };
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.places.map(({ reader }) => reader?.close()));
    this.connection.close();
  }

  private readHere(statements: readonly ReadStatement[]): string[] {
    const run = () => statements.map((statement) => this.runHere(statement));
    // Another process may write between two statements; a transaction pins the snapshot.
    return statements.length > 1 ? this.connection.transaction(run)() : run();
  }

  private runHere({ text, values }: ReadStatement): string {
    let statement = this.prepared.get(text);
    if (!statement) {
      statement = this.connection.prepare(text).pluck();
      this.prepared.set(text, statement);
    }
    this.observe(text);
    const start = performance.now();
    const given = statement.get(...values) as string | undefined;
    const ms = performance.now() - start;
    // It would not run here if it had been slow before.
    if (ms > QUICK_MS) this.paces.note(text, ms);
    return given ?? 'null';
  }

  /** Reads in a reader process, when it is its turn. */
  private async readInTurn(
    statements: readonly ReadStatement[],
    { signal, caller }: ReadOptions,
  ): Promise<readonly TimedBytes[]> {
    const quick = this.paces.areQuick(statements.map(({ text }) => text));
    const index = await this.lanes.enter({ quick, caller, signal });
    const place = this.places[index] as Place;
    try {
      const answers = await this.readAt(place, statements, signal);
      place.deaths = 0;
      for (const [position, { ms }] of answers.entries())
        this.paces.note(statements[position]?.text ?? '', ms);
      return answers;
    } finally {
      setTimeoutOrNow(backOff(place), () => this.lanes.leave(index));
    }
  }

  /** Reads in the process of a place, in a second one should the first end before anything of the answer has come. */
  private async readAt(
    place: Place,
    statements: readonly ReadStatement[],
    signal: AbortSignal | undefined,
  ): Promise<readonly TimedBytes[]> {
    if (this.isClosed) throw unavailable('The server is stopping. Try again shortly.');
    for (const { text } of statements) this.observe(text);
    const stop = () => place.reader?.stop();
    return stoppable({ signal, limitMs: this.limits.timeoutMs, stop }, async (isStopped) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.readerAt(place).run(statements);
        } catch (error) {
          if (!(error instanceof ReaderDied)) throw error;
          if (attempt === 1 && !error.hadBegun && !isStopped() && !this.isClosed) continue;
          throw unavailable('The reading of the database broke off. Try again shortly.');
        }
      }
    });
  }

  private readerAt(place: Place): ReaderProcess {
    if (place.reader) return place.reader;
    const reader = new ReaderProcess(this.file);
    place.reader = reader;
    void reader.gone.then(() => {
      place.reader = null;
      if (this.isClosed) return;
      if (!reader.wasEnded) place.deaths += 1;
      // Replaced at once, so that the next question need not wait; but not for ever, when readers only end.
      setTimeoutOrNow(backOff(place), () => {
        if (!this.isClosed) this.readerAt(place);
      });
    });
    return reader;
  }
}

/** How long a place rests before it is used again. */
function backOff({ deaths }: Place): number {
  return deaths <= 1 ? 0 : Math.min(BACK_OFF.firstMs * 2 ** (deaths - 2), BACK_OFF.mostMs);
}

function setTimeoutOrNow(ms: number, work: () => void): void {
  if (ms === 0) work();
  else setTimeout(work, ms).unref();
}

/** A line of EXPLAIN QUERY PLAN. */
interface Step {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

/** The steps as lines, each indented below the one that it is a part of. */
function outline(steps: readonly Step[], parent: number, indent: string): string[] {
  return steps
    .filter((step) => step.parent === parent)
    .flatMap((step) => [`${indent}${step.detail}`, ...outline(steps, step.id, `${indent}  `)]);
}
