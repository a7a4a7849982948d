import { Server, type Contestant, type Database } from './contestants.js';
import { median, post } from './load.js';
import { forgetPeak, peakBytes, residentBytes } from './memory.js';
import type { Question } from './question.js';

/** How long a server is left alone before its idle memory is read. */
const SETTLE_MS = 500;
/** How often a listing is asked, one after the other, before the peak is read. */
const ASKS = 5;

/** What a contestant takes to start, and of memory. */
export interface Footprint {
  readonly contestant: Contestant;
  readonly startMs: number;
  readonly idleBytes: number;
  /** For each listing: the length of the answer, and the peak over what it took when idle. */
  readonly growth: readonly { readonly answerBytes: number; readonly overIdleBytes: number }[];
}

/**
 * Starts each contestant alone, so that nothing is warm, in alternating rounds; the median start counts, and the memory
 * of the last one. A listing that a contestant is unable to answer is NaN.
 */
export async function measureFootprints(
  contestants: readonly Contestant[],
  database: Database,
  first: Question,
  listings: readonly Question[],
  rounds: number,
): Promise<Footprint[]> {
  const starts = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 1; round < rounds; round += 1) {
    for (const contestant of contestants) {
      const server = await Server.start(contestant, database, first);
      starts.get(contestant)?.push(server.startMs);
      await server.stop();
    }
  }
  const footprints: Footprint[] = [];
  for (const contestant of contestants) {
    const server = await Server.start(contestant, database, first);
    try {
      const pid = server.process.pid ?? 0;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const idleBytes = residentBytes(pid);
      const growth: Footprint['growth'][number][] = [];
      for (const listing of listings) {
        forgetPeak(pid);
        const answerBytes = await askOften(server, listing);
        growth.push({ answerBytes, overIdleBytes: Math.max(0, peakBytes(pid) - idleBytes) });
      }
      const startMs = median([...(starts.get(contestant) ?? []), server.startMs]);
      footprints.push({ contestant, startMs, idleBytes, growth });
    } finally {
      await server.stop();
    }
  }
  return footprints;
}

/** The length of the answer. */
async function askOften(server: Server, listing: Question): Promise<number> {
  const target = server.target(listing);
  if ('unable' in target) return NaN;
  let length = NaN;
  for (let ask = 0; ask < ASKS; ask += 1) length = Buffer.byteLength(await post(target));
  return length;
}
