import {
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Lang } from '../domain/values/lang.js';
import type { InputPath } from '../model/errors.js';
import type { Model } from '../model/model.js';
import { compileRoot, literalAnswer } from './compile-root.js';
import type { Dialect } from './dialects/dialect.js';
import { planNode, planOperation } from './operation-plan.js';
import type { RootPlan } from './plan.js';
import { isLight, rowsOfRoot } from './light.js';
import { compileTouching, Reads } from './reads.js';
import { Compilation } from './row.js';
import { collect, type Planning } from './selection.js';
import { statementOf, VariableText, type Statement } from './sql.js';

/** An operation ready to be run: for each root field either its answer or the statement that gives it. */
export interface Prepared {
  readonly roots: readonly PreparedRoot[];
  /** True when the statements' text is the whole answer. */
  readonly complete: boolean;
  /** The restricted fields that it reads, such as `Person.email`, whatever for. */
  readonly restricted: readonly string[];
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

/** A query that can be run as of any moment. */
export interface Dated extends Pick<Prepared, 'complete' | 'restricted'> {
  /** Its statements as of a moment, as history writes moments. */
  at(moment: string): Prepared;
  /**
   * The statement that tells which change sets can have changed its answer, after one moment and up to another, in their
   * order: a list of their ids, each with its moment.
   */
  touching(after: string, upTo: string): Prepared;
}

/** What the moment of a dated query is known by among its variables; no variable has such a name. */
const MOMENT = '#moment';

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

/** An operation by which others are known that come again. */
interface KnownOperation {
  readonly number: number;
  /** The variables that are nothing but keys of records: whatever they are, the statements are the same. Null until it was planned. */
  keys: readonly string[] | null;
}

/** Turns operations into statements, and remembers those that come again: dashboards ask the same all day. */
export class Planner {
  private readonly remembered = new LRUCache<string, Prepared>({ ...REMEMBERED, sizeCalculation: sizeOf });
  /** The operations that were asked: parsed documents are kept, and come again. */
  private readonly operations = new WeakMap<OperationDefinitionNode, KnownOperation>();
  private lastNumber = 0;

  constructor(
    private readonly model: Model,
    private readonly schema: GraphQLSchema,
    private readonly dialect: Dialect,
  ) {}

  /** The statements of an operation. Throws a BAD_USER_INPUT error, before any database is touched, when it asks for what cannot be. */
  prepare(question: Question): Prepared {
    const operation = this.known(question.operation);
    const before = this.remembered.get(keyOf(question, operation));
    if (before) return withVariables(before, question.variables);
    const { prepared, keys } = this.compile(question);
    operation.keys ??= keys;
    this.remembered.set(keyOf(question, operation), prepared);
    return withVariables(prepared, question.variables);
  }

  /**
   * The statements of the records that are selected in the result of a mutation, by the names of the fields that serve
   * them. Not remembered: what has been written is asked for once. Throws as {@link prepare} does.
   */
  prepareResult(
    question: Omit<Question, 'typed'>,
    result: { readonly type: string; readonly sets: readonly SelectionSetNode[]; readonly path: InputPath },
    ids: Readonly<Record<string, string | null>>,
  ): Prepared {
    const planning = this.planning({ ...question, typed: true });
    const roots = collect(planning, result.sets, result.type, result.path).flatMap((selected): RootPlan[] => {
      const id = ids[selected.name];
      return typeof id === 'string' ? [{ key: selected.key, value: planNode(planning, id, selected) }] : [];
    });
    return { complete: true, ...this.compileRoots(roots) };
  }

  /**
   * A query to be run as of several moments. Not remembered: what is compared is seldom compared again. Throws as
   * {@link prepare} does.
   */
  prepareAsOf(question: Question): Dated {
    const planning = this.planning(question);
    const plan = planOperation(planning, question.operation, new VariableText(MOMENT));
    const reads = new Reads();
    const prepared = { complete: plan.complete, ...this.compileRoots(plan.roots, reads) };
    return {
      complete: prepared.complete,
      restricted: prepared.restricted,
      at: (moment) => withVariables(prepared, { ...question.variables, [MOMENT]: moment }),
      touching: (after, upTo) => {
        const statement = statementOf(compileTouching(reads, this.dialect, after, upTo), this.dialect);
        const roots = [{ key: 'touching', statement: { ...statement, rows: Infinity, light: false } }];
        return { complete: true, restricted: [], roots };
      },
    };
  }

