// The load client: a process of its own, so that its work does not wait for the benchmark's, on raw sockets, because on
// fast questions an HTTP library costs more than the server. It shares the machine with the servers all the same.
import { connect, type Socket } from 'node:net';

/** The same body, posted over and over on some connections. */
export interface Stream {
  readonly port: number;
  readonly path: string;
  readonly body: string;
  readonly connections: number;
}

/** Streams that run beside one another. */
export interface Job {
  readonly streams: readonly Stream[];
  readonly seconds: number;
}

/** What a stream came to; latencies in milliseconds. */
export interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is sent back: figures in the order of the streams, or why there are none. */
export type Reply = { readonly figures: readonly Figures[] } | { readonly problem: string };

process.on('message', (job: Job) => {
  run(job).then(
    (figures) => process.send?.({ figures } satisfies Reply),
    (error: unknown) => process.send?.({ problem: String(error) } satisfies Reply),
  );
});

async function run({ streams, seconds }: Job): Promise<Figures[]> {
  const latencies = streams.map((): number[] => []);
  const connections = await Promise.all(
    streams.flatMap((stream, index) =>
      Array.from({ length: stream.connections }, () => Connection.open(stream, latencies[index] ?? [])),
    ),
  );
  const begun = performance.now();
  try {
    await Promise.all(connections.map((connection) => connection.askUntil(begun + seconds * 1000)));
  } finally {
    for (const connection of connections) connection.close();
  }
  const elapsed = (performance.now() - begun) / 1000;
  return latencies.map((of) => figuresOf(of, elapsed));
}

function figuresOf(latencies: number[], elapsed: number): Figures {
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
  return { perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
}

const END_OF_HEAD = '\r\n\r\n';
/** JSON has no bare carriage return, so a chunked answer cannot end like this before its end. */
const END_OF_CHUNKS = '0\r\n\r\n';

/** One kept connection with one request under way: reads no more of an answer than where it ends. */
class Connection {
  private begun = 0;
  private end = 0;
  private head = '';
  /** Bytes of the body still to come; -1 while the head is read, -2 when it comes in chunks. */
  private rest = -1;
  private tail = '';
  private length = -1;
  private finish: () => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly request: Buffer,
    private readonly latencies: number[],
  ) {
    socket.on('data', (data) => this.read(data));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The server closed the connection.')));
  }

  static open({ port, path, body }: Stream, latencies: number[]): Promise<Connection> {
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket, Buffer.from(head + body), latencies));
      });
    });
  }

  askUntil(end: number): Promise<void> {
    this.end = end;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
      this.ask();
    });
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  private ask(): void {
    this.head = '';
    this.tail = '';
    this.rest = -1;
    this.begun = performance.now();
    this.socket.write(this.request);
  }

  private read(data: Buffer): void {
    if (this.rest === -1) this.readHead(data);
    else if (this.rest === -2) this.readChunk(data.toString('latin1', Math.max(0, data.length - 5)));
    else this.readBody(data.length);
  }

  private readHead(data: Buffer): void {
    const at = data.indexOf(END_OF_HEAD);
    if (at < 0) {
      this.head += data.toString('latin1');
      return;
    }
    const head = this.head + data.toString('latin1', 0, at);
    if (!head.startsWith('200', 9)) return this.fail(new Error(`The server said ${head.slice(9, 12)}.`));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.rest = -2;
      this.readChunk(data.toString('latin1', Math.max(at + 4, data.length - 5)));
      return;
    }
    // The same question has the same answer: another length is an error that was sent as a success.
    if (this.length < 0) this.length = Number(length);
    else if (this.length !== Number(length))
      return this.fail(new Error('The answer changed while it was measured.'));
    this.rest = this.length;
    this.readBody(data.length - at - 4);
  }

  private readBody(bytes: number): void {
    this.rest -= bytes;
    if (this.rest <= 0) this.answered();
  }

  private readChunk(end: string): void {
    this.tail = (this.tail + end).slice(-5);
    if (this.tail === END_OF_CHUNKS) this.answered();
  }

  private answered(): void {
    const now = performance.now();
    this.latencies.push(now - this.begun);
    if (now < this.end) this.ask();
    else this.finish();
  }
}
