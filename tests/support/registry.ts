import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { AccessSettings } from '../../src/access/authenticator.js';
import type { Role } from '../../src/access/identity.js';
import { createKey } from '../../src/access/keys.js';
import { seed } from '../../src/files/seed.js';
import { SEEDS_FOLDER } from '../../src/cli/serve.js';
import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import type { Model } from '../../src/model/model.js';
import { buildServer } from '../../src/server/server.js';
import { READ_LIMITS, type DatabaseSettings, type ReadLimits } from '../../src/store/settings.js';
import { openStore, type Store } from '../../src/store/store.js';
import { emptyDatabase, type Dialect } from './databases.js';
import { writeSeeds, type Rows } from './world.js';

/** A registry that runs: a real database, a real server on a port of its own. */
export interface Registry {
  readonly model: Model;
  readonly store: Store;
  readonly database: DatabaseSettings;
  readonly url: string;
  /** Every read statement that went to the database since the list was last emptied. */
  readonly statements: string[];
  /** Asks over HTTP; the answer is parsed. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** The headers of somebody who has a key of a role, made when it is first asked for. */
  signedIn(role: Role): Promise<{ authorization: string }>;
  /** Takes the database away while the server runs. */
  loseDatabase(): Promise<void>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly data?: any;
  readonly extensions?: any;
  readonly errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; path?: (string | number)[] };
  }[];
}

export interface RegistryOptions {
  /** The records that it holds, by kind; the first data set unless given. */
  readonly rows?: Rows;
  /** True to have graphql-js walk every answer. */
  readonly walk?: boolean;
  /** True to have the server explain its answers. */
  readonly explain?: boolean;
  /** Numbers of published summary tables below this are not told. */
  readonly suppressBelow?: number;
  /** Who is let in. */
  readonly access?: AccessSettings;
  /** How much reading may take. */
  readonly limits?: Partial<ReadLimits>;
}

export async function startRegistry(dialect: Dialect, options: RegistryOptions = {}): Promise<Registry> {
  const model = await loadModel();
  const database = await emptyDatabase(dialect);
  const statements: string[] = [];
  const store = await openStore(model, database.settings, {
    observe: (text) => statements.push(text),
    limits: { ...READ_LIMITS, ...options.limits },
  });
  const folder = options.rows ? writeSeeds(options.rows) : SEEDS_FOLDER;
  await seed(model, store, folder);
  if (options.rows) rmSync(folder, { recursive: true });
  const { app, stop } = await buildServer(model, buildSchema(model), store, {
    logLevel: 'silent',
    walk: options.walk ?? false,
    explain: options.explain ?? false,
    ...(options.suppressBelow === undefined ? {} : { suppressBelow: options.suppressBelow }),
    ...(options.access ? { access: options.access } : {}),
  });
  const keys = new Map<Role, string>();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    model,
    store,
    database: database.settings,
    url,
    statements,
    ask: async (query, variables = {}, headers = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    signedIn: async (role) => {
      const known = keys.get(role);
      const key =
        known ?? (await createKey(store, { name: `test ${role}`, role, expiresAt: null }, 'tests')).key;
      keys.set(role, key);
      return { authorization: `Bearer ${key}` };
    },
    loseDatabase: database.drop,
    close: async () => {
      await stop();
      await store.close();
      await database.drop();
    },
  };
}
