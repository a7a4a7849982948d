import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { post, type Target } from './load.js';
import type { Question } from './questions.js';

/** One of those who are compared: a program of its own that is asked over HTTP. */
export interface Contestant {
  readonly name: string;
  readonly process: ChildProcess;
  target(question: Question): Target;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Starts all contestants on one database, on ports from the given one. */
export async function startContestants(
  environment: Record<string, string>,
  firstPort: number,
): Promise<Contestant[]> {
  installUsual();
  const graphql = (port: number, where: string, query: string): Target => ({
    port,
    path: where,
    body: JSON.stringify({ query }),
  });
  const start = (script: string, args: string[], port: number) =>
    spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...environment, PORT: String(port), LOG_LEVEL: 'error', NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const contestants: Contestant[] = [
    {
      name: 'limit',
      process: start(path('limit.js'), [], firstPort),
      target: ({ name }) => ({ port: firstPort, path: '/', body: JSON.stringify({ name }) }),
    },
    {
      name: 'sijill',
      process: start(path('../../../dist/main.js'), ['serve'], firstPort + 1),
      target: ({ sijill }) => graphql(firstPort + 1, '/graphql', sijill),
    },
    {
      name: 'usual',
      process: start(path('../../peers/usual/dist/main.js'), [], firstPort + 2),
      target: ({ usual }) => graphql(firstPort + 2, '/', usual),
    },
  ];
  await Promise.all([
    ready({ port: firstPort, path: '/', body: '{"name":"ready"}' }),
    ready(graphql(firstPort + 1, '/graphql', '{ __typename }')),
    ready(graphql(firstPort + 2, '/', '{ __typename }')),
  ]);
  return contestants;
}

/** The usual stack has dependencies of its own, which the product must not have. */
function installUsual(): void {
  const folder = path('../../peers/usual');
  const run = (command: string, args: string[]) => {
    const { status } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in bench/peers/usual.`);
  };
  if (!existsSync(`${folder}/node_modules`)) {
    process.stderr.write('Installing the usual stack (once)\n');
    run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  }
  run(process.execPath, [`${folder}/node_modules/typescript/bin/tsc`, '-p', 'tsconfig.json']);
}

async function ready(target: Target): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await post(target);
      return;
    } catch (error) {
      if (attempt === 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/**
 * Asks all contestants the question, and throws unless they say the same: the same values, however they are wrapped,
 * and as many as the question promises.
 */
export async function compareAnswers(question: Question, contestants: readonly Contestant[]): Promise<void> {
  let first: string | undefined;
  for (const contestant of contestants) {
    const answer = JSON.parse(await post(contestant.target(question))) as {
      data?: unknown;
      errors?: unknown;
    };
    if (answer.errors)
      throw new Error(`${contestant.name} fails at "${question.name}": ${JSON.stringify(answer.errors)}`);
    const values = leavesOf(answer.data).sort();
    if (values.length < question.atLeast) {
      throw new Error(`${contestant.name} answers "${question.name}" with only ${values.length} values.`);
    }
    const text = values.join('\n');
    first ??= text;
    if (text !== first)
      throw new Error(`${contestant.name} answers "${question.name}" differently: it is not measured.`);
  }
}

function leavesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  return Object.values(value).flatMap(leavesOf);
}
