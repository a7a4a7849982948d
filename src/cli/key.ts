import { roleNamed, Role } from '../access/identity.js';
import { createKey, listKeys, revokeKey, type ApiKey } from '../access/keys.js';
import { labelsOf } from '../domain/values/labels.js';
import { loadModel } from '../model/load.js';
import { readSettings } from '../server/settings.js';
import type { Store } from '../store/store.js';
import { openDatabase } from './serve.js';
import { readArguments, UsageError } from './usage.js';

const HELP = `sijill key: who may do more than anybody

Usage:
  sijill key create NAME --role ROLE [--expires DATE]   make a key, and print it: it is shown this once
  sijill key list                                       list all keys, without their secrets
  sijill key revoke ID                                  end a key: within five seconds no server takes it

Roles:
  reader    reads what anybody may read, also where anonymous reading is switched off
  analyst   the same, as a person or program that is known by name
  editor    sees personal details as well, and may change the registry
  admin     may do all that there is

DATE is a day such as 2027-01-31, the last on which the key holds, in UTC. A key is sent in the header
"Authorization: Bearer KEY".`;

/** Under which name the log records what is done from the command line. */
export const ACTOR = 'command line';

/** Runs `sijill key`. */
export async function key(args: readonly string[]): Promise<number> {
  const given = readArguments(args, { role: { type: 'string' }, expires: { type: 'string' } }, HELP);
  if (!given) return 0;
  const { role, expires } = given.values;
  const [action, subject, ...rest] = given.positionals;
  const isCreate = action === 'create';
  if (rest.length > 0 || (!isCreate && (role !== undefined || expires !== undefined)))
    throw new UsageError(HELP);
  if (isCreate && subject !== undefined) {
    const wish = { name: subject, role: readRole(role), expiresAt: readExpiry(expires) };
    return withStore(async (store) => {
      const made = await createKey(store, wish, ACTOR);
      console.error(
        `Key ${made.id} for ${subject}, ${printedRole(wish.role)}. It is shown this once; keep it safe.`,
      );
      console.log(made.key);
    });
  }
  if (action === 'list' && subject === undefined) {
    return withStore(async (store) => {
      const keys = await listKeys(store);
      console.log(keys.length === 0 ? 'There are no keys.' : tableOf(keys));
    });
  }
  if (action === 'revoke' && subject !== undefined) {
    return withStore(async (store) => {
      await revokeKey(store, subject, ACTOR);
      console.log(`Key ${subject} is revoked; within five seconds no server takes it any more.`);
    });
  }
  throw new UsageError(HELP);
}

async function withStore(work: (store: Store) => Promise<void>): Promise<number> {
  const store = await openDatabase(await loadModel(), readSettings(process.env));
  try {
    await work(store);
    return 0;
  } finally {
    await store.close();
  }
}

function readRole(text: string | undefined): Role {
  const role = roleNamed(text ?? '');
  if (!role) throw new UsageError('--role is one of reader, analyst, editor, admin.');
  return role;
}

/** The end of a day, after which the key does not hold. */
function readExpiry(text: string | undefined): string | null {
  if (text === undefined) return null;
  const end = new Date(`${text}T23:59:59.999Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(end.getTime());
  if (!isDay || end.toISOString().slice(0, 10) !== text)
    throw new UsageError('--expires is a day such as 2027-01-31.');
  if (end.getTime() < Date.now())
    throw new UsageError('--expires is over already: the key would never hold.');
  return end.toISOString();
}

function tableOf(keys: readonly ApiKey[]): string {
  const rows = keys.map((found) => [
    found.id,
    found.name,
    printedRole(found.role),
    day(found.createdAt),
    found.expiresAt ? day(found.expiresAt) : 'never',
    found.lastUsedAt ? day(found.lastUsedAt) : 'never',
    stateOf(found),
  ]);
  const all = [['ID', 'NAME', 'ROLE', 'MADE', 'EXPIRES', 'LAST USED', 'STATE'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function stateOf({ expiresAt, revokedAt }: ApiKey): string {
  if (revokedAt) return `revoked ${day(revokedAt)}`;
  return expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'holds';
}

function printedRole(role: Role): string {
  return labelsOf(Role)?.[role]?.EN ?? role;
}

function day(moment: string): string {
  return moment.slice(0, 10);
}
