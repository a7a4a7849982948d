import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Lang } from '../domain/values/lang.js';
import type { Model } from '../model/model.js';
import { compileRoot, literalAnswer } from './compile-root.js';
import type { Dialect } from './dialects/dialect.js';
import { planOperation } from './operation-plan.js';
import { isLight, rowsOfRoot } from './light.js';
import { Compilation } from './row.js';
import { statementOf, type Statement } from './sql.js';

/** An operation ready to be run: for each root field either its answer or the statement that gives it. */
export interface Prepared {
  readonly roots: readonly PreparedRoot[];
  /** True when the statements' text is the whole answer. */
  readonly complete: boolean;
  /** True when it is over in an instant, whatever the registry holds. */
  readonly light: boolean;
}

export type PreparedRoot =
  | { readonly key: string; readonly json: string }
  | { readonly key: string; readonly statement: PreparedStatement };

/** A statement, and what is known of it before it runs. */
export interface PreparedStatement extends Statement {
  /** How many rows it reads at most, or Infinity where that depends on how many there are. */
  readonly rows: number;
  /** True when it is over in an instant, so that it needs neither a turn nor a way to be stopped. */
  readonly light: boolean;
}

/** What is asked: the parsed and validated document, coerced variables, and the reader's languages. */
export interface Question {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly langs: readonly Lang[];
  /** True when graphql-js will walk the answer. */
  readonly typed: boolean;
}

/** How many prepared operations are remembered, and how long their SQL may be together. */
const REMEMBERED = { max: 1000, maxSize: 64 * 1024 * 1024 };

/** Turns operations into statements, and remembers those that come again: dashboards ask the same all day. */
export class Planner {
  private readonly remembered = new LRUCache<string, Prepared>({ ...REMEMBERED, sizeCalculation: sizeOf });
  /** Numbers of the operations that were asked: parsed documents are kept, and come again. */
  private readonly numbers = new WeakMap<OperationDefinitionNode, number>();
  private lastNumber = 0;

  constructor(
    private readonly model: Model,
    private readonly schema: GraphQLSchema,
    private readonly dialect: Dialect,
  ) {}

  /** The statements of an operation. Throws a BAD_USER_INPUT error, before any database is touched, when it asks for what cannot be. */
  prepare(question: Question): Prepared {
    const { operation, variables, langs, typed } = question;
    const given = operation.variableDefinitions?.length ? JSON.stringify(variables) : '';
    const key = `${this.numberOf(operation)} ${typed} ${langs.join()} ${given}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const prepared = this.compile(question);
    this.remembered.set(key, prepared);
    return prepared;
  }

  private numberOf(operation: OperationDefinitionNode): number {
    let number = this.numbers.get(operation);
    if (number === undefined) {
      this.lastNumber += 1;
      number = this.lastNumber;
      this.numbers.set(operation, number);
    }
    return number;
  }

  private compile({ document, operation, variables, langs, typed }: Question): Prepared {
    const fragments: Record<string, FragmentDefinitionNode> = {};
    for (const definition of document.definitions) {
      if (definition.kind === 'FragmentDefinition') fragments[definition.name.value] = definition;
    }
    const planning = {
      model: this.model,
      schema: this.schema,
      fragments,
      variables,
      langs,
      typed,
      met: { computed: false },
    };
    const plan = planOperation(planning, operation);
    const rows = plan.roots.map(({ value }) => rowsOfRoot(value));
    const light = isLight(rows.reduce((sum, count) => sum + count, 0));
    return {
      complete: plan.complete,
      light,
      roots: plan.roots.map(({ key, value }, index): PreparedRoot => {
        const json = literalAnswer(value);
        if (json !== null) return { key, json };
        const sql = compileRoot(new Compilation(this.model, this.dialect, { stoppable: !light }), value);
        return { key, statement: { ...statementOf(sql, this.dialect), rows: rows[index] ?? 0, light } };
      }),
    };
  }
}

function sizeOf({ roots }: Prepared): number {
  return roots.reduce(
    (size, root) => size + ('json' in root ? root.json.length : root.statement.text.length),
    1,
  );
}
