import { erasePerson } from '../changes/erase.js';
import { loadModel } from '../model/load.js';
import { readSettings } from '../server/settings.js';
import { ACTOR } from './key.js';
import { openDatabase } from './serve.js';
import { readArguments, UsageError } from './usage.js';

const HELP = `sijill erase-person: forget a person, and keep that somebody took part

Usage:
  sijill erase-person ID   ID is the person's, such as per_k3v9...

Names, honorific, remarks and personal details leave the record, its earlier versions and the index of search, on the
disk as well; the record has another id from then on, because the old one follows from the name. It cannot be undone. Texts of other records that name the person are listed, for you to change; copies
elsewhere, such as backups and exports, are yours to erase.`;

/** Runs `sijill erase-person`. */
export async function erasePersonCommand(args: readonly string[]): Promise<number> {
  const given = readArguments(args, {}, HELP);
  if (!given) return 0;
  const [id, ...rest] = given.positionals;
  if (id === undefined || rest.length > 0) throw new UsageError(HELP);
  const model = await loadModel();
  const store = await openDatabase(model, readSettings(process.env));
  try {
    const request = { id, path: ['ID'], author: ACTOR, message: 'A person was erased.' };
    const { records, outcomes, mentions, errors } = await erasePerson(model, store, request);
    for (const { path, message } of errors) console.error(`${path.join('.')} ${message}.`);
    if (errors.length > 0) return 1;
    console.log(
      `The person ${id} is erased: ${outcomes.length} records changed. The id is now ${records.join()}.`,
    );
    if (mentions.length > 0) console.log('Still named in the texts of:');
    for (const { kind, slug } of mentions) console.log(`  ${kind} ${slug}`);
    return 0;
  } finally {
    await store.close();
  }
}
