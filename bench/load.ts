import { fork, type ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Figures, Job, Reply, Stream } from './client.js';

/** Where to post what. */
export type Target = Omit<Stream, 'connections'>;

/** A turn may run over by its last answers; a server that takes longer than this for them is stuck. */
const PATIENCE_MS = 300_000;

/** The process that makes the load. */
export class LoadClient {
  private child: ChildProcess = start();

  /** Asks all streams beside one another for some seconds; figures in their order. */
  run(streams: readonly Stream[], seconds: number): Promise<readonly Figures[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          this.child.kill();
          this.child = start();
          reject(new Error('The server is stuck.'));
        },
        seconds * 1000 + PATIENCE_MS,
      );
      this.child.once('message', (reply: Reply) => {
        clearTimeout(timer);
        if ('figures' in reply) resolve(reply.figures);
        else reject(new Error(reply.problem));
      });
      this.child.send({ streams, seconds } satisfies Job);
    });
  }

  stop(): void {
    this.child.kill();
  }
}

function start(): ChildProcess {
  return fork(fileURLToPath(new URL('client.js', import.meta.url)));
}

/** The medians of several rounds, each figure for itself. */
export function medianOf(rounds: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number) => median(rounds.map(pick));
  return { perSecond: of((f) => f.perSecond), p50: of((f) => f.p50), p99: of((f) => f.p99) };
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

/** Posts once; the answer's text. Throws when the status is not 200. */
export function post({ port, path, body }: Target): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode ?? 0}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
