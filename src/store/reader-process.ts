import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { encodeRequest, FRAME, FrameParser } from './frames.js';
import type { ReadStatement } from './store.js';

/** What a reader is started with: the built file, also where the sources run, because Node cannot run those. */
const PROGRAM = fileURLToPath(new URL('./reader-main.js', import.meta.url)).replace(
  /src(?=.store.reader-main\.js$)/,
  'dist',
);

/** How long a reader may take to stop by itself before it is ended. */
const GRACE_MS = 250;

/** How many statements a reader keeps prepared, and how long their text may be together. */
const PREPARED = {
  max: 500,
  maxSize: 8 * 1024 * 1024,
  sizeCalculation: (_: number, text: string) => text.length,
};

/** What a statement gave, as bytes of UTF-8, and how long it took. */
export interface TimedBytes {
  readonly bytes: Buffer;
  readonly ms: number;
}

/** A reader process that ended before it had answered. */
export class ReaderDied extends Error {
  constructor(
    /** True when a part of the answer had come. */
    readonly hadBegun: boolean,
  ) {
    super('A reader process ended before it had answered.');
  }
}

interface Pending {
  readonly resolve: (answers: readonly TimedBytes[]) => void;
  readonly reject: (error: Error) => void;
  readonly answers: TimedBytes[];
  readonly statements: readonly ReadStatement[];
}

/** A process that reads a SQLite file, one request at a time. A statement that does not stop is ended with it. */
export class ReaderProcess {
  private readonly child: ChildProcess;
  private readonly requests: Socket;
  private readonly control: Socket;
  private readonly parser = new FrameParser((kind, ms, content) => this.receive(kind, ms, content));
  private readonly prepared: LRUCache<string, number>;
  private forgotten: number[] = [];
  private statements = 0;
  private number = 0;
  private pending: Pending | null = null;
  private grace: NodeJS.Timeout | undefined;
  /** True when it was ended on purpose. */
  wasEnded = false;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;

  constructor(file: string) {
    this.prepared = new LRUCache({ ...PREPARED, dispose: (id) => this.forgotten.push(id) });
    this.child = spawn(process.execPath, [PROGRAM, file], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
      // What Node is told for the server, a debugger's port for one, is not meant for its readers.
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.requests = this.child.stdio[3] as Socket;
    this.control = this.child.stdio[4] as Socket;
    this.gone = new Promise((resolve) => {
      this.child.once('error', () => this.end(resolve));
      this.child.once('exit', () => this.end(resolve));
    });
    // What cannot be written, because the process has ended, is told by its end.
    this.requests.on('error', () => undefined);
    this.control.on('error', () => undefined);
    this.requests.on('data', (chunk: Buffer) => this.parser.push(chunk));
    // An idle reader does not keep the program alive.
    this.child.unref();
    this.requests.unref();
    this.control.unref();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Runs statements on one snapshot. Rejects with {@link ReaderDied} when the process ends before it has answered. */
  run(statements: readonly ReadStatement[]): Promise<readonly TimedBytes[]> {
    return new Promise((resolve, reject) => {
      this.number += 1;
      this.pending = { resolve, reject, answers: [], statements };
      this.requests.ref();
      const named = statements.map(({ text, values }) => ({ ...this.nameOf(text), values }));
      this.requests.write(
        encodeRequest({ number: this.number, statements: named, forget: this.forgotten.splice(0) }),
      );
    });
  }

  /** Stops the request under way: asks first, and ends the process when that does not help. */
  stop(): void {
    if (!this.pending) return;
    const number = Buffer.alloc(4);
    number.writeInt32LE(this.number);
    this.control.write(number);
    this.grace = setTimeout(() => void this.close(), GRACE_MS);
  }

  /** Ends the process at once: it holds nothing that would have to be saved. */
  close(): Promise<void> {
    this.wasEnded = true;
    // Who waits for the end must not find the program over before it.
    this.child.ref();
    this.child.kill('SIGKILL');
    return this.gone;
  }

  private nameOf(text: string): { id: number; text?: string } {
    const known = this.prepared.get(text);
    if (known !== undefined) return { id: known };
    this.statements += 1;
    const id = this.statements;
    this.prepared.set(text, id);
    if (!this.prepared.has(text)) this.forgotten.push(id);
    return { id, text };
  }

  private receive(kind: number, ms: number, content: Buffer): void {
    const { pending } = this;
    if (!pending) return;
    if (kind === FRAME.answer) {
      pending.answers.push({ bytes: content, ms });
      if (pending.answers.length === pending.statements.length) this.settle()?.resolve(pending.answers);
      return;
    }
    // A statement that was refused is not prepared over there; the text is sent again should it be asked again.
    for (const { text } of pending.statements) this.prepared.delete(text);
    const { message, code } = JSON.parse(content.toString()) as { message: string; code?: string };
    this.settle()?.reject(Object.assign(new Error(message), code === undefined ? {} : { code }));
  }

  private settle(): Pending | null {
    const { pending } = this;
    clearTimeout(this.grace);
    this.pending = null;
    this.requests.unref();
    return pending;
  }

  private end(resolve: () => void): void {
    const hadBegun = (this.pending?.answers.length ?? 0) > 0 || this.parser.isOpen;
    this.requests.destroy();
    this.control.destroy();
    // In this order: who waits for the answer must find the process gone already.
    resolve();
    this.settle()?.reject(new ReaderDied(hadBegun));
  }
}
