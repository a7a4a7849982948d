import type { GraphQLRequestListener } from '@apollo/server';
import { forbidden } from '../access/errors.js';
import { isAdmin, type Identity } from '../access/identity.js';
import type { Prepared } from '../planner/planner.js';
import type { Reader, ReadOptions } from '../store/store.js';
import { badRequest } from './errors.js';

/** The header by which a request asks how its answer comes about. */
export const EXPLAIN = 'sijill-explain';

/** The steps of an answer that take time, in their order. */
type Step = 'parse' | 'plan' | 'run';

/** What is told of a root field. */
interface ExplainedRoot {
  readonly field: string;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** How many rows it reads at most by its plan; null where that depends on how many there are. */
  readonly mostRows: number | null;
  /** True when it ran at once, because the plan of the whole operation says that it cannot take long. */
  readonly light: boolean;
  /** The plan in the database's own form. */
  readonly plan: unknown;
  /** How long the database took for it. */
  readonly milliseconds: number;
}

/**
 * How an answer comes about, for `extensions.explain`: the statement of each root field with its parameters and the
 * database's plan and time, and the time of each step. It is written last, so that it can tell how long the rest took to write.
 */
export class Explanation {
  private readonly milliseconds: Record<string, number> = {};
  private last = performance.now();
  private roots: readonly ExplainedRoot[] = [];

  /** Notes that a step is over. */
  ends(step: Step | 'write'): void {
    const now = performance.now();
    this.milliseconds[step] = Math.round((now - this.last) * 1000) / 1000;
    this.last = now;
  }

  /** Asks the database for its plans and its times: for that it runs the statements once more. */
  async explain({ roots }: Prepared, reader: Reader, asker: ReadOptions): Promise<void> {
    const asked = roots.flatMap((root) => ('statement' in root ? [root] : []));
    const explanations = await reader.explain(
      asked.map(({ statement }) => statement),
      asker,
    );
    this.roots = asked.map(({ key, statement }, index) => ({
      field: key,
      sql: statement.text,
      parameters: statement.values,
      mostRows: Number.isFinite(statement.rows) ? statement.rows : null,
      light: statement.light,
      plan: explanations[index]?.plan,
      milliseconds: explanations[index]?.milliseconds ?? 0,
    }));
    this.last = performance.now();
  }

  /** Adds itself to the response. */
  readonly listener = {
    willSendResponse: async ({ response }) => {
      if (response.body.kind !== 'single') return;
      const { singleResult } = response.body;
      if (!singleResult.errors) singleResult.extensions = { ...singleResult.extensions, explain: this };
    },
  } satisfies GraphQLRequestListener<object>;

  toJSON(): object {
    this.ends('write');
    return { milliseconds: this.milliseconds, roots: this.roots };
  }
}

/**
 * True when somebody asks for an explanation. Throws a BAD_REQUEST error when the server gives none or is asked in another
 * way, and a FORBIDDEN error when they are no administrator: SQL and values tell more than answers do.
 */
export function asksToExplain(
  headers: Readonly<Record<string, unknown>>,
  identity: Identity,
  isAllowed: boolean,
): boolean {
  const value = headers[EXPLAIN];
  if (value === undefined || value === 'false') return false;
  if (value !== 'true') throw badRequest(`The header ${EXPLAIN} is \`true\` or \`false\`.`);
  if (!isAllowed) {
    throw badRequest(
      `This server does not explain its answers. Set SIJILL_EXPLAIN=1 to let it, or leave out the header ${EXPLAIN}.`,
    );
  }
  if (!isAdmin(identity)) {
    throw forbidden(
      `Answers are explained to administrators only. Send the key of one, or leave out the header ${EXPLAIN}.`,
    );
  }
  return true;
}
