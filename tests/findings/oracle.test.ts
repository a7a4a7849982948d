import { Role } from '../../src/access/identity.js';
import { findingCodes } from '../../src/model/findings.js';
import { loadModel } from '../../src/model/load.js';
import { Chance } from '../fuzz/chance.js';
import { randomWorld } from '../fuzz/random-world.js';
import { World } from '../fuzz/world.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry } from '../support/registry.js';
import type { Rows } from '../support/world.js';
import { findByHand, type Found } from './oracle.js';

const WORLDS = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * The same world with much going on in few places: awards, numbers and participations of two contests and two events, so
 * that places tie, numbers disagree and parts are repeated; and days that do not fit the duration.
 */
function crowded(rows: Rows, seed: number): Rows {
  const chance = new Chance(seed);
  const few = (kind: string) => (rows[kind] ?? []).slice(0, 2).map(({ slug }) => slug);
  const move = (row: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) =>
        ['event', 'programme', 'person', 'team', 'organisation'].includes(name)
          ? [name, chance.pick(few(name))]
          : [name, value],
      ),
    );
  const several = (kind: string, change: () => Record<string, unknown>) =>
    (rows[kind] ?? []).flatMap((row) =>
      [1, 2, 3, 4].map((copy): Record<string, unknown> => {
        const slug = copy === 1 ? row.slug : `${String(row.slug)}-${copy}`;
        return { ...move(row), slug, externalIds: [], ...change() };
      }),
    );
  const awards = several('award', () => ({
    rank: 1 + chance.below(5),
    tied: chance.maybe(0.7),
    kind: 'WINNER',
    event: chance.maybe(0.5) ? null : few('event')[0],
    ...(chance.maybe(0.5) ? { prize: null } : {}),
  }));
  return {
    ...rows,
    award: awards,
    headcount: several('headcount', () => (chance.maybe(0.3) ? { measure: 'WINNING_TEAMS', size: 1 } : {})),
    participation: several('participation', () => ({})),
    // Two or three days that are said to be two to four.
    event: (rows.event ?? []).map((event) =>
      chance.maybe(0.5)
        ? {
            ...event,
            startsOn: '2024-06-01',
            endsOn: chance.pick(['2024-06-02', '2024-06-03']),
            durationDays: 2 + chance.below(3),
          }
        : event,
    ),
  };
}

/** How often each code was found in all worlds. */
const met = new Map<string, number>();

describe.each(DIALECTS)('findings in worlds made by chance on %s', (dialect) => {
  it.each(WORLDS)('are those that each rule gives by hand, in world %i', async (seed) => {
    const model = await loadModel();
    const registry = await startRegistry(dialect, {
      rows: seed % 2 === 0 ? crowded(randomWorld(model, seed), seed) : randomWorld(model, seed),
    });
    try {
      const world = await World.read(model, registry.store);
      const answer = await registry.ask(
        '{ findings(first: 1000) { totalCount nodes { code kind records { id } } } }',
        {},
        // Citations of restricted fields are not there for others.
        await registry.signedIn(Role.EDITOR),
      );
      expect(answer.errors).toBeUndefined();
      const { totalCount, nodes } = answer.data.findings;
      const words = ({ code, kind, records }: Found) =>
        `${code} ${kind.replaceAll('_', '').toLowerCase()} ${records.join(' ')}`;
      const byPlanner = nodes.map(({ code, kind, records }: any) =>
        words({ code, kind, records: records.map(({ id }: any) => id) }),
      );
      const byHand = findByHand(world);
      for (const { code } of byHand) met.set(code, (met.get(code) ?? 0) + 1);
      expect([...byPlanner].sort()).toEqual(byHand.map(words).sort());
      expect(totalCount).toBe(byHand.length);
    } finally {
      await registry.close();
    }
  });
});

describe('worlds made by chance', () => {
  it('break every rule, or the proof would be of nothing', async () => {
    const codes = findingCodes(await loadModel()).map(({ code }) => code);
    expect(codes.filter((code) => !met.has(code))).toEqual([]);
  });
});
