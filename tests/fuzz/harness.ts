import {
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { Lang } from '../../src/domain/values/lang.js';
import type { Model } from '../../src/model/model.js';
import { postgres } from '../../src/planner/dialects/postgres.js';
import { sqlite } from '../../src/planner/dialects/sqlite.js';
import { Planner } from '../../src/planner/planner.js';
import type { Store } from '../../src/store/store.js';
import { Evaluator } from './evaluator.js';
import { knowBuckets } from './groups.js';
import type { World } from './world.js';

/** What differs: the document, what the planner's statement answered, and what the naive evaluator did. */
export interface Difference {
  readonly source: string;
  readonly answered: string;
  readonly expected: string;
}

const READER = [Lang.EN, Lang.AR, Lang.FR];

/** Asks a database by the planner, and a world by the naive evaluator. */
export class Harness {
  private readonly planner: Planner;
  private readonly evaluator: Evaluator;

  constructor(
    model: Model,
    private readonly schema: GraphQLSchema,
    private readonly store: Store,
    world: World,
  ) {
    this.planner = new Planner(model, schema, store.dialect === 'postgres' ? postgres : sqlite);
    this.evaluator = new Evaluator(world, READER);
    const days = [...model.kinds.values()].flatMap((kind) =>
      world
        .of(kind)
        .flatMap((row) =>
          Object.entries(row).flatMap(([, value]) =>
            /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? [String(value)] : [],
          ),
        ),
    );
    knowBuckets([...new Set(days)]);
  }

  /** The answer of the planner's statements, as text. Throws when the document is not valid. */
  async answer(source: string): Promise<string> {
    const document = parsed(source);
    const [problem] = validate(this.schema, document);
    if (problem) throw new GraphQLError(`${problem.message}\n${source}`);
    const { roots } = this.planner.prepare({
      document,
      operation: document.definitions[0] as OperationDefinitionNode,
      variables: {},
      langs: READER,
      typed: false,
    });
    const statements = roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
    const texts = [...(await this.store.read(statements))];
    return `{${roots.map((root) => `"${root.key}":${'json' in root ? root.json : texts.shift()}`).join(',')}}`;
  }

  /** The difference between both answers, if there is any. */
  async check(source: string, skip = 0): Promise<Difference | null> {
    const expected = this.expected(parsed(source), skip);
    let answered: string;
    try {
      answered = JSON.stringify(JSON.parse(await this.answer(source)));
    } catch (error) {
      answered = String(error);
    }
    return answered === expected ? null : { source, answered, expected };
  }

  private expected(document: DocumentNode, skip: number): string {
    return JSON.stringify(this.evaluator.answer(document, skip));
  }
}

function parsed(source: string): DocumentNode {
  try {
    return parse(source);
  } catch (error) {
    throw new Error(`This is no document: ${source}`, { cause: error });
  }
}
