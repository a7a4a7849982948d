import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Lang } from '../domain/values/lang.js';
import type { Planner } from '../planner/planner.js';
import type { Reader } from '../store/store.js';
import { coerceVariables } from './inputs.js';
import { runPrepared, writeWhole } from './whole.js';

/** An operation that has been parsed and found valid. */
interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** How many operations are remembered, and how long their text may be together. */
const REMEMBERED = { max: 1000, maxSize: 8 * 1024 * 1024 };

/** The members of a body that say all there is to say. */
const MEMBERS = new Set(['query', 'operationName', 'variables']);

/**
 * The short way of questions that are over in an instant and whose text Apollo has let through before: for a record by
 * its key, the way through Apollo takes several times as long as the database. Answers are the same to the byte, since
 * they come from the same statements; and whatever is not plain, errors above all, goes the long way.
 */
export class Shortcut {
  private readonly known = new LRUCache<string, KnownOperation>({
    ...REMEMBERED,
    sizeCalculation: (_, { length }) => length,
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly planner: Planner,
    private readonly reader: Reader,
  ) {}

  /** Remembers an operation that Apollo has parsed and validated, under the words in which it was asked. */
  learn(query: string, operationName: string | undefined, operation: KnownOperation): void {
    this.known.set(keyOf(query, operationName), operation);
  }

  /** The body of the answer to the body of a request, or null when that has to go the long way. */
  async answer(body: unknown, langs: readonly Lang[]): Promise<string | Buffer | null> {
    if (!isPlain(body)) return null;
    const known = this.known.get(keyOf(body.query, body.operationName));
    if (!known) return null;
    try {
      const variables = coerceVariables(this.schema, known.operation, body.variables ?? {});
      const prepared = this.planner.prepare({ ...known, variables, langs, typed: false });
      if (!prepared.complete || !prepared.light) return null;
      return writeWhole(await runPrepared(prepared, this.reader, {}), null);
    } catch {
      // It fails once more on the long way, where errors are worded and logged.
      return null;
    }
  }
}

interface PlainBody {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

function isPlain(body: unknown): body is PlainBody {
  if (typeof body !== 'object' || body === null) return false;
  for (const name of Object.keys(body)) if (!MEMBERS.has(name)) return false;
  const { query, operationName, variables } = body as Record<string, unknown>;
  return (
    typeof query === 'string' &&
    (operationName === undefined || typeof operationName === 'string') &&
    (variables === undefined || (typeof variables === 'object' && !Array.isArray(variables)))
  );
}

function keyOf(query: string, operationName: string | undefined): string {
  return operationName === undefined ? query : `${operationName}\n${query}`;
}
