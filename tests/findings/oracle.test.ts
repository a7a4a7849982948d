import { findingCodes } from '../../src/model/findings.js';
import { loadModel } from '../../src/model/load.js';
import { randomWorld } from '../fuzz/random-world.js';
import { World } from '../fuzz/world.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry } from '../support/registry.js';
import { findByHand, type Found } from './oracle.js';

const WORLDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** How often each code was found in all worlds. */
const met = new Map<string, number>();

describe.each(DIALECTS)('findings in worlds made by chance on %s', (dialect) => {
  it.each(WORLDS)('are those that each rule gives by hand, in world %i', async (seed) => {
    const model = await loadModel();
    const registry = await startRegistry(dialect, { rows: randomWorld(model, seed) });
    try {
      const world = await World.read(model, registry.store);
      const answer = await registry.ask(
        '{ findings(first: 1000) { totalCount nodes { code kind records { id } } } }',
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
  it('break nearly every rule, or the proof would be of nothing', async () => {
    const codes = findingCodes(await loadModel()).map(({ code }) => code);
    expect(codes.filter((code) => !met.has(code))).toEqual([]);
  });
});
