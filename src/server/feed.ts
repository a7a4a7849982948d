import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Feed } from '../changes/feed.js';
import { HEADERS } from './front.js';

/** How often the database is asked whether there is a new change set: whichever server made it. */
const POLL_MS = 250;

/** How often a line is sent that says nothing, so that nobody between takes the connection for dead. */
const HEARTBEAT_MS = 15_000;

/** How much a client may leave unread before it is left to come again, from where it was. */
const MOST_UNREAD = 1024 * 1024;

/** Who follows the feed, and how far they have come. */
interface Follower {
  readonly response: ServerResponse;
  sequence: number;
}

/**
 * Tells of change sets as they are made, at `/changes`, as server-sent events: the id of an event is the number of its
 * change set, so that a client which comes again with `Last-Event-ID` misses nothing, on whichever server.
 */
export class ChangesStream {
  private readonly followers = new Set<Follower>();
  private readonly heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  private polling: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly feed: Feed) {}

  /** Serves the stream to whom `identify` knows: it rejects for who may not read. */
  serve(app: FastifyInstance, identify: (authorization: string | undefined) => Promise<unknown>): void {
    app.get('/changes', async (request, reply) => {
      await identify(request.headers.authorization);
      const wanted = request.headers['last-event-id'] ?? (request.query as { after?: unknown }).after;
      const after = wanted === undefined ? await this.feed.last() : Number(wanted);
      if (this.stopped || !Number.isSafeInteger(after) || after < 0 || after > 2 ** 31 - 1) {
        const message = 'Give the number of the last change set that you know, as Last-Event-ID or ?after=.';
        return reply.code(this.stopped ? 503 : 400).send({ errors: [{ message }] });
      }
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...HEADERS });
      response.write(`: changes after ${after}\n\n`);
      const follower = { response, sequence: after };
      this.followers.add(follower);
      response.once('close', () => this.followers.delete(follower));
      this.polling ??= setTimeout(() => void this.poll(), 0);
      return reply;
    });
  }

  /** Ends every stream; clients come again elsewhere. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.heartbeat);
    if (this.polling) clearTimeout(this.polling);
    for (const { response } of this.followers) response.end();
    this.followers.clear();
  }

  private async poll(): Promise<void> {
    let isBehind = false;
    try {
      const last = await this.feed.last();
      // Followers who stand at the same place are served by one question.
      const places = new Set([...this.followers].map(({ sequence }) => sequence));
      for (const place of places) if (place < last) await this.tell(place);
      isBehind = [...this.followers].some(({ sequence }) => sequence < last);
    } catch {
      // The database is out of reach for now; who follows is told all of it later.
    }
    this.polling =
      this.followers.size > 0 && !this.stopped
        ? setTimeout(() => void this.poll(), isBehind ? 0 : POLL_MS)
        : null;
  }

  private async tell(place: number): Promise<void> {
    const entries = await this.feed.after(place);
    const text = entries.map(({ sequence, json }) => `id: ${sequence}\ndata: ${json}\n\n`).join('');
    const reached = entries.at(-1)?.sequence ?? place;
    for (const follower of this.followers) {
      if (follower.sequence !== place) continue;
      if (follower.response.writableLength > MOST_UNREAD) follower.response.destroy();
      else follower.response.write(text);
      follower.sequence = reached;
    }
  }

  private beat(): void {
    for (const { response } of this.followers) response.write(': still here\n\n');
  }
}
