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
import { Evaluator } from './evaluator.js';
import { knowBuckets } from './groups.js';
import type { Reading } from './reading.js';
import type { World } from './world.js';

/** What differs: the document, what the planner's statement answered, and what the naive evaluator did. */
export interface Difference {
  readonly source: string;
  readonly answered: string;
  readonly expected: string;
}

/** One in so many documents is validated. */
const VALIDATED = 20;

const READER = [Lang.EN, Lang.AR, Lang.FR];

/** Asks a database by the planner, and a world by the naive evaluator. */
export class Harness {
  private readonly planner: Planner;
  private readonly evaluator: Evaluator;
  private asked = 0;

  constructor(
    model: Model,
    private readonly schema: GraphQLSchema,
    dialect: 'sqlite' | 'postgres',
    private readonly reading: Reading,
    world: World,
  ) {
    this.planner = new Planner(model, schema, dialect === 'postgres' ? postgres : sqlite);
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
  async answer(source: string, document = parsed(source)): Promise<string> {
    this.asked += 1;
    // The generator is what is validated here: a sample of its documents is enough, for it takes its time.
    const [problem] = this.asked % VALIDATED === 0 ? validate(this.schema, document) : [];
    if (problem) throw new GraphQLError(`${problem.message}\n${source}`);
    const { roots } = this.planner.prepare({
      document,
      operation: document.definitions[0] as OperationDefinitionNode,
      variables: {},
      langs: READER,
      typed: false,
    });
    const statements = roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
    const texts = [...(await this.reading.read(statements))];
    return `{${roots.map((root) => `"${root.key}":${'json' in root ? root.json : texts.shift()}`).join(',')}}`;
  }

  /** The difference between both answers, if there is any. */
  async check(source: string, skip = 0): Promise<Difference | null> {
    const document = parsed(source);
    // The database works while the evaluator does.
    const answering = this.answer(source, document).catch(String);
    let expected: string;
    try {
      expected = this.expected(document, skip);
    } catch (error) {
      expected = String((error as Error).stack);
    }
    let answered = await answering;
    try {
      answered = JSON.stringify(JSON.parse(answered));
    } catch {
      // It is no JSON but an error; it will differ.
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
