import type { Figures, Stream } from './client.js';
import type { Server } from './contestants.js';
import { medianOf, type LoadClient } from './load.js';
import type { Question } from './question.js';
import type { Effort } from './throughput.js';

/** How many connections ask the light question. */
export const LIGHT_CONNECTIONS = 31;

/** What the light question came to with nobody beside it, and beside the heavy one. */
export interface Mixed {
  readonly server: Server;
  readonly alone: Figures;
  readonly beside: Figures;
  readonly heavy: Figures;
}

/** Many connections with a light question, without and with one connection that asks a heavy one all the time. */
export async function measureMixed(
  light: Question,
  heavy: Question,
  servers: readonly Server[],
  client: LoadClient,
  { rounds, seconds }: Effort,
): Promise<Mixed[]> {
  const turns = servers.map((server) => ({
    server,
    light: streamOf(light, server, LIGHT_CONNECTIONS),
    heavy: streamOf(heavy, server, 1),
    alone: [] as Figures[],
    beside: [] as Figures[],
    besides: [] as Figures[],
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of turns) {
      const [alone] = await client.run([turn.light], seconds);
      const [beside, besides] = await client.run([turn.light, turn.heavy], seconds);
      if (alone) turn.alone.push(alone);
      if (beside) turn.beside.push(beside);
      if (besides) turn.besides.push(besides);
    }
  }
  return turns.map(({ server, alone, beside, besides }) => ({
    server,
    alone: medianOf(alone),
    beside: medianOf(beside),
    heavy: medianOf(besides),
  }));
}

function streamOf(question: Question, server: Server, connections: number): Stream {
  const target = server.target(question);
  if ('unable' in target) throw new Error(target.unable);
  return { ...target, connections };
}
