import { parseArgs } from 'node:util';
import { writeFileSync } from 'node:fs';
import { KeyError } from '../access/keys.js';
import { keepIndex } from '../changes/search-index.js';
import { ExportError } from '../files/kind-pages.js';
import { seed, SeedError } from '../files/seed.js';
import { buildSchema, schemaText } from '../graph/schema.js';
import { loadModel } from '../model/load.js';
import { readSettings } from '../server/settings.js';
import { StartError } from '../store/settings.js';
import { doctor } from './doctor.js';
import { erasePersonCommand } from './erase-person.js';
import { exportCommand } from './export.js';
import { findings } from './findings.js';
import { importCommand } from './import.js';
import { key } from './key.js';
import { openDatabase, SEEDS_FOLDER, serve } from './serve.js';
import { UsageError } from './usage.js';

const HELP = `sijill: a registry of organisations, programmes, events and people, asked in GraphQL

Usage:
  sijill serve            migrate, seed an empty registry, and serve it
  sijill migrate          bring the database up to date, and stop
  sijill seed [FOLDER]    load a folder of seeds (the first data set unless named)
  sijill import FILE...   bring records from YAML, JSON Lines, CSV or XLSX, all or none
  sijill export FOLDER    write all records into files, to be read, or imported again
  sijill reindex          derive search, folds and sort keys of all names anew
  sijill schema [FILE]    write the GraphQL schema to a file, or print it
  sijill findings         list what the rules of data quality find
  sijill key ...          make, list and revoke the keys of those who may do more than read
  sijill erase-person ID  forget a person, and keep that somebody took part
  sijill doctor           look whether the database and its audit log are whole

"sijill key --help", and so on, say more.

Settings (environment variables):
  PORT              port to listen on (4000)
  HOST              address to listen on (127.0.0.1)
  SIJILL_DATA       folder of the SQLite file (data)
  DATABASE_URL      postgres://user:password@host:port/database, instead of SQLite
  SIJILL_READERS    processes that read the SQLite file, at least 2: one more than cores unless set
  QUERY_TIMEOUT_MS  how long the database may work on one request, in milliseconds (30000)
  SIJILL_EXPLAIN    1 to tell those who ask how an answer comes about, SQL and values included (0)
  SUPPRESS_BELOW    numbers of published summary tables that are not told: those below, at least 2 (5)
  SIJILL_ANONYMOUS  0 to answer those only who say who they are (1)
  OIDC_ISSUER       issuer of tokens that are taken beside keys, such as https://login.example.org
  OIDC_AUDIENCE     what its tokens must have as audience
  OIDC_ROLE_CLAIM   the claim in which they name the role: reader, analyst, editor or admin (role)
  LOG_LEVEL         fatal, error, warn, info, debug or silent (info)

Exit codes: 0 done, 1 could not be done, 2 not understood.`;

/** Commands with arguments of their own. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  import: importCommand,
  export: exportCommand,
  findings,
  key,
  'erase-person': erasePersonCommand,
  doctor,
};

/** Errors that say all there is to say: what cannot be done, and what to do instead. */
const TOLD = [StartError, SeedError, KeyError, ExportError];

/** Runs the command line; the result is the exit code, or nothing while the server runs. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  try {
    const [name = '', ...rest] = args;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command) return await command(rest);
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return await run(positionals);
  } catch (error) {
    if (TOLD.some((kind) => error instanceof kind)) {
      console.error((error as Error).message);
      return 1;
    }
    if (error instanceof UsageError) {
      console.error(error.message);
      return 2;
    }
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(`${(error as Error).message}\nSee sijill --help.`);
      return 2;
    }
    throw error;
  }
}

async function run([command, argument, ...rest]: readonly string[]): Promise<number | undefined> {
  if (rest.length > 0 || !['serve', 'migrate', 'seed', 'reindex', 'schema'].includes(command ?? '')) {
    console.error(command === undefined ? HELP : 'This command is not known. See sijill --help.');
    return 2;
  }
  if (command === 'serve') {
    await serve();
    return undefined;
  }
  const model = await loadModel();
  if (command === 'schema') {
    const text = schemaText(buildSchema(model));
    if (argument === undefined) process.stdout.write(text);
    else writeFileSync(argument, text);
    return 0;
  }
  const store = await openDatabase(model, readSettings(process.env));
  try {
    if (command === 'seed') {
      const { created, updated, unchanged } = await seed(model, store, argument ?? SEEDS_FOLDER);
      console.log(`${created} records created, ${updated} updated, ${unchanged} unchanged.`);
    }
    if (command === 'reindex') {
      const progress = (records: number) => console.error(`${records} records`);
      await keepIndex(model, store, { force: true, progress });
    }
    return 0;
  } finally {
    await store.close();
  }
}
