import { exportRecords, FORMATS } from '../files/export.js';
import { loadModel } from '../model/load.js';
import { readSettings } from '../server/settings.js';
import { kindOption } from './import.js';
import { Progress } from './progress.js';
import { openDatabase } from './serve.js';
import { readArguments, UsageError } from './usage.js';

const HELP = `sijill export: write the records of the registry into files

Usage:
  sijill export FOLDER [--format FORMAT] [--kind KIND]...

  FOLDER           an empty folder, or a new one
  --format FORMAT  ${FORMATS.join(', ')} (jsonl): a file a kind, or one workbook with a sheet a kind
  --kind KIND      only these kinds, such as event

All is as of one moment. "sijill import FOLDER" into an empty registry gives the same records again; their history stays
where it is. Personal details are written as well.

Exit codes: 0 done, 1 could not be done, 2 not understood.`;

/** Runs `sijill export`. */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const given = readArguments(
    args,
    { format: { type: 'string', default: 'jsonl' }, kind: { type: 'string', multiple: true } },
    HELP,
  );
  if (!given) return 0;
  const [folder, ...rest] = given.positionals;
  const { format, kind: names } = given.values;
  if (folder === undefined || rest.length > 0) throw new UsageError(HELP);
  if (!FORMATS.includes(format)) throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
  const model = await loadModel();
  const kinds = names?.flatMap((name) => kindOption(model, name) ?? []);
  const store = await openDatabase(model, readSettings(process.env));
  try {
    const progress = new Progress(0);
    const records = await exportRecords(model, store, {
      folder,
      format,
      kinds,
      progress: (count) => progress.records(count),
    });
    progress.end(records);
    console.log(`${records} records exported to ${folder}.`);
    return 0;
  } finally {
    await store.close();
  }
}
