import { Server, type Contestant, type Database } from './contestants.js';
import { compareAnswer, limitAnswer } from './compare.js';
import { median, type LoadClient } from './load.js';
import type { Question } from './question.js';
import type { Effort } from './throughput.js';

/** How many times as many rows the larger database has. */
export const GROWTH = 10;

/** What one answer took on a database, and on one with {@link GROWTH} times its rows. */
export interface Growth {
  readonly question: Question;
  readonly contestant: Contestant;
  readonly smallMs: number;
  readonly largeMs: number;
}

/** Asks each question on one connection, in alternating rounds on both databases: how its time grows with the rows. */
export async function measureGrowth(
  questions: readonly Question[],
  contestants: readonly Contestant[],
  [small, large]: readonly [Database, Database],
  client: LoadClient,
  { rounds, seconds }: Effort,
): Promise<Growth[]> {
  const pairs: { contestant: Contestant; servers: readonly Server[] }[] = [];
  try {
    for (const contestant of contestants) {
      const servers: Server[] = [];
      pairs.push({ contestant, servers });
      for (const database of [small, large])
        servers.push(await Server.start(contestant, database, questions[0] as Question));
    }
    const growths: Growth[] = [];
    for (const question of questions) {
      const turns = pairs.map(({ contestant, servers }) => ({
        contestant,
        sides: servers.map((server) => ({ server, p50s: [] as number[] })),
      }));
      for (const size of [0, 1]) {
        const [limit, ...others] = turns.flatMap(({ sides }) => sides[size]?.server ?? []);
        if (!limit) continue;
        const expected = await limitAnswer(question, limit);
        for (const other of others) await compareAnswer(question, other, expected);
      }
      for (let round = 0; round < rounds; round += 1) {
        for (const { sides } of turns) {
          for (const { server, p50s } of sides) {
            const target = server.target(question);
            if ('unable' in target) throw new Error(target.unable);
            const [figures] = await client.run([{ ...target, connections: 1 }], seconds);
            if (figures) p50s.push(figures.p50);
          }
        }
      }
      for (const { contestant, sides } of turns) {
        const [smallMs = NaN, largeMs = NaN] = sides.map(({ p50s }) => median(p50s));
        growths.push({ question, contestant, smallMs, largeMs });
      }
    }
    return growths;
  } finally {
    await Promise.all(pairs.flatMap(({ servers }) => servers.map((server) => server.stop())));
  }
}
