import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import type { Identity } from '../access/identity.js';
import type { Journal } from '../access/journal.js';
import type { Lang } from '../domain/values/lang.js';
import type { Comparing } from '../graph/compare.js';
import type { Changing } from '../graph/mutations.js';
import type { Answers } from '../graph/resolve.js';
import type { Planner } from '../planner/planner.js';
import type { Reader, ReadOptions } from '../store/store.js';
import type { Comparer } from './comparer.js';
import { withStatus } from './errors.js';
import type { Explanation } from './explain.js';
import { coerceVariables } from './inputs.js';
import type { Shortcut } from './shortcut.js';
import type { Writer } from './writer.js';
import { runPrepared, writeWhole, type AnswerTexts } from './whole.js';

/** What goes with a request through Apollo. */
export interface RequestContext extends Answers, Changing, Comparing {
  readonly langs: readonly Lang[];
  /** Who asks. */
  readonly identity: Identity;
  /** Who waits for the answer. */
  readonly asker: ReadOptions;
  /** Why the short way has failed, where it was tried; undefined where it was not. */
  readonly failure: unknown;
  /** What will be told of how the answer came about, when that is asked. */
  readonly explanation: Explanation | null;
  readonly answers: Map<string, unknown>;
  /** The whole answer, when the database gave it. */
  whole: WholeAnswer | null;
}

/** The `data` of a response as JSON text, to be sent as it is. */
class WholeAnswer {
  constructor(readonly texts: AnswerTexts) {}
}

/** The context of a request that has not been answered. */
export function newContext(
  asked: Pick<RequestContext, 'langs' | 'identity' | 'asker' | 'explanation' | 'failure'>,
  { writer, comparer }: { readonly writer: Writer; readonly comparer: Comparer },
): RequestContext {
  const context: RequestContext = {
    ...asked,
    answers: new Map(),
    whole: null,
    change: (call, info) => writer.change(call, context, info),
    erase: (call, info) => writer.erase(call, context, info),
    publish: (call, info) => writer.publish(call, context, info),
    compare: (call, info) => comparer.compare(call, context, info),
  };
  return context;
}

/** What it takes to answer. */
export interface Answering {
  readonly schema: GraphQLSchema;
  readonly planner: Planner;
  readonly reader: Reader;
  /** Learns what may go the short way. */
  readonly shortcut: Shortcut;
  /** Is told who reads personal details. */
  readonly journal: Journal;
  /** True to have graphql-js walk every answer. */
  readonly walk: boolean;
}

/** Answers operations by the planner: the database's JSON is sent untouched, or walked by graphql-js where it must be. */
export function answering(means: Answering): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { explanation } }) {
      return {
        ...explanation?.listener,
        async didResolveOperation(context) {
          try {
            await answer(means, context);
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
  { schema, planner, reader, shortcut, journal, walk }: Answering,
  { contextValue, operation, document, request, source }: GraphQLRequestContext<RequestContext>,
): Promise<void> {
  if (!operation || !document) return;
  if (contextValue.failure !== undefined) throw contextValue.failure;
  const variables = coerceVariables(schema, operation, request.variables ?? {});
  // What is written is read afterwards, by its resolver.
  if (operation.operation !== 'query') return;
  contextValue.explanation?.ends('parse');
  const question = { document, operation, variables, langs: contextValue.langs };
  let prepared = planner.prepare({ ...question, typed: false });
  const isWhole = prepared.complete && !walk;
  if (!isWhole) prepared = planner.prepare({ ...question, typed: true });
  contextValue.explanation?.ends('plan');
  if (prepared.restricted.length > 0) {
    journal.restrictedRead(contextValue.identity.name, prepared.restricted);
  }
  const texts = await runPrepared(prepared, reader, contextValue.asker);
  contextValue.explanation?.ends('run');
  if (isWhole) {
    contextValue.whole = new WholeAnswer(texts);
    shortcut.learn(source ?? '', request.operationName, { document, operation });
  } else {
    for (const [key, json] of texts) contextValue.answers.set(key, JSON.parse(json.toString()));
  }
  await contextValue.explanation?.explain(prepared, reader, contextValue.asker);
}

/** Writes a response: what the database answered goes in as it is. */
export function stringify(result: FormattedExecutionResult): string {
  const data: unknown = result.data;
  if (!(data instanceof WholeAnswer)) return `${JSON.stringify(result)}\n`;
  // Apollo hands on what it is given, and Fastify sends bytes as readily as a string.
  return writeWhole(data.texts, result.extensions) as string;
}
