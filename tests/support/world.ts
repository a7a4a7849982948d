import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Records as seeds hold them, by the name of their file. */
export type Rows = Record<string, Record<string, unknown>[]>;

/** Writes seeds into a folder of their own; JSON is YAML. Keys are file names without their ending. */
export function writeSeeds(rows: Rows): string {
  const folder = mkdtempSync(join(tmpdir(), 'sijill-seeds-'));
  for (const [name, records] of Object.entries(rows)) {
    writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(records, null, 1));
  }
  return folder;
}

/** A small generator of numbers that is the same everywhere (mulberry32). */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const COUNTRIES = [
  ['AZ', 'AZE', '031', 'Azerbaijan', 'أذربيجان', 'ASIA'],
  ['MA', 'MAR', '504', 'Morocco', 'المغرب', 'AFRICA'],
  ['TN', 'TUN', '788', 'Tunisia', 'تونس', 'AFRICA'],
  ['TR', 'TUR', '792', 'Türkiye', 'تركيا', 'ASIA'],
  ['FR', 'FRA', '250', 'France', 'فرنسا', 'EUROPE'],
] as const;

/** A world that is small enough to check by hand and full of nulls, ties, vague dates and several currencies. */
export function smallWorld(): Rows {
  const random = randomness(20240603);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const maybe = <Item>(chance: number, item: () => Item): Item | undefined =>
    random() < chance ? item() : undefined;
  const number = (count: number) => Array.from({ length: count }, (_, index) => index);
  const codes = COUNTRIES.map(([code]) => code);
  const name = (en: string, ar?: string) => ({ en, ...(ar ? { ar } : {}) });
  const date = () =>
    pick([
      '2024',
      '2024-06',
      '2023-11',
      '2024-02~',
      ...number(12).map((n) => `2024-06-${String(n + 1).padStart(2, '0')}`),
      '2022-12-31',
      '2023-01-01',
    ]);
  const drop = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
  return {
    country: COUNTRIES.map(([code, code3, numericCode, en, ar, region]) => ({
      slug: en
        .toLowerCase()
        .normalize('NFD')
        .replace(/[^a-z]/g, ''),
      code,
      code3,
      numericCode,
      name: name(en, ar),
      region,
    })),
    place: number(6).map((n) => ({
      slug: `place-${n}`,
      name: name(`Place ${n}`),
      kind: 'CITY',
      country: codes[n % codes.length],
    })),
    organisation: number(5).map((n) =>
      drop({
        slug: `org-${n}`,
        name: name(`Organisation ${n}`),
        kind: pick(['MINISTRY', 'UNIVERSITY']),
        country: maybe(0.6, () => pick(codes)),
      }),
    ),
    programme: number(7).map((n) =>
      drop({
        slug: `programme-${n}`,
        name: name(`Programme ${n}`),
        kind: pick(['TRAINING', 'COMPETITION']),
        owner: maybe(0.7, () => `org-${n % 5}`),
        parent: n > 4 ? 'programme-0' : undefined,
      }),
    ),
    topic: number(4).map((n) => ({ slug: `topic-${n}`, name: name(`Topic ${n}`) })),
    event: number(60).map((n) =>
      drop({
        slug: `event-${String(n).padStart(2, '0')}`,
        name: name(
          pick(['Camp', 'camp', 'Élan', 'Zenith', 'workshop']),
          maybe(0.5, () => pick(['ورشة', 'وَرْشَه', 'مخيم'])),
        ),
        kind: pick(['CAMP', 'WORKSHOP', 'FINAL']),
        mode: maybe(0.5, () => pick(['ONLINE', 'HYBRID'])),
        programme: maybe(0.8, () => `programme-${Math.floor(random() * 7)}`),
        place: maybe(0.7, () => `place-${Math.floor(random() * 6)}`),
        edition: maybe(0.5, () => 1 + Math.floor(random() * 4)),
        startsOn: maybe(0.75, date),
        durationDays: maybe(0.3, () => 1 + Math.floor(random() * 5)),
        theme: maybe(0.5, () => pick([{ fr: 'Été' }, { en: 'Summer', fr: 'Été' }, { en: 'Winter' }])),
        topics: number(4)
          .filter(() => random() < 0.3)
          .map((topic) => `topic-${topic}`),
      }),
    ),
    person: number(20).map((n) =>
      drop({ slug: `person-${n}`, name: name(`Person ${n}`), country: maybe(0.7, () => pick(codes)) }),
    ),
    team: number(15).map((n) =>
      drop({
        slug: `team-${n}`,
        name: name(`Team ${n}`),
        country: maybe(0.8, () => pick(codes)),
        // From none to four countries each.
        countries: number(n % 5).map((at) => codes[(n + at) % codes.length]),
      }),
    ),
    participation: number(120).map((n) =>
      drop({
        slug: `participation-${n}`,
        event: `event-${String(Math.floor(random() * 40)).padStart(2, '0')}`,
        ...(random() < 0.7
          ? { person: `person-${Math.floor(random() * 20)}` }
          : { team: `team-${Math.floor(random() * 15)}` }),
        role: pick(['SPOKE', 'TRAINED', 'ATTENDED']),
        attendance: maybe(0.5, () => 'IN_PERSON'),
      }),
    ),
    headcount: number(30).map((n) => ({
      slug: `headcount-${n}`,
      event: `event-${String(n).padStart(2, '0')}`,
      measure: pick(['TRAINEES', 'VISITORS']),
      size: pick([
        10 + n,
        { qualifier: 'MORE_THAN', stated: 90 },
        { qualifier: 'NEARLY', stated: 1000 },
        { qualifier: 'UP_TO', stated: 25 },
      ]),
    })),
    award: number(80).map((n) =>
      drop({
        slug: `award-${String(n).padStart(2, '0')}`,
        kind: pick(['WINNER', 'HONOURABLE_MENTION']),
        rank: maybe(0.6, () => 1 + Math.floor(random() * 3)),
        tied: random() < 0.2,
        programme: maybe(0.9, () => `programme-${Math.floor(random() * 4)}`),
        ...(random() < 0.6
          ? { team: `team-${Math.floor(random() * 15)}` }
          : { person: `person-${Math.floor(random() * 20)}` }),
        money: maybe(0.7, () => ({
          amount: pick([100, 2500, '10.50', '0.05', 3000]),
          currency: pick(['USD', 'USD', 'EUR', 'TND']),
        })),
      }),
    ),
  };
}
