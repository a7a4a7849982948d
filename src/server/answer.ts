import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError, type FormattedExecutionResult, type GraphQLSchema } from 'graphql';
import type { Lang } from '../domain/values/lang.js';
import type { Answers } from '../graph/resolve.js';
import { ErrorCode } from '../model/errors.js';
import type { Planner, Prepared } from '../planner/planner.js';
import type { Reader } from '../store/store.js';
import { coerceVariables } from './inputs.js';

/** What goes with a request through Apollo. */
export interface RequestContext extends Answers {
  readonly langs: readonly Lang[];
  readonly answers: Map<string, unknown>;
  /** The whole answer, when the database gave it. */
  whole: WholeAnswer | null;
}

/** The `data` of a response as JSON text, to be sent as it is. */
class WholeAnswer {
  constructor(readonly json: string) {}
}

/** The context of a request that has not been answered. */
export function newContext(langs: readonly Lang[]): RequestContext {
  return { langs, answers: new Map(), whole: null };
}

/** Answers operations by the planner: the database's JSON is sent untouched, or walked by graphql-js where it must be. */
export function answering(
  schema: GraphQLSchema,
  planner: Planner,
  reader: Reader,
  walk: boolean,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation(context) {
          try {
            await answer(schema, planner, reader, walk, context);
          } catch (error) {
            throw withStatus(error);
          }
        },
        async responseForOperation({ contextValue }) {
          if (!contextValue.whole) return null;
          const http = { headers: new Map() as never, status: undefined };
          return { http, body: { kind: 'single', singleResult: { data: contextValue.whole as never } } };
        },
      };
    },
  };
}

async function answer(
  schema: GraphQLSchema,
  planner: Planner,
  reader: Reader,
  walk: boolean,
  { contextValue, operation, document, request, source }: GraphQLRequestContext<RequestContext>,
): Promise<void> {
  if (!operation || !document || operation.operation !== 'query') return;
  const variables = coerceVariables(schema, operation, request.variables ?? {});
  const question = { source: source ?? '', document, operation, variables, langs: contextValue.langs };
  let prepared = planner.prepare({ ...question, typed: false });
  const isWhole = prepared.complete && !walk;
  if (!isWhole) prepared = planner.prepare({ ...question, typed: true });
  const texts = await run(prepared, reader);
  if (isWhole) {
    contextValue.whole = new WholeAnswer(`{${texts.map(([key, json]) => `"${key}":${json}`).join(',')}}`);
  } else {
    for (const [key, json] of texts) contextValue.answers.set(key, JSON.parse(json));
  }
}

async function run({ roots }: Prepared, reader: Reader): Promise<[key: string, json: string][]> {
  const statements = roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
  const answers = statements.length > 0 ? [...(await reader.read(statements))] : [];
  return roots.map((root) => [root.key, 'json' in root ? root.json : (answers.shift() ?? 'null')]);
}

/** Apollo answers 500 to errors of this phase unless told otherwise. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || error.extensions.code !== ErrorCode.BAD_USER_INPUT) return error;
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: { ...error.extensions, http: { status: 400 } },
  });
}

/** Writes a response: what the database answered goes in as it is. */
export function stringify(result: FormattedExecutionResult): string {
  const data: unknown = result.data;
  return data instanceof WholeAnswer ? `{"data":${data.json}}\n` : `${JSON.stringify(result)}\n`;
}
