import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from './answer.js';
import { scanDocument } from './scan.js';

/** Answers GraphQL over HTTP at `/graphql`, with a context for each request. */
export function serveGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<RequestContext>,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => RequestContext,
): void {
  app.route({
    // Apollo refuses OPTIONS itself, and says what is allowed.
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) => {
      const context = contextOf(request, reply);
      const asked = request.method === 'GET' ? request.query : request.body;
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
