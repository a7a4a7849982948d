/** A PostgreSQL server that runs until it is stopped. */
export interface PostgresServer {
  url(database: string): string;
  /** Makes a database; its address. */
  create(database: string): Promise<string>;
  stop(): Promise<void>;
}

export function startPostgres(): Promise<PostgresServer>;
