import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from './answer.js';
import { EXPLAIN } from './explain.js';
import { languagesOf } from './languages.js';
import { scanDocument } from './scan.js';
import type { Shortcut } from './shortcut.js';

/** What Apollo answers with, unless the client wants something else. */
const CONTENT_TYPE = 'application/json; charset=utf-8';

/** What clients accept that want nothing else. */
const ACCEPTED = new Set<unknown>([undefined, '*/*', 'application/json']);

/** Answers GraphQL over HTTP at `/graphql`, with a context for each request. */
export function serveGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<RequestContext>,
  shortcut: Shortcut,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => RequestContext,
): void {
  app.route({
    // Apollo refuses OPTIONS itself, and says what is allowed.
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) => {
      const { method, headers } = request;
      if (method === 'POST' && ACCEPTED.has(headers.accept) && headers[EXPLAIN] === undefined) {
        const answer = await shortcut.answer(request.body, languagesOf(headers['accept-language']));
        if (answer !== null) return reply.header('content-type', CONTENT_TYPE).send(answer);
      }
      const context = contextOf(request, reply);
      const asked = method === 'GET' ? request.query : request.body;
      const { query } = (asked ?? {}) as { readonly query?: unknown };
      if (typeof query === 'string') scanDocument(query);
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: requestOf(request),
        context: async () => context,
      });
      for (const [name, value] of answer.headers) reply.header(name, value);
      // Only `@defer` and `@stream`, which the schema does not have, are answered in parts.
      return reply
        .code(answer.status ?? 200)
        .send(answer.body.kind === 'complete' ? answer.body.string : null);
    },
  });
}

function requestOf({ method, raw, body }: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const url = raw.url ?? '';
  const search = url.indexOf('?');
  return { method, headers, body, search: search < 0 ? '' : url.slice(search) };
}
