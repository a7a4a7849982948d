import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Journal } from '../access/journal.js';
import type { Model } from '../model/model.js';
import { Planner } from '../planner/planner.js';
import { postgres } from '../planner/dialects/postgres.js';
import { sqlite } from '../planner/dialects/sqlite.js';
import type { Store } from '../store/store.js';
import { answering, stringify, type RequestContext } from './answer.js';
import { Comparer } from './comparer.js';
import { errorFormatter } from './errors.js';
import type { Answerer } from './front.js';
import { WellFormedTextRule } from './inputs.js';
import { LIMITS } from './scan.js';
import { Shortcut } from './shortcut.js';
import { Writer } from './writer.js';

/** What every view answers by. */
export interface ViewMeans {
  readonly store: Store;
  readonly journal: Journal;
  readonly log: FastifyBaseLogger;
  /** Numbers of published summary tables below this are not told. */
  readonly suppressBelow: number;
  /** True to have graphql-js walk every answer. */
  readonly walk: boolean;
}

/** What answers those who see a model: on the long way, and on the short one. */
export interface OpenView {
  readonly apollo: ApolloServer<RequestContext>;
  readonly answerer: Answerer;
  readonly writer: Writer;
  readonly comparer: Comparer;
}

/**
 * What answers those who see a model. Everything that a view remembers — documents, plans, statements, persisted queries —
 * is its own: what was made for one view is never found by another.
 */
export async function openView(
  model: Model,
  schema: GraphQLSchema,
  { store, journal, log, walk, suppressBelow }: ViewMeans,
): Promise<OpenView> {
  const planner = new Planner(model, schema, store.dialect === 'postgres' ? postgres : sqlite);
  const shortcut = new Shortcut(schema, planner, store);
  const apollo = new ApolloServer<RequestContext>({
    schema,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    introspection: true,
    persistedQueries: { ttl: 900 },
    cache: 'bounded',
    maxRecursiveSelections: LIMITS.selections,
    validationRules: [WellFormedTextRule],
    formatError: errorFormatter(schema, log),
    stringifyResult: stringify,
    logger: log as never,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      answering({ schema, planner, reader: store, shortcut, journal, walk }),
    ],
  });
  await apollo.start();
  const writer = new Writer(model, store, planner, journal, suppressBelow);
  const comparer = new Comparer({ model, schema, reader: store, planner, journal });
  return { apollo, writer, comparer, answerer: (body, langs, asker) => shortcut.answer(body, langs, asker) };
}
