import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Identity, View } from '../access/identity.js';
import type { Feed } from '../changes/feed.js';
import { grouped } from '../changes/grouped.js';
import { ErrorCode } from '../model/errors.js';
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
  /** What they have said of who they are. */
  readonly authorization: string | undefined;
  sequence: number;
}

/** Tells who asks; rejects for who may not read. */
type Identify = (authorization: string | undefined) => Promise<Identity>;

/**
 * Tells of change sets as they are made, at `/changes`, as server-sent events: the id of an event is the number of its
 * change set, so that a client which comes again with `Last-Event-ID` misses nothing, on whichever server. Who follows is
 * asked for anew each time before anything is told: a stream ends as soon as its key or token is refused elsewhere.
 */
export class ChangesStream {
  private readonly followers = new Set<Follower>();
  private readonly heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  private polling: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly feeds: Readonly<Record<View, Feed>>,
    private readonly identify: Identify,
  ) {}

  /** Serves the stream. */
  serve(app: FastifyInstance): void {
    app.get('/changes', async (request, reply) => {
      const { authorization } = request.headers;
      const { view } = await this.identify(authorization);
      const wanted = request.headers['last-event-id'] ?? (request.query as { after?: unknown }).after;
      const after = wanted === undefined ? await this.feeds[view].last() : Number(wanted);
      if (this.stopped || !Number.isSafeInteger(after) || after < 0 || after > 2 ** 31 - 1) {
        const message = 'Give the number of the last change set that you know, as Last-Event-ID or ?after=.';
        return reply.code(this.stopped ? 503 : 400).send({ errors: [{ message }] });
      }
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...HEADERS });
      response.write(`: changes after ${after}\n\n`);
      const follower = { response, authorization, sequence: after };
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
      const admitted = await this.admitted();
      for (const [view, followers] of grouped(admitted.keys(), (follower) => admitted.get(follower))) {
        if (view) isBehind = (await this.tellAll(this.feeds[view], followers)) || isBehind;
      }
    } catch {
      // The database is out of reach for now; who follows is told all of it later.
    }
    this.polling =
      this.followers.size > 0 && !this.stopped
        ? setTimeout(() => void this.poll(), isBehind ? 0 : POLL_MS)
        : null;
  }

  /** What each of those may see who may still read; the streams of others end. Who cannot be known now is told later. */
  private async admitted(): Promise<ReadonlyMap<Follower, View>> {
    const admitted = new Map<Follower, View>();
    const asked = grouped(this.followers, ({ authorization }) => authorization);
    await Promise.all(
      [...asked].map(async ([authorization, followers]) => {
        try {
          const { view } = await this.identify(authorization);
          for (const follower of followers) admitted.set(follower, view);
        } catch (error) {
          if (!isRefusal(error)) return;
          for (const follower of followers) {
            this.followers.delete(follower);
            follower.response.end(': the credential does not hold any more\n\n');
          }
        }
      }),
    );
    return admitted;
  }

  /** Tells followers who see the same what is new; true when there is more. */
  private async tellAll(feed: Feed, followers: readonly Follower[]): Promise<boolean> {
    const last = await feed.last();
    // Who stands at the same place is served by one question.
    for (const [place, some] of grouped(followers, ({ sequence }) => sequence)) {
      if (place < last) await this.tell(feed, place, some);
    }
    return followers.some(({ sequence }) => sequence < last);
  }

  private async tell(feed: Feed, place: number, followers: readonly Follower[]): Promise<void> {
    const entries = await feed.after(place);
    const text = entries.map(({ sequence, json }) => `id: ${sequence}\ndata: ${json}\n\n`).join('');
    const reached = entries.at(-1)?.sequence ?? place;
    for (const follower of followers) {
      if (follower.response.writableLength > MOST_UNREAD) follower.response.destroy();
      else follower.response.write(text);
      follower.sequence = reached;
    }
  }

  private beat(): void {
    for (const { response } of this.followers) response.write(': still here\n\n');
  }
}

/** True when somebody may not read, rather than that it cannot be known now. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof GraphQLError ? error.extensions.code : undefined;
  return code === ErrorCode.UNAUTHENTICATED || code === ErrorCode.FORBIDDEN;
}
