import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { tooComplex, unavailable } from '../model/errors.js';
import { Lanes } from './lanes.js';
import { Paces, QUICK_MS } from './paces.js';
import { PLANNING, type ReadLimits } from './settings.js';
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

/** How many statements the server is asked to remember, per connection. */
const NAMED = 500;

/** How many connections read, how many of them only what is quick, and how many questions may wait for one. */
const LANES = { places: 10, quickPlaces: 2, longestQueue: 100 };

/** What is light by its plan takes this long at most, also where it waits for a processor among many others. */
const LIGHT_MS = 10 * QUICK_MS;

/** How long the server may take to stop a statement before its connection is given up. */
const GRACE_MS = 250;

const POOL = {
  connectionTimeoutMillis: 5000,
  maxLifetimeSeconds: 3600,
} satisfies pg.PoolConfig;

/**
 * Reads through a pool of connections in read-only transactions. Some connections are kept for what is quick: light by
 * its plan, or quick the last time that it ran.
 */
export class PostgresReader implements Reader {
  private readonly pool: pg.Pool;
  /** The connections that stop what runs on others. */
  private readonly stoppers: pg.Pool;
  private readonly lanes: Lanes;
  private readonly paces = new Paces();
  private readonly names = new LRUCache<string, string>({ max: NAMED });
  private named = 0;

  constructor(
    url: string,
    private readonly limits: ReadLimits,
    private readonly observe: StatementObserver,
  ) {
    this.lanes = new Lanes({ ...LANES, longestWaitMs: limits.timeoutMs });
    this.pool = new pg.Pool({
      ...POOL,
      connectionString: url,
      application_name: 'sijill',
      max: LANES.places,
      // A statement outlives a client that went away unless the server looks; and none may run for ever.
      options: `${PLANNING} -c client_connection_check_interval=200ms -c statement_timeout=${limits.timeoutMs + GRACE_MS} -c default_transaction_read_only=on`,
    });
    this.stoppers = new pg.Pool({ ...POOL, connectionString: url, application_name: 'sijill stop', max: 2 });
    // An idle connection that breaks is replaced at its next use; it must not end the process.
    this.pool.on('error', () => undefined);
    this.stoppers.on('error', () => undefined);
  }

  read(statements: readonly ReadStatement[], options: ReadOptions = {}): Promise<AnswerText[]> {
    return this.withConnection(statements, options, async (client) => {
      const [only] = statements;
      if (only && statements.length === 1) return [await this.run(client, only)];
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const answers: AnswerText[] = [];
      for (const statement of statements) answers.push(await this.run(client, statement));
      await client.query('COMMIT');
      return answers;
    });
  }

  /** A server is never so near. */
  readNow(): null {
    return null;
  }

