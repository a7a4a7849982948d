import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from './answer.js';
import { badRequest } from './errors.js';
import { scanDocument } from './scan.js';

/** What answers a request, and what is known of who sent it. */
export interface Endpoint {
  readonly apollo: ApolloServer<RequestContext>;
  readonly context: RequestContext;
}

/** Names under which clients send credentials in addresses, where logs and histories keep them. */
const CREDENTIALS = ['access_token', 'api_key', 'apikey', 'authorization', 'key', 'token'];

/** Answers GraphQL over HTTP at `/graphql`: by what answers whoever asks, with a context for each request. */
export function serveGraphql(
  app: FastifyInstance,
  endpointOf: (request: FastifyRequest, reply: FastifyReply) => Promise<Endpoint>,
): void {
  app.route({
    // Apollo refuses OPTIONS itself, and says what is allowed.
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) => {
      const inAddress = Object.keys(request.query as object).map((name) => name.toLowerCase());
      if (CREDENTIALS.some((name) => inAddress.includes(name))) {
        throw badRequest('Credentials are sent in the header `Authorization`, never in the address.');
      }
      const { apollo, context } = await endpointOf(request, reply);
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
