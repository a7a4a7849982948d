import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Lang } from '../domain/values/lang.js';
import { sizeOf, type Planner, type Prepared } from '../planner/planner.js';
import type { AnswerText, Reader, ReadOptions } from '../store/store.js';
import { coerceVariables } from './inputs.js';
import { parseJson } from './scan.js';
import { runNow, runPrepared, writeWhole } from './whole.js';

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
 * The short way of questions whose text Apollo has let through before: for a record by its key, the way through Apollo
 * takes several times as long as the database. Answers are the same to the byte, since they come from the same
 * statements; and whatever is not plain, errors above all, goes the long way.
 */
export class Shortcut {
  private readonly known = new LRUCache<string, KnownOperation>({
    ...REMEMBERED,
    sizeCalculation: (_, { length }) => length,
  });
  /** What bodies ask, by their text: dashboards send the same all day. */
  private readonly asked = new LRUCache<string, Asked>({
    ...REMEMBERED,
    sizeCalculation: ({ prepared }, { length }) => length + sizeOf(prepared),
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

  /**
   * The body of the answer to the body of a request: at once where the database is so near, or soon. Null when the
   * request has to go the long way; there the reason of a rejection is worded and logged as well.
   */
  answer(
    body: string,
    langs: readonly Lang[],
    asker: () => ReadOptions,
  ): AnswerText | Promise<AnswerText> | null {
    try {
      let asked = this.asked.get(body);
      if (asked?.langs !== langs) {
        asked = this.read(body, langs);
        if (!asked) return null;
        this.asked.set(body, asked);
      }
      const { prepared } = asked;
      const texts = runNow(prepared, this.reader);
      if (texts) return writeWhole(texts, null);
      return runPrepared(prepared, this.reader, asker()).then((texts) => writeWhole(texts, null));
    } catch {
      // It fails once more on the long way, where errors are worded and logged.
      return null;
    }
  }

  /** What a body asks, when its operation is known and there is nothing else in it. Throws when it cannot be read. */
  private read(text: string, langs: readonly Lang[]): Asked | undefined {
    const body = parseJson(text);
    if (!isPlain(body)) return undefined;
    const known = this.known.get(keyOf(body.query, body.operationName));
    if (!known) return undefined;
    const variables = coerceVariables(this.schema, known.operation, body.variables ?? {});
    const prepared = this.planner.prepare({ ...known, variables, langs, typed: false });
    // Who reads personal details is recorded, and that is done on the long way.
    const isPlainRead = prepared.complete && prepared.restricted.length === 0;
    return isPlainRead ? { langs, prepared } : undefined;
  }
}

/** What a body asks in some languages. */
interface Asked {
  readonly langs: readonly Lang[];
  readonly prepared: Prepared;
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
