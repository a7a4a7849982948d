import { change } from './changes.js';
import type { Registry } from './registry.js';
import { smallWorld, type Rows } from './world.js';

/** Restricted values of the people of a registry; nothing else has them in it. */
export interface Secrets {
  readonly email: string;
  readonly phone: string;
  readonly birthDate: string;
  readonly gender: string;
  readonly minor: boolean;
  /** What the address of one of them becomes. */
  readonly later: string;
  /** Where in a source their birth date stands. */
  readonly locator: string;
}

export const ONE: Secrets = {
  email: 'secretone@example.org',
  phone: '+21255544433',
  birthDate: '1977-07-07',
  gender: 'FEMALE',
  minor: true,
  later: 'latersecret@example.org',
  locator: 'among those born in Zagora',
};

export const OTHER: Secrets = {
  email: 'othertwo@example.org',
  phone: '+33611122233',
  birthDate: '2011-11-11',
  gender: 'MALE',
  minor: false,
  // The same as before: what is written with it is a change in one registry, and none in the other.
  later: 'othertwo@example.org',
  locator: 'in the column of Ouarzazate',
};

/** Names of restricted fields, as documents and answers have them. */
export const SECRET_NAMES = ['email', 'phone', 'birthDate', 'gender', 'minor'];

/** Enums that name what published tables are about, and say no more. */
export const SUMMARISED = ['Summary', 'SummaryCategory'];

/** What of the values can be met in an answer. */
export function tracesOf({ email, phone, birthDate, gender, later, locator }: Secrets): string[] {
  return [email, phone, birthDate, gender, later, locator];
}

/** The small world with restricted values of every person, or of every second one, all of whose birth dates are cited. */
export function secretWorld({ email, phone, birthDate, gender, minor, locator }: Secrets, every = 1): Rows {
  const rows = smallWorld();
  const person = (rows.person ?? []).map((row, index) => ({
    ...row,
    ...(index % every === 0 ? { email, phone, birthDate, gender, minor } : {}),
    citations: [{ source: 'paper', field: 'birthDate', locator }, { source: 'paper' }],
  }));
  return { ...rows, person, source: [...(rows.source ?? []), { slug: 'paper', name: { en: 'A paper' } }] };
}

/** Changes restricted values in every way that there is, others beside them, and what cites them. */
export async function tellSecrets(registry: Registry, { phone, later, locator }: Secrets): Promise<void> {
  const cited = (person: string) =>
    registry.store.transaction(async (manager) => {
      const [row] = (await manager.query(
        `SELECT c."id" FROM "citation" c JOIN "person" p ON p."id" = c."record_id" WHERE c."field" = 'birthDate' AND p."slug" = '${person}'`,
      )) as { id: string }[];
      return row?.id;
    });
  const make = async (steps: Parameters<typeof change>[1]) => {
    const applied = await change(registry, steps);
    if (applied.errors.length > 0 || applied.changeSet === null) throw new Error(JSON.stringify(applied));
    return applied.changeSet;
  };
  const person = (of: string, input: object) => ({ update: 'Person', of, input: { ...input } });
  const paper = { source: 'paper' };
  const phoned = await make([person('person-0', { phone: `${phone}9` })]);
  const seen = { name: { en: 'Person two' }, honorific: { en: 'Dr' }, note: { en: 'As the paper has it.' } };
  await make([person('person-2', { ...seen, email: later })]);
  await make([{ update: 'Citation', of: await cited('person-3'), input: { locator: `${locator}, again` } }]);
  await make([person('person-4', { citations: [paper] })]);
  const named = { field: 'name', locator: 'the title' };
  await make([{ update: 'Citation', of: await cited('person-8'), input: named }]);
  await make([
    person('person-6', {
      citations: [{ ...paper, field: 'birthDate', locator }, paper, { ...paper, field: 'name' }],
    }),
  ]);
  const newcomer = {
    slug: 'newcomer',
    name: { en: 'Newcomer' },
    phone,
    citations: [{ ...paper, field: 'phone' }],
  };
  await make([{ create: 'Person', input: newcomer }]);
  await make([{ delete: 'Person', of: 'newcomer' }]);
  await make({ revert: phoned });
}