  private known(node: OperationDefinitionNode): KnownOperation {
    let operation = this.operations.get(node);
    if (!operation) {
      this.lastNumber += 1;
      operation = { number: this.lastNumber, keys: null };
      this.operations.set(node, operation);
    }
    return operation;
  }

  private compile(question: Question): {
    readonly prepared: Prepared;
    readonly keys: readonly string[];
  } {
    const planning = this.planning(question);
    const plan = planOperation(planning, question.operation);
    const prepared = { complete: plan.complete, ...this.compileRoots(plan.roots) };
    return { prepared, keys: onlyIn(planning.met.keys, question.document) };
  }

  /** What planning needs to know of an operation. */
  planning({ document, variables, langs, typed }: Question): Planning {
    const fragments: Record<string, FragmentDefinitionNode> = {};
    for (const definition of document.definitions) {
      if (definition.kind === 'FragmentDefinition') fragments[definition.name.value] = definition;
    }
    return {
      model: this.model,
      schema: this.schema,
      fragments,
      variables,
      langs,
      typed,
      met: { computed: false, keys: new Set<VariableNode>() },
    };
  }

  /** The statements of root fields that are planned already. */
  compileRoots(roots: readonly RootPlan[], reads?: Reads): Omit<Prepared, 'complete'> {
    const rows = roots.map(rowsOfRoot);
    const light = isLight(rows.reduce((sum, count) => sum + count, 0));
    const restricted = new Set<string>();
    const prepared = roots.map(({ key, value, asOf }, index): PreparedRoot => {
      const json = literalAnswer(value);
      if (json !== null) return { key, json };
      const compilation = new Compilation(this.model, this.dialect, {
        stoppable: !light,
        asOf,
        ...(reads ? { reads } : {}),
      });
      const sql = compileRoot(compilation, value);
      for (const field of compilation.restricted) restricted.add(field);
      return { key, statement: { ...statementOf(sql, this.dialect), rows: rows[index] ?? 0, light } };
    });
    return { roots: prepared, restricted: [...restricted].sort() };
  }
}

/** The variables that occur in a document nowhere but at these nodes. */
function onlyIn(nodes: ReadonlySet<VariableNode>, document: DocumentNode): string[] {
  if (nodes.size === 0) return [];
  const names = new Set([...nodes].map(({ name }) => name.value));
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      if (!nodes.has(node)) names.delete(node.name.value);
    },
  });
  return [...names];
}

/** What tells a question from others. Of keys only that they are there: a key that is null is an error. */
function keyOf({ variables, langs, typed }: Question, { number, keys }: KnownOperation): string {
  const told: Record<string, unknown> = { ...variables };
  for (const key of keys ?? []) told[key] = typeof variables[key];
  return `${number} ${typed} ${langs.join()} ${JSON.stringify(told)}`;
}

/** With the texts that variables give among the values. */
function withVariables(prepared: Prepared, variables: Question['variables']): Prepared {
  if (!prepared.roots.some(isOpen)) return prepared;
  const valueOf = (value: unknown) => (value instanceof VariableText ? variables[value.variable] : value);
  const roots = prepared.roots.map((root) =>
    'json' in root || !isOpen(root)
      ? root
      : { key: root.key, statement: { ...root.statement, values: root.statement.values.map(valueOf) } },
  );
  return { ...prepared, roots };
}

/** True when a value of the statement is yet to be given by a variable. */
function isOpen(root: PreparedRoot): boolean {
  return 'statement' in root && root.statement.values.some((value) => value instanceof VariableText);
}

/** How long the SQL of an operation is, by which whoever remembers it bounds its memory. */
export function sizeOf({ roots }: Prepared): number {
  return roots.reduce(
    (size, root) => size + ('json' in root ? root.json.length : root.statement.text.length),
    1,
  );
}
