import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isEmpty, seed } from '../files/seed.js';
import { keepIndex } from '../changes/search-index.js';
import { buildSchema } from '../graph/schema.js';
import { loadModel } from '../model/load.js';
import { buildServer } from '../server/server.js';
import { readSettings, type ServerSettings } from '../server/settings.js';
import { StartError } from '../store/settings.js';
import { openStore, type Store } from '../store/store.js';
import type { Model } from '../model/model.js';

/** The data set that comes with the program. */
export const SEEDS_FOLDER = fileURLToPath(new URL('../../seeds/', import.meta.url));

/** Longer than the server needs to close by itself. */
const LAST_RESORT_MS = 10_000;

/** Migrates, seeds an empty registry, serves, and stops on SIGTERM or SIGINT. */
export async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const model = await loadModel();
  const store = await openDatabase(model, settings);
  if (await isEmpty(store)) {
    const { created } = await seed(model, store, SEEDS_FOLDER);
    console.error(`Loaded the first data set: ${created} records.`);
  }
  const { logLevel, explain, access, suppressBelow } = settings;
  const { app, stop } = await buildServer(model, buildSchema(model), store, {
    logLevel,
    explain,
    access,
    suppressBelow,
  });
  try {
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    await stop();
    await store.close();
    throw new StartError(listenProblem(error as NodeJS.ErrnoException, settings.port, settings.host));
  }
  const [address] = app.addresses();
  const port = typeof address === 'object' ? address.port : settings.port;
  console.error(`Sijill answers GraphQL at http://${settings.host}:${port}/graphql`);
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
    void stop()
      .then(() => store.close())
      .then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Opens the database, making the folder of a SQLite file if need be. */
export async function openDatabase(
  model: Model,
  { database, limits }: Pick<ServerSettings, 'database' | 'limits'>,
): Promise<Store> {
  if (database.dialect === 'sqlite') {
    try {
      mkdirSync(dirname(database.file), { recursive: true });
    } catch (error) {
      throw new StartError(
        `The folder ${dirname(database.file)} cannot be made: ${(error as Error).message}. Check SIJILL_DATA.`,
      );
    }
  }
  const store = await openStore(model, database, { limits });
  await keepIndex(model, store);
  return store;
}

function listenProblem({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop the other program, or set PORT to another one.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Set PORT to one above 1023.`;
  return `The server cannot listen on ${host}:${port}: ${message}.`;
}
