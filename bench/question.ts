/** A database that the contestants are measured on. */
export type Dialect = 'sqlite' | 'postgres';

/** The contestants besides Sijill and the limit, each a program in `peers/<name>`. */
export const PEERS = ['usual', 'nestjs-query', 'mercurius', 'postgraphile'] as const;

export type Peer = (typeof PEERS)[number];

export type ContestantName = 'limit' | 'sijill' | Peer;

/** What a peer is asked, or why it cannot be. */
export type Asked =
  | {
      readonly query: string;
      /**
       * Where a peer says the same in another unit or with more than was asked for: by field name, its value as the
       * limit says it. Only the comparison reads through this.
       */
      readonly read?: Readonly<Record<string, (value: unknown) => unknown>>;
    }
  | { readonly unable: string };

/** One workload, as each contestant is asked. */
export interface Question {
  readonly name: string;
  readonly sijill: string;
  /** The same by hand: one statement that gives the JSON text of the root fields. */
  readonly limit: (dialect: Dialect) => string;
  /** How many values an answer must hold at least: an empty answer would be fast. */
  readonly atLeast: number;
}

/** Text as JSON, as each database writes it fastest. */
export const json = (dialect: Dialect, text: string): string =>
  dialect === 'sqlite' ? `json_quote(${text})` : `coalesce(to_json(${text})::text, 'null')`;

/** A sum as a whole number: PostgreSQL's sums of bigint are numeric. */
export const whole = (dialect: Dialect, sum: string): string =>
  dialect === 'sqlite' ? sum : `CAST(${sum} AS bigint)`;

/** Minor units of a currency with two decimals, as the decimal text that is served. */
export const decimal = (minor: string): string =>
  `CASE WHEN ${minor} % 100 = 0 THEN CAST(${minor} / 100 AS text) ELSE CAST(${minor} / 100 AS text) || '.' || substr(CAST(100 + ${minor} % 100 AS text), 2) END`;
