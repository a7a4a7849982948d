import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import type { Lang } from '../domain/values/lang.js';
import type { Answers } from '../graph/resolve.js';
import type { Planner, Prepared } from '../planner/planner.js';
import type { AnswerText, Reader, ReadOptions } from '../store/store.js';
import { withStatus } from './errors.js';
import type { Explanation } from './explain.js';
import { coerceVariables } from './inputs.js';

/** What goes with a request through Apollo. */
export interface RequestContext extends Answers {
  readonly langs: readonly Lang[];
  /** Who waits for the answer. */
  readonly asker: ReadOptions;
  /** What will be told of how the answer came about, when that is asked. */
  readonly explanation: Explanation | null;
  readonly answers: Map<string, unknown>;
  /** The whole answer, when the database gave it. */
  whole: WholeAnswer | null;
}

/** The `data` of a response as JSON text, in parts, to be sent as it is. */
class WholeAnswer {
  constructor(readonly parts: readonly AnswerText[]) {}
}

/** The context of a request that has not been answered. */
export function newContext(
  langs: readonly Lang[],
  asker: ReadOptions,
  explanation: Explanation | null,
): RequestContext {
  return { langs, asker, explanation, answers: new Map(), whole: null };
}

/** Answers operations by the planner: the database's JSON is sent untouched, or walked by graphql-js where it must be. */
export function answering(
  schema: GraphQLSchema,
  planner: Planner,
  reader: Reader,
  walk: boolean,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { explanation } }) {
      return {
        ...explanation?.listener,
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
  contextValue.explanation?.ends('parse');
  const question = { source: source ?? '', document, operation, variables, langs: contextValue.langs };
  let prepared = planner.prepare({ ...question, typed: false });
  const isWhole = prepared.complete && !walk;
  if (!isWhole) prepared = planner.prepare({ ...question, typed: true });
  contextValue.explanation?.ends('plan');
  const texts = await run(prepared, reader, contextValue.asker);
  contextValue.explanation?.ends('run');
  if (isWhole) {
    const parts = texts.flatMap(([key, json], index) => [`${index === 0 ? '{' : ','}"${key}":`, json]);
    contextValue.whole = new WholeAnswer([...parts, '}']);
  } else {
    for (const [key, json] of texts) contextValue.answers.set(key, JSON.parse(json.toString()));
  }
  await contextValue.explanation?.explain(prepared, reader, contextValue.asker);
}

async function run(
  { roots }: Prepared,
  reader: Reader,
  asker: ReadOptions,
): Promise<[key: string, json: AnswerText][]> {
  const statements = roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
  const answers = statements.length > 0 ? [...(await reader.read(statements, asker))] : [];
  return roots.map((root) => [root.key, 'json' in root ? root.json : (answers.shift() ?? 'null')]);
}

/** Writes a response: what the database answered goes in as it is, as bytes when it is long. */
export function stringify(result: FormattedExecutionResult): string {
  const data: unknown = result.data;
  if (!(data instanceof WholeAnswer)) return `${JSON.stringify(result)}\n`;
  const extensions = result.extensions ? `,"extensions":${JSON.stringify(result.extensions)}` : '';
  const parts = ['{"data":', ...data.parts, `${extensions}}\n`];
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  // Apollo hands on what it is given, and Fastify sends bytes as readily as a string.
  return bytes as unknown as string;
}
