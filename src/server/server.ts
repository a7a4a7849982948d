import fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { Authenticator, OPEN_ACCESS, type AccessSettings } from '../access/authenticator.js';
import type { View } from '../access/identity.js';
import { Journal } from '../access/journal.js';
import { Feed } from '../changes/feed.js';
import { buildSchema } from '../graph/schema.js';
import { ErrorCode } from '../model/errors.js';
import type { Model } from '../model/model.js';
import { publicModel } from '../model/public.js';
import type { Store } from '../store/store.js';
import { Asker } from './asker.js';
import { newContext } from './answer.js';
import { serveGraphql } from './endpoint.js';
import { headersOf, statusBefore } from './errors.js';
import { asksToExplain, Explanation } from './explain.js';
import { ChangesStream } from './feed.js';
import { Front, HEADERS, type Answerer } from './front.js';
import { languagesOf } from './languages.js';
import { LIMITS, parseJson } from './scan.js';
import { SUPPRESS_BELOW } from './settings.js';
import { serveUploads } from './upload.js';
import { openView, type OpenView } from './view.js';

/** How long a stop waits for requests under way and for clients that keep their connection. */
const LONGEST_STOP_MS = 10_000;

/** The levels at which each answer is a line of the log. */
const LOGS_ANSWERS = ['info', 'debug'];

/** A server and how to stop it. */
export interface RunningServer {
  readonly app: FastifyInstance;
  /** Lets requests under way finish, refuses new ones, and drops connections that are merely kept: ten seconds at the most. */
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly logLevel: string;
  /** True to tell administrators who ask how an answer comes about, SQL and values included. */
  readonly explain?: boolean;
  /** Numbers of published summary tables below this are not told. */
  readonly suppressBelow?: number;
  /** True to let graphql-js walk every answer: the same answers, slower; to prove that both ways agree. */
  readonly walk?: boolean;
  /** Who is let in: anybody may read unless said otherwise. */
  readonly access?: AccessSettings;
}

/** The HTTP server, not yet listening. The schema is that of the whole model; what others see is made here. */
export async function buildServer(
  model: Model,
  schema: GraphQLSchema,
  store: Store,
  {
    logLevel,
    explain = false,
    walk = false,
    access = OPEN_ACCESS,
    suppressBelow = SUPPRESS_BELOW,
  }: ServerOptions,
): Promise<RunningServer> {
  const answerers: Partial<Record<View, Answerer>> = {};
  const front = new Front((authorization) => {
    const identity = authenticator.recall(authorization);
    return (identity && answerers[identity.view]) ?? null;
  });
  const app = fastify({
    serverFactory: (listener) => front.serve(listener),
    logger: logLevel === 'silent' ? false : { level: logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request would cost as much as a light question; lines name the request instead.
    childLoggerFactory: (logger) => logger,
    bodyLimit: LIMITS.bodyBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  let stopping = false;
  const journal = new Journal(store, app.log);
  const authenticator = new Authenticator(store, access, journal);
  const means = { store, journal, walk, suppressBelow, log: app.log };
  const shown = publicModel(model);
  const views: Readonly<Record<View, OpenView>> = {
    public: await openView(shown, buildSchema(shown), means),
    full: await openView(model, schema, means),
  };
  for (const view of ['public', 'full'] as const) answerers[view] = views[view].answerer;

  readJsonOnly(app, front);
  app.setErrorHandler(replyWithError);
  app.setNotFoundHandler((_request, reply) => {
    const message = 'There is nothing at this address. GraphQL is answered at /graphql.';
    return reply.code(404).send({ errors: [{ message, extensions: { code: ErrorCode.BAD_REQUEST } }] });
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(HEADERS);
    done();
  });
  app.get('/', async () => ({
    name: 'Sijill',
    graphql: '/graphql',
    changes: '/changes',
    import: '/import',
    live: '/health/live',
    ready: '/health/ready',
  }));
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    if (stopping) return reply.code(503).send({ status: 'stopping' });
    try {
      await store.read([{ text: 'SELECT CAST(1 AS text)', values: [] }]);
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'database out of reach' });
    }
  });
  serveGraphql(app, async ({ ip, headers, raw }, reply) => {
    const identity = await authenticator.identify(headers.authorization);
    const view = views[identity.view];
    const asked = {
      identity,
      langs: languagesOf(headers['accept-language']),
      asker: new Asker(ip, reply.raw),
      explanation: asksToExplain(headers, identity, explain) ? new Explanation() : null,
      failure: front.failureOf(raw),
    };
    return { apollo: view.apollo, context: newContext(asked, view) };
  });
  const feeds = {
    public: new Feed(shown, store, store.dialect),
    full: new Feed(model, store, store.dialect),
  };
  const changes = new ChangesStream(feeds, (authorization) => authenticator.identify(authorization));
  changes.serve(app);
  serveUploads(app, { model, store, identify: (authorization) => authenticator.identify(authorization) });
  if (LOGS_ANSWERS.includes(logLevel)) logAnswers(app, front);
  const stop = async () => {
    stopping = true;
    front.isOpen = false;
    changes.stop();
    const closing = closeConnections(app);
    await app.close();
    clearInterval(closing.idle);
    clearTimeout(closing.all);
    await Promise.all([views.public.apollo.stop(), views.full.apollo.stop()]);
    await journal.close();
  };
  return { app, stop };
}

/** A line for each answer. */
function logAnswers(app: FastifyInstance, front: Front): void {
  const log = (line: object, ms: number) => app.log.info({ ...line, ms: Math.round(ms) }, 'answered');
  app.addHook('onResponse', ({ id, method, routeOptions }, { statusCode, elapsedTime }, done) => {
    // The path as it was declared: addresses and queries may say something about people.
    log({ reqId: id, method, path: routeOptions.url, status: statusCode }, elapsedTime);
    done();
  });
  front.onAnswer = (ms) => log({ method: 'POST', path: '/graphql', status: 200 }, ms);
}

/** Only JSON is read, and not before its depth is known. */
function readJsonOnly(app: FastifyInstance, front: Front): void {
  app.addHook('preParsing', (request, _reply, payload, done) =>
    done(null, front.bodyOf(request.raw) ?? payload),
  );
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(String(body)));
    } catch (error) {
      done(
        error instanceof GraphQLError
          ? error
          : new GraphQLError('The body is not JSON.', { extensions: { code: ErrorCode.BAD_REQUEST } }),
      );
    }
  });
}

/** Errors before GraphQL are told as GraphQL tells them. */
function replyWithError(
  error: Error & { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof GraphQLError) {
    const status = statusBefore(error);
    for (const [name, value] of headersOf(status)) reply.header(name, value);
    return reply.code(status).send({ errors: [{ message: error.message, extensions: error.extensions }] });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error({ err: error, reqId: request.id }, 'A request failed.');
  const message =
    status === 413
      ? `A request has at most ${LIMITS.bodyBytes} bytes.`
      : status === 415
        ? 'Send the request as application/json.'
        : status < 500
          ? 'The request cannot be understood.'
          : 'Something went wrong on our side; it has been logged.';
  const code = status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_SERVER_ERROR;
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

/** Connections that clients keep open without using them must not hold up a stop; nor may anything for ever. */
function closeConnections(app: FastifyInstance) {
  return {
    idle: setInterval(() => app.server.closeIdleConnections(), 100),
    all: setTimeout(() => app.server.closeAllConnections(), LONGEST_STOP_MS - 1000),
  };
}
