import { existsSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { headOf, verifyAudit, type AuditHead } from '../access/audit.js';
import { loadModel } from '../model/load.js';
import type { Model } from '../model/model.js';
import { readSettings } from '../server/settings.js';
import { dataSourceFor } from '../store/data-source.js';
import { examineReferences, examineStructure, type Finding } from '../store/examine.js';
import { StartError, type DatabaseSettings } from '../store/settings.js';
import { readArguments, UsageError } from './usage.js';

const HELP = `sijill doctor: is the registry whole, and is its audit log what was written?

Usage:
  sijill doctor [--json] [--head SEQUENCE:HASH]   look, and print a line a check
  sijill doctor --print-head                      print where the audit log stands, as SEQUENCE:HASH

Keep a printed head where those who can write to the database cannot: with --head it tells also whether entries were
cut off the end of the log since, or all of them written anew. Nothing is changed, and the server may run meanwhile.

Exit codes: 0 all is well, 1 something is wrong, 2 not understood.`;

/** Runs `sijill doctor`. */
export async function doctor(args: readonly string[]): Promise<number> {
  const options = {
    json: { type: 'boolean' },
    head: { type: 'string' },
    'print-head': { type: 'boolean' },
  } as const;
  const given = readArguments(args, options, HELP);
  if (!given) return 0;
  if (given.positionals.length > 0) throw new UsageError(HELP);
  const kept = readHead(given.values.head);
  const model = await loadModel();
  const source = await open(model, readSettings(process.env).database);
  try {
    if (given.values['print-head']) {
      const { sequence, hash } = await source.transaction(headOf);
      console.log(`${sequence}:${hash}`);
      return 0;
    }
    const findings = await examine(model, source, kept);
    if (given.values.json) console.log(JSON.stringify(findings, null, 2));
    else
      for (const { check, state, message } of findings) console.log(`${state.padEnd(8)}${check}: ${message}`);
    return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
  } finally {
    await source.destroy();
  }
}

async function examine(model: Model, source: DataSource, kept: AuditHead | undefined): Promise<Finding[]> {
  const structure = await examineStructure(source);
  // What is broken cannot be asked any more.
  if (structure.state === 'wrong') return [structure];
  if (await source.showMigrations()) {
    const message = 'The database is older than the program: `sijill migrate` brings it up to date.';
    return [structure, { check: 'migrations', state: 'wrong', message }];
  }
  const migrations: Finding = { check: 'migrations', state: 'ok', message: 'The database is up to date.' };
  return [structure, migrations, await examineReferences(model, source), await examineAudit(source, kept)];
}

async function examineAudit(source: DataSource, kept: AuditHead | undefined): Promise<Finding> {
  // One snapshot: entries that are added meanwhile must not look like a broken end.
  const { head, problem } =
    source.options.type === 'postgres'
      ? await source.transaction('REPEATABLE READ', (manager) => verifyAudit(manager, kept))
      : await source.transaction((manager) => verifyAudit(manager, kept));
  if (problem !== null) return { check: 'audit log', state: 'wrong', message: problem };
  const against = kept ? `, and holds entry ${kept.sequence} as it was kept` : '';
  return {
    check: 'audit log',
    state: 'ok',
    message: `All ${head.sequence} entries are as written${against}.`,
  };
}

/** Opens the database as it is: what is broken is not to be mended on the way in. */
async function open(model: Model, database: DatabaseSettings): Promise<DataSource> {
  if (database.dialect === 'sqlite' && !existsSync(database.file)) {
    throw new StartError(`There is no database file ${database.file}. Check SIJILL_DATA.`);
  }
  const source = await dataSourceFor(model, database);
  try {
    return await source.initialize();
  } catch (error) {
    throw new StartError(`The database cannot be opened: ${(error as Error).message}.`);
  }
}

function readHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new UsageError('--head has the form SEQUENCE:HASH, as --print-head prints it.');
  }
  return { sequence: Number(sequence), hash };
}
