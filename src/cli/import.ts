import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parse } from 'yaml';
import { problemText, type Problem } from '../changes/draft.js';
import { importDrafts, MOST_PROBLEMS, type Imported } from '../changes/import.js';
import type { Outcome } from '../changes/operation.js';
import { isMessage, LONGEST_MESSAGE } from '../changes/request.js';
import type { ColumnMap } from '../files/columns.js';
import { READABLE, readFiles } from '../files/read-file.js';
import { calledFile, kindCalled, writtenKinds, type SourceFile } from '../files/reading.js';
import { isEncoding } from '../files/text.js';
import { loadModel } from '../model/load.js';
import type { KindModel, Model } from '../model/model.js';
import { readSettings } from '../server/settings.js';
import { ACTOR } from './key.js';
import { Progress } from './progress.js';
import { openDatabase } from './serve.js';
import { readArguments, UsageError } from './usage.js';

const HELP = `sijill import: bring records from files into the registry, all of them or none

Usage:
  sijill import FILE... [options]

  FILE            ${READABLE.join(', ')}; or a folder of such files, as "sijill export" writes them
  --dry-run       tell what would change, and change nothing
  --message TEXT  why, for the history (the names of the files)
  --kind KIND     of what kind all records are; unless given, by the name of the file or sheet: "event.csv"
  --map FILE      YAML that says which field the heading of a column stands for: "Land: country", or null to leave
                  the column out
  --encoding ENC  of texts, such as windows-1256 (utf-8, or told by a byte-order mark)
  --json          print JSON Lines: what changes with --dry-run, or the problems; then the counts

A record is known by its slug: one that is there is changed to be as written, one that is not is made. Others are
referred to by key, slug, id, or what another register calls them: WIKIDATA:Q1028. Headings of tables are fields, and
their parts after a dot: name.ar, money.amount, citations.1.source. Lists in a cell are separated by semicolons.

Examples:
  sijill import participation.csv --dry-run
  sijill import lists.xlsx --map columns.yaml --message "The lists of the June camp."
  sijill import export/

Exit codes: 0 done, or nothing to do; 1 problems, and nothing was written; 2 not understood.`;

/** Runs `sijill import`. */
export async function importCommand(args: readonly string[]): Promise<number> {
  const given = readArguments(
    args,
    {
      'dry-run': { type: 'boolean' },
      message: { type: 'string' },
      kind: { type: 'string' },
      map: { type: 'string' },
      encoding: { type: 'string' },
      json: { type: 'boolean' },
    },
    HELP,
  );
  if (!given) return 0;
  const { values, positionals } = given;
  const { 'dry-run': dryRun = false, json = false, encoding } = values;
  if (positionals.length === 0) throw new UsageError(HELP);
  if (encoding !== undefined && !isEncoding(encoding)) {
    throw new UsageError(
      '--encoding is not one that is known: it is utf-8, windows-1256, windows-1252, utf-16le or the like.',
    );
  }
  if (values.message !== undefined && !isMessage(values.message)) {
    throw new UsageError(`--message has 1 to ${LONGEST_MESSAGE} characters.`);
  }
  const model = await loadModel();
  const files = positionals.flatMap(filesAt);
  const kind = kindOption(model, values.kind);
  const columns = values.map === undefined ? undefined : readMap(values.map);
  const progress = new Progress(files.reduce((sum, { path }) => sum + statSync(path).size, 0));
  const message =
    values.message ?? `Imported from ${files.map(({ name }) => name).join(', ')}.`.slice(0, LONGEST_MESSAGE);
  const store = await openDatabase(model, readSettings(process.env));
  try {
    const read = readFiles(model, files, {
      kind,
      encoding,
      columns,
      progress: (bytes) => progress.add(bytes),
    });
    let records = 0;
    const imported = await importDrafts(model, store, read, {
      author: ACTOR,
      message,
      dryRun,
      progress: (count) => progress.records((records = count)),
      ...(dryRun
        ? { tell: (outcome) => console.log(json ? JSON.stringify(outcome) : differenceText(outcome)) }
        : {}),
    });
    progress.end(records);
    return printResult(imported, { dryRun, json });
  } finally {
    await store.close();
  }
}

/** The file at a path, or the files that can be read in the folder there. */
function filesAt(path: string): SourceFile[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    throw new UsageError(`There is no file ${path}.`);
  }
  if (!isFolder) return [{ path, name: basename(path) }];
  const names = readdirSync(path).filter((name) => READABLE.includes(extname(name).toLowerCase()));
  if (names.length === 0)
    throw new UsageError(`The folder ${path} has no files that can be read: ${READABLE.join(', ')}.`);
  return names.sort().map((name) => ({ path: join(path, name), name }));
}

/** The kind that an option names. Throws a {@link UsageError} that lists the kinds. */
export function kindOption(model: Model, name: string | undefined): KindModel | undefined {
  if (name === undefined) return undefined;
  const kind = kindCalled(model, name);
  if (kind?.written) return kind;
  throw new UsageError(`--kind is one of ${writtenKinds(model).map(calledFile).sort().join(', ')}.`);
}

function readMap(path: string): ColumnMap {
  let map: unknown;
  try {
    map = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`The map ${path} cannot be read: ${(error as Error).message}`);
  }
  const entries = Object.entries(
    typeof map === 'object' && map !== null && !Array.isArray(map) ? map : { '': 0 },
  );
  if (entries.some(([, field]) => field !== null && typeof field !== 'string')) {
    throw new UsageError(`The map ${path} must say for each heading which field it stands for, or null.`);
  }
  return new Map(entries as [string, string | null][]);
}

/** What becomes of a record, for a person to read: what it is, and its fields before and after. */
function differenceText({ action, kind, slug, changes }: Outcome): string {
  const sign = { CREATED: '+', UPDATED: '~', DELETED: '-', MERGED: '-' }[action];
  const lines = changes.map(({ field, before, after }) =>
    before === null ? `    ${field}: ${after ?? ''}` : `    ${field}: ${before} -> ${after ?? 'nothing'}`,
  );
  return [`${sign} ${kind} ${slug}`, ...(action === 'UPDATED' ? lines : [])].join('\n');
}

function printResult(
  { problems, changeSet, created, updated, unchanged }: Imported,
  { dryRun, json }: { readonly dryRun: boolean; readonly json: boolean },
): number {
  for (const problem of problems) {
    if (json) console.log(JSON.stringify(problem));
    else console.error(problemText(problem));
  }
  const counts = { created, updated, unchanged, problems: problems.length, changeSet };
  if (json) console.log(JSON.stringify(counts));
  else if (problems.length > 0) console.error(failure(problems));
  else {
    const would = dryRun ? 'would be ' : '';
    console.log(`${created} records ${would}created, ${updated} ${would}updated, ${unchanged} unchanged.`);
    if (changeSet !== null) console.log(`The change set is ${changeSet}.`);
  }
  return problems.length > 0 ? 1 : 0;
}

function failure(problems: readonly Problem[]): string {
  const found = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const more = problems.length >= MOST_PROBLEMS ? ', and no further was looked' : '';
  return `${found}${more}; nothing was written.`;
}
