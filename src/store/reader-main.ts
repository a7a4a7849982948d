import { readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type Sqlite from 'better-sqlite3';
import { FRAME, frameHeader, type ReaderRequest } from './frames.js';
import { openSqlite } from './sqlite-connection.js';

// The program of a reader process: it answers one request after the other until its pipe closes. Reading and writing
// block, as SQLite does; the thread that listens for the wish to stop has a pipe of its own.

/** The pipes that the parent opens: requests and answers, and the wish to stop. */
const REQUESTS = 3;
const CONTROL = 4;

const [file = ''] = process.argv.slice(2);
/** The number of the request that is to stop. */
const unwanted = new Int32Array(new SharedArrayBuffer(4));
const statements = new Map<number, Sqlite.Statement>();
let connection: Sqlite.Database | null = null;
let current = 0;

// A terminal's Ctrl-C goes to every process of the group; when readers end is the parent's affair.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
const watch = new Worker(new URL('./reader-watch.js', import.meta.url), {
  workerData: { control: CONTROL, unwanted },
  resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
});
watch.unref();
for (let request = nextRequest(); request; request = nextRequest()) answer(request);
process.exit(0);

function answer({ number, statements: asked, forget }: ReaderRequest): void {
  current = number;
  const run = () => {
    for (const statement of asked) runOne(statement);
  };
  try {
    connection ??= openSqlite(file, mayContinue);
    // Another process may write between two statements; a transaction pins the snapshot.
    if (asked.length > 1) connection.transaction(run)();
    else run();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    send(FRAME.failure, 0, Buffer.from(JSON.stringify({ message, code })));
  }
  for (const id of forget) statements.delete(id);
}

function runOne({ id, text, values }: ReaderRequest['statements'][number]): void {
  mayContinue();
  const start = performance.now();
  if (text !== undefined) prepare(id, text);
  const given = statements.get(id)?.get(...values) as Buffer | string | null | undefined;
  const ms = performance.now() - start;
  send(FRAME.answer, ms, Buffer.isBuffer(given) ? given : Buffer.from(given ?? 'null'));
}

/** As a blob, text comes out of SQLite without being turned into a string that would only be turned into bytes again. */
function prepare(id: number, text: string): void {
  const asBytes = /^(SELECT|WITH) /.test(text) ? `SELECT CAST((${text}) AS BLOB)` : text;
  const statement = connection?.prepare(asBytes).pluck();
  if (statement) statements.set(id, statement);
}

function mayContinue(): 1 {
  if (Atomics.load(unwanted, 0) === current) throw new Error('The request was stopped.');
  return 1;
}

function nextRequest(): ReaderRequest | null {
  const length = receive(4);
  const json = length && receive(length.readUInt32LE(0));
  return json && (JSON.parse(json.toString()) as ReaderRequest);
}

/** So many bytes, or null when the parent has gone. */
function receive(length: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const read = readSync(REQUESTS, bytes, at, length - at, null);
    if (read === 0) return null;
    at += read;
  }
  return bytes;
}

function send(kind: number, ms: number, content: Buffer): void {
  const header = frameHeader(kind, ms, content.length);
  if (content.length < 4096) return sendBytes(Buffer.concat([header, content]));
  sendBytes(header);
  sendBytes(content);
}

function sendBytes(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(REQUESTS, bytes, at);
}
