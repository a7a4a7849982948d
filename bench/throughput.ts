import type { Figures } from './client.js';
import { compareAnswer, limitAnswer } from './compare.js';
import type { Server } from './contestants.js';
import { medianOf, post, type LoadClient, type Target } from './load.js';
import type { Question } from './question.js';

/** How long and how hard to ask. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

/** What a contestant came to at a question: figures, or why there are none. */
export type Outcome =
  (Figures & { readonly connections: number }) | { readonly unable: string } | { readonly failed: string };

/** The outcomes of a question, in the order of the servers. */
export interface Row {
  readonly question: Question;
  readonly outcomes: ReadonlyMap<Server, Outcome>;
}

interface Runner {
  readonly target: Target;
  readonly connections: number;
  readonly rounds: Figures[];
}

/**
 * Measures a question in alternating rounds. Before it, every answer is compared with the limit's; who differs is not
 * measured.
 */
export async function measureQuestion(
  question: Question,
  servers: readonly Server[],
  client: LoadClient,
  effort: Effort,
): Promise<Row> {
  const outcomes = new Map<Server, Outcome>();
  const runners = new Map<Server, Runner>();
  const [limit] = servers;
  if (limit?.name !== 'limit') throw new Error('The limit comes first: the others are compared with it.');
  const expected = await limitAnswer(question, limit);
  for (const server of servers) {
    const target = server.target(question);
    if ('unable' in target) {
      outcomes.set(server, target);
      continue;
    }
    try {
      await compareAnswer(question, server, expected);
      const connections = await connectionsFor(target, effort);
      await client.run([{ ...target, connections }], effort.seconds / 4);
      runners.set(server, { target, connections, rounds: [] });
    } catch (error) {
      outcomes.set(server, failure(question, server, error));
    }
  }
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const [server, { target, connections, rounds }] of runners) {
      try {
        const [figures] = await client.run([{ ...target, connections }], effort.seconds);
        if (figures) rounds.push(figures);
      } catch (error) {
        runners.delete(server);
        outcomes.set(server, failure(question, server, error));
      }
    }
  }
  for (const [server, { connections, rounds }] of runners)
    outcomes.set(server, { ...medianOf(rounds), connections });
  return { question, outcomes };
}

/** Who takes longer for one answer than a turn has is asked on one connection, or its turns would take minutes. */
async function connectionsFor(target: Target, { seconds, connections }: Effort): Promise<number> {
  const begun = performance.now();
  await post(target);
  return performance.now() - begun > seconds * 1000 ? 1 : connections;
}

function failure(question: Question, server: Server, error: unknown): Outcome {
  const failed = error instanceof Error ? error.message : String(error);
  process.stderr.write(`  ${server.name} fails at "${question.name}": ${failed}\n`);
  return { failed };
}
