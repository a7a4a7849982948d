import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { askedOf } from './asked/asked.js';
import { peerFolder } from './install.js';
import { post, type Target } from './load.js';
import { PEERS, type ContestantName, type Dialect, type Peer, type Question } from './question.js';

/** One of those who are compared: a program of its own that is asked over HTTP. */
export interface Contestant {
  readonly name: ContestantName;
  readonly script: string;
  readonly args: readonly string[];
  /** Where its endpoint is. */
  readonly path: string;
  readonly dialects: readonly Dialect[];
}

const BOTH: readonly Dialect[] = ['sqlite', 'postgres'];

/** The endpoint of each peer, and its databases. */
const OF_PEERS: Readonly<Record<Peer, Pick<Contestant, 'path' | 'dialects'>>> = {
  usual: { path: '/', dialects: BOTH },
  'nestjs-query': { path: '/graphql', dialects: BOTH },
  mercurius: { path: '/graphql', dialects: BOTH },
  postgraphile: { path: '/graphql', dialects: ['postgres'] },
};

const fileOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Everybody, in the order of the table. */
export const CONTESTANTS: readonly Contestant[] = [
  { name: 'limit', script: fileOf('limit.js'), args: [], path: '/', dialects: BOTH },
  {
    name: 'sijill',
    script: fileOf('../../../dist/main.js'),
    args: ['serve'],
    path: '/graphql',
    dialects: BOTH,
  },
  ...PEERS.map((name) => ({
    name,
    script: `${peerFolder(name)}/dist/main.js`,
    args: [],
    ...OF_PEERS[name],
  })),
];

/** What the contestants on one database have in their environment. */
export interface Database {
  readonly dialect: Dialect;
  readonly environment: Readonly<Record<string, string>>;
}

/** A contestant that has been started. */
export class Server {
  private constructor(
    readonly contestant: Contestant,
    readonly process: ChildProcess,
    /** Milliseconds from its start to its first answer to the question. */
    readonly startMs: number,
    private readonly port: number,
  ) {}

  /** Starts a contestant and waits for its first answer to a question. */
  static async start(contestant: Contestant, database: Database, first: Question): Promise<Server> {
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(process.execPath, [contestant.script, ...contestant.args], {
      env: {
        ...process.env,
        ...database.environment,
        PORT: String(port),
        LOG_LEVEL: 'error',
        NODE_ENV: 'production',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const target = targetOf(contestant, first, port);
    if ('unable' in target) throw new Error(`${contestant.name} is unable to answer "${first.name}".`);
    await firstAnswer(contestant.name, child, target);
    return new Server(contestant, child, performance.now() - begun, port);
  }

  get name(): ContestantName {
    return this.contestant.name;
  }

  /** Where and how to ask it a question, or why it cannot be asked. */
  target(question: Question): Target | { readonly unable: string } {
    return targetOf(this.contestant, question, this.port);
  }

  /** Ends it; the next one may be started when it is gone. */
  stop(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 2000);
    return gone.finally(() => clearTimeout(timer));
  }
}

function targetOf(
  { name, path }: Contestant,
  question: Question,
  port: number,
): Target | { readonly unable: string } {
  if (name === 'limit') return { port, path, body: JSON.stringify({ name: question.name }) };
  if (name === 'sijill') return { port, path, body: JSON.stringify({ query: question.sijill }) };
  const asked = askedOf(name, question);
  return 'unable' in asked ? asked : { port, path, body: JSON.stringify({ query: asked.query }) };
}

/** A port of the run's own: on a fixed one somebody else's server could answer. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const START_MS = 60_000;
const POLL_MS = 10;

async function firstAnswer(name: string, child: ChildProcess, target: Target): Promise<void> {
  for (const end = performance.now() + START_MS; ;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} when it was started.`);
    try {
      await post(target);
      return;
    } catch (error) {
      if (performance.now() > end) {
        child.kill('SIGKILL');
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