  explain(statements: readonly ReadStatement[], options: ReadOptions = {}): Promise<ExplainedStatement[]> {
    return this.withConnection(statements, options, async (client) => {
      const explanations: ExplainedStatement[] = [];
      for (const { text, values } of statements) {
        const explained = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`;
        const { rows } = await client.query<[[PostgresPlan]]>({
          text: explained,
          values: [...values],
          rowMode: 'array',
        });
        const [plan] = rows[0]?.[0] ?? [];
        explanations.push({ plan, milliseconds: plan?.['Execution Time'] ?? 0 });
      }
      return explanations;
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.stoppers.end()]);
  }

  /**
   * Works on a connection in its turn; once more on another one, should the first break off. What is light is over
   * before it could be stopped: there the server's own limit is enough.
   */
  private async withConnection<Result>(
    statements: readonly ReadStatement[],
    options: ReadOptions,
    work: (client: pg.PoolClient) => Promise<Result>,
  ): Promise<Result> {
    const others = statements.filter(
      ({ light, text }) => light !== true || this.paces.isSlow(text, LIGHT_MS),
    );
    const quick = this.paces.areQuick(others.map(({ text }) => text));
    const stopped = others.length > 0 ? options : null;
    const place = await this.lanes.enter({ quick, caller: options.caller, signal: stopped?.signal });
    try {
      return await this.attempt(stopped, work);
    } catch (error) {
      if (isLost(error)) return await this.attempt(stopped, work);
      if (codeOf(error)?.startsWith('54')) throw tooComplex();
      if (!isCanceled(error)) throw error;
      throw unavailable('The database stopped the question. Try again shortly.');
    } finally {
      this.lanes.leave(place);
    }
  }

  /** Works on a connection; the work can be stopped where options are given, and the connection is clean when it goes back. */
  private async attempt<Result>(
    stopped: ReadOptions | null,
    work: (client: pg.PoolClient) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.connect();
    const state: { stopping: Stopping | null } = { stopping: null };
    const stop = () => {
      state.stopping = this.stop(client);
    };
    let isClean = false;
    try {
      const result = stopped
        ? await stoppable({ signal: stopped.signal, limitMs: this.limits.timeoutMs, stop }, () =>
            work(client),
          )
        : await work(client);
      isClean = true;
      return result;
    } finally {
      if (state.stopping) isClean = await isCleanAfter(client, state.stopping);
      // Whatever a failed statement left behind goes with the connection.
      client.release(!isClean);
    }
  }

  private async connect(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      // The pool's own complaint, that no connection was made in time, has no code to tell it by.
      throw Object.assign(error as Error, { code: codeOf(error) ?? 'ETIMEDOUT' });
    }
  }

  /**
   * Has the server stop what runs on a connection. The connection is still held by who began the statement, so that
   * there is no other statement on it that could be hit.
   */
  private stop(client: pg.PoolClient): Stopping {
    const { processID } = client as pg.PoolClient & { processID: number };
    const heard = this.stoppers.query('SELECT pg_cancel_backend($1)', [processID]).then(
      () => true,
      () => false,
    );
    // The server ends the statement of a connection that is gone by itself.
    const giveUp = setTimeout(() => void (client as pg.PoolClient & pg.Client).end(), GRACE_MS);
    return { heard, giveUp };
  }

  private async run(client: pg.PoolClient, { text, values }: ReadStatement): Promise<AnswerText> {
    this.observe(text);
    const name = this.nameOf(text);
    const start = performance.now();
    const result = await answerOf(client, {
      text,
      values: [...values],
      rowMode: 'array',
      ...(name === undefined ? {} : { name }),
    });
    this.paces.note(text, performance.now() - start);
    const answer = result.rows[0]?.[0] ?? 'null';
    return asAnswer(answer);
  }

  /** A statement that comes a second time gets a name, under which the server keeps its plan. */
  private nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known === undefined) {
      this.names.set(text, '');
      return undefined;
    }
    if (known !== '') return known;
    this.named += 1;
    const name = `s${this.named}`;
    this.names.set(text, name);
    return name;
  }
}

/**
 * What the driver answers by callback. Of the promises that it makes itself, V8 takes each with its answer for one that
 * lasts: collecting them then costs several times as much, and holds up others for 10 ms instead of 1.
 */
function answerOf(client: pg.PoolClient, query: pg.QueryArrayConfig): Promise<pg.QueryArrayResult<string[]>> {
  return new Promise((resolve, reject) => {
    client.query<string[]>(query, (error, result) => {
      // The driver's types do not say that there is no error.
      if (error as Error | null) reject(error);
      else resolve(result);
    });
  });
}

/** What is read of PostgreSQL's plan of a statement. */
interface PostgresPlan {
  readonly 'Execution Time': number;
}

/** The wish to stop what runs on a connection: whether the server has heard it, and when the connection is given up. */
interface Stopping {
  readonly heard: Promise<boolean>;
  readonly giveUp: NodeJS.Timeout;
}

/**
 * Waits until the wish to stop has been and gone: it may reach a connection after its statement has ended, and must
 * not hit the next one. True when the connection can be given to somebody else.
 */
async function isCleanAfter(client: pg.PoolClient, { heard, giveUp }: Stopping): Promise<boolean> {
  clearTimeout(giveUp);
  if (!(await heard)) return false;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    try {
      await client.query('ROLLBACK');
      return true;
    } catch (error) {
      if (!isCanceled(error)) return false;
    }
  }
  return false;
}

/** True when the server stopped the statement. */
function isCanceled(error: unknown): boolean {
  return codeOf(error) === '57014';
}

/** True when the connection broke off under a statement: the server was restarted, or the way to it was cut. */
function isLost(error: unknown): boolean {
  return (
    /^(57P01|57P02|ECONNRESET|EPIPE)$/.test(codeOf(error) ?? '') ||
    (error as Error | null)?.message === 'Connection terminated unexpectedly'
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}
