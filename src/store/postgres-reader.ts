import { LRUCache } from 'lru-cache';
import pg from 'pg';
import type { Reader, ReadStatement, StatementObserver } from './store.js';

/** How many statements the server is asked to remember, per connection. */
const NAMED = 500;

const POOL = {
  max: 10,
  application_name: 'sijill',
  // A statement outlives a client that went away unless the server looks; and none may run for ever.
  options: '-c client_connection_check_interval=200ms -c statement_timeout=30s',
  connectionTimeoutMillis: 5000,
  maxLifetimeSeconds: 3600,
} satisfies pg.PoolConfig;

/** Reads through a pool of connections in read-only transactions. */
export class PostgresReader implements Reader {
  private readonly pool: pg.Pool;
  private readonly names = new LRUCache<string, string>({ max: NAMED });
  private named = 0;

  constructor(
    url: string,
    private readonly observe: StatementObserver,
  ) {
    this.pool = new pg.Pool({ ...POOL, connectionString: url });
    // An idle connection that breaks is replaced at its next use; it must not end the process.
    this.pool.on('error', () => undefined);
  }

  async read(statements: readonly ReadStatement[]): Promise<string[]> {
    const [only] = statements;
    if (only && statements.length === 1) return [await this.run(this.pool, only)];
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const answers: string[] = [];
      for (const statement of statements) answers.push(await this.run(client, statement));
      await client.query('COMMIT');
      client.release();
      return answers;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async run(client: pg.Pool | pg.PoolClient, { text, values }: ReadStatement): Promise<string> {
    this.observe(text);
    const name = this.nameOf(text);
    const result = await client.query<string[]>({
      text,
      values: [...values],
      rowMode: 'array',
      ...(name === undefined ? {} : { name }),
    });
    return result.rows[0]?.[0] ?? 'null';
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
