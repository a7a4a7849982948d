import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Readable } from 'node:stream';
import type { Lang } from '../domain/values/lang.js';
import type { AnswerText } from '../store/store.js';
import { Asker } from './asker.js';
import { EXPLAIN } from './explain.js';
import { languagesOf } from './languages.js';

/** How GraphQL says what it answers with, unless the client wants something else; Apollo's words. */
const CONTENT_TYPE = 'application/json; charset=utf-8';

/** How clients say that they send nothing but JSON. */
const SENT = new Set<unknown>([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
]);

/** What clients accept that want nothing else. */
const ACCEPTED = new Set<unknown>([undefined, '*/*', 'application/json']);

/** Up to how many bytes a body is read before it is known who answers it. */
const READ_AHEAD = 16 * 1024;

/** What every response says. */
export const HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

/** Answers what it can by the text of a body: at once, soon, or not at all. */
export type Answerer = (
  body: string,
  langs: readonly Lang[],
  asker: () => Asker,
) => AnswerText | Promise<AnswerText> | null;

/** What is known of a request that was not answered here. */
interface Handed {
  readonly body: Buffer;
  /** Why it could not be answered, when that was tried. */
  readonly failure: unknown;
}

/**
 * Where requests come in. For a record by its key, a web framework's way to a handler takes as long as the handler; so
 * what can be answered by the mere text of its body is answered here, and everything else is Fastify's.
 */
export class Front {
  /** Called after each answer given here, with the milliseconds that it took. */
  onAnswer: ((ms: number) => void) | null = null;

  private readonly handed = new WeakMap<IncomingMessage, Handed>();

  /** Answers nothing here unless it is open. */
  isOpen = true;

  /** Who asks is told by the header `Authorization` alone; null where nobody can be answered here who sends it. */
  constructor(private readonly answererOf: (authorization: string | undefined) => Answerer | null) {}

  /** The server: requests that are not answered here go to a listener. */
  serve(others: RequestListener): Server {
    // Only all three timeouts together end slow headers and slow bodies.
    const timeouts = {
      requestTimeout: 10_000,
      headersTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
    };
    return createServer(timeouts, (request, response) => {
      const isOurs = this.isOpen && isPlain(request);
      const answer = isOurs ? this.answererOf(request.headers.authorization) : null;
      if (answer) this.readAhead(request, response, others, answer);
      else others(request, response);
    });
  }

  /** The body of a request as a stream, when it was read here. */
  bodyOf(request: IncomingMessage): Readable | null {
    const handed = this.handed.get(request);
    return handed ? Readable.from([handed.body]) : null;
  }

  /** Why a request has failed here, so that it need not be tried again; undefined when it has not. */
  failureOf(request: IncomingMessage): unknown {
    return this.handed.get(request)?.failure;
  }

  private readAhead(
    request: IncomingMessage,
    response: ServerResponse,
    others: RequestListener,
    answerer: Answerer,
  ): void {
    const begun = this.onAnswer ? performance.now() : 0;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [first = Buffer.alloc(0)] = chunks;
      const body = chunks.length === 1 ? first : Buffer.concat(chunks);
      const handOn = (failure?: unknown) => {
        this.handed.set(request, { body, failure });
        others(request, response);
      };
      const send = (answer: AnswerText) => {
        response.writeHead(200, {
          'content-type': CONTENT_TYPE,
          'content-length': Buffer.byteLength(answer),
          ...HEADERS,
        });
        response.end(answer);
        this.onAnswer?.(performance.now() - begun);
      };
      const asker = () => new Asker(request.socket.remoteAddress ?? '', response);
      const answer = answerer(body.toString(), languagesOf(request.headers['accept-language']), asker);
      if (answer === null) handOn();
      else if (answer instanceof Promise) answer.then(send, handOn);
      else send(answer);
    });
  }
}

/** True when a request is a question in JSON that is to be answered in JSON, and no more. */
function isPlain({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    url === '/graphql' &&
    SENT.has(headers['content-type']) &&
    ACCEPTED.has(headers.accept) &&
    Number(headers['content-length']) <= READ_AHEAD &&
    headers[EXPLAIN] === undefined
  );
}
