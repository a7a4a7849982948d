import { parseArgs } from 'node:util';
import { writeFileSync } from 'node:fs';
import { keepIndex } from '../changes/search-index.js';
import { seed, SeedError } from '../changes/seed.js';
import { buildSchema, schemaText } from '../graph/schema.js';
import { loadModel } from '../model/load.js';
import { readSettings } from '../server/settings.js';
import { StartError } from '../store/settings.js';
import { isSeverity, printFindings, type FindingsOptions } from './findings.js';
import { openDatabase, SEEDS_FOLDER, serve } from './serve.js';

const HELP = `sijill: a registry of organisations, programmes, events and people, asked in GraphQL

Usage:
  sijill serve            migrate, seed an empty registry, and serve it
  sijill migrate          bring the database up to date, and stop
  sijill seed [FOLDER]    load a folder of seeds (the first data set unless named)
  sijill reindex          derive search, folds and sort keys of all names anew
  sijill findings         list what the rules of data quality find; exit code 1 when there are errors
    --severity NAME       only ERROR, WARNING or INFO
    --json                as JSON Lines
  sijill schema [FILE]    write the GraphQL schema to a file, or print it

Settings (environment variables):
  PORT              port to listen on (4000)
  HOST              address to listen on (127.0.0.1)
  SIJILL_DATA       folder of the SQLite file (data)
  DATABASE_URL      postgres://user:password@host:port/database, instead of SQLite
  SIJILL_READERS    processes that read the SQLite file, at least 2: one more than cores unless set
  QUERY_TIMEOUT_MS  how long the database may work on one request, in milliseconds (30000)
  SIJILL_EXPLAIN    1 to tell those who ask how an answer comes about, SQL and values included (0)
  LOG_LEVEL         fatal, error, warn, info, debug or silent (info)

Exit codes: 0 done, 1 could not be done, 2 not understood.`;

/** Runs the command line; the result is the exit code, or nothing while the server runs. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        severity: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return await run(positionals, values);
  } catch (error) {
    if (error instanceof StartError || error instanceof SeedError) {
      console.error(error.message);
      return 1;
    }
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(`${(error as Error).message}\nSee sijill --help.`);
      return 2;
    }
    throw error;
  }
}

async function run(
  [command, argument, ...rest]: readonly string[],
  options: FindingsOptions,
): Promise<number | undefined> {
  const commands = ['serve', 'migrate', 'seed', 'reindex', 'findings', 'schema'];
  if (rest.length > 0 || !commands.includes(command ?? '')) {
    console.error(command === undefined ? HELP : 'This command is not known. See sijill --help.');
    return 2;
  }
  if (command === 'findings' ? argument !== undefined : Object.keys(options).length > 0) {
    console.error('This command does not take that. See sijill --help.');
    return 2;
  }
  if (options.severity !== undefined && !isSeverity(options.severity)) {
    console.error('A severity is ERROR, WARNING or INFO. See sijill --help.');
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
    if (command === 'findings') return await printFindings(model, store, options, console.log);
    if (command === 'reindex') {
      const progress = (records: number) => console.error(`${records} records`);
      await keepIndex(model, store, { force: true, progress });
    }
    return 0;
  } finally {
    await store.close();
  }
}
