import { Server, type Contestant, type Database } from './contestants.js';
import { median, post } from './load.js';
import { forgetPeak, peakBytes, residentBytes } from './memory.js';
import type { Question } from './question.js';

/** How long a server is left alone before its memory at rest is read. */
const SETTLE_MS = 500;
/** How often a listing is asked before it counts: code and pages are then where they will be. */
const WARM_UP = 20;

/** What a contestant takes to start, and of memory. */
export interface Footprint {
  readonly contestant: Contestant;
  readonly startMs: number;
  readonly idleBytes: number;
  /** For each listing: the length of the answer, and the peak of one answer over what the warm server took at rest. */
  readonly growth: readonly { readonly answerBytes: number; readonly overRestBytes: number }[];
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
      await rest();
      const idleBytes = residentBytes(pid);
      const growth: Footprint['growth'][number][] = [];
      for (const listing of listings) {
        await ask(server, listing, WARM_UP);
        await rest();
        const restBytes = residentBytes(pid);
        forgetPeak(pid);
        const answerBytes = await ask(server, listing, 1);
        growth.push({ answerBytes, overRestBytes: Math.max(0, peakBytes(pid) - restBytes) });
      }
      const startMs = median([...(starts.get(contestant) ?? []), server.startMs]);
      footprints.push({ contestant, startMs, idleBytes, growth });
    } finally {
      await server.stop();
    }
  }
  return footprints;
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

/** Asks some times, one after the other; the length of the answer. */
async function ask(server: Server, listing: Question, times: number): Promise<number> {
  const target = server.target(listing);
  if ('unable' in target) return NaN;
  let length = NaN;
  for (let time = 0; time < times; time += 1) length = Buffer.byteLength(await post(target));
  return length;
}
