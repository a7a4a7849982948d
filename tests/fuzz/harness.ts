import {
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { Lang } from '../../src/domain/values/lang.js';
import { keyColumn, type Model } from '../../src/model/model.js';
import type { Planner } from '../../src/planner/planner.js';
import { coerceVariables } from '../../src/server/inputs.js';
import type { Chance } from './chance.js';
import { dress, type Dressed } from './dress.js';
import { Evaluator } from './evaluator.js';
import { knowBuckets } from './groups.js';
import type { CursorPage, Cursors, Place, Question } from './question.js';
import type { Reading } from './reading.js';
import type { World } from './world.js';

/** What differs: the document, what the planner's statement answered, and what the naive evaluator did. */
export interface Difference {
  readonly source: string;
  readonly answered: string;
  readonly expected: string;
  /** The other words in which it was asked, when only those are answered otherwise. */
  readonly dressed?: Dressed;
}

/** One in so many documents is validated. */
const VALIDATED = 20;

const LANGS: readonly string[] = [Lang.EN, Lang.AR, Lang.FR];
const NO_CURSORS: Cursors = { places: new Map(), texts: new Map() };

/** Gives the `data` of an answer as text, and throws where there is an error. */
export type Ask = (words: Words) => Promise<string>;

/** A document whose cursors are known, so that it can be asked. */
export interface Askable {
  readonly source: string;
  readonly langs: readonly string[];
  readonly cursors: Cursors;
}

/** Asks a registry, and a world by the naive evaluator. */
export class Harness {
  private readonly evaluator: Evaluator;
  private asked = 0;

  constructor(
    model: Model,
    private readonly schema: GraphQLSchema,
    private readonly world: World,
    private readonly ask: Ask,
  ) {
    this.evaluator = new Evaluator(world);
    const values = [...model.kinds.values()].flatMap((kind) => world.of(kind).flatMap(Object.values));
    knowBuckets([...new Set(values.map(String).filter((value) => /^\d{4}-\d{2}-\d{2}$/.test(value)))]);
  }

  /** The answer of the planner's statements, as text. Throws when the document is not valid. */
  async answer(
    source: string,
    { langs = LANGS, variables = {} }: { langs?: readonly string[]; variables?: Dressed['variables'] } = {},
  ): Promise<string> {
    const document = parsed(source);
    this.asked += 1;
    // The generator is what is validated here: a sample of its documents is enough, for it takes its time.
    const [problem] = this.asked % VALIDATED === 0 ? validate(this.schema, document) : [];
    if (problem) throw new GraphQLError(`${problem.message}\n${source}`);
    return this.ask({ source, document, langs, variables });
  }

  /** Fetches the cursors that a document needs, and puts them into it. */
  async askable({ source, pages, langs }: Question): Promise<Askable> {
    if (pages.length === 0) return { source, langs, cursors: NO_CURSORS };
    const places = new Map<string, Place>();
    const texts = new Map<string, string>();
    let written = source;
    for (const [index, page] of pages.entries()) {
      const cursors = await this.cursorsOf(page, langs);
      for (const [text, place] of cursors) {
        places.set(text, place);
        if (place.type === 'record') texts.set(String(place.row.id), text);
      }
      const list = [...cursors.keys()];
      written = written.replaceAll(new RegExp(`"@${index}:(\\d+)"`, 'g'), (_, position: string) => {
        const cursor = list[Number(position)];
        return cursor === undefined ? 'null' : `"${cursor}"`;
      });
    }
    return { source: written, langs, cursors: { places, texts } };
  }

  /** The difference between both answers, if there is any; by chance asked in other words. */
  async check(asked: Askable, chance?: Chance): Promise<Difference | null> {
    const { source, langs, cursors } = asked;
    const document = parsed(source);
    const dressed = chance ? dress(this.schema, document, chance, this.world.moment) : undefined;
    // The database works while the evaluator does.
    const answering = this.answer(dressed?.source ?? source, {
      langs,
      ...(dressed ? { variables: dressed.variables } : {}),
    }).catch(String);
    const expected = this.expected(document, langs, cursors);
    const answered = await answering;
    if (isSame(answered, expected)) return null;
    if (!dressed) return { source, answered, expected };
    return (await this.check(asked)) ?? { source, answered, expected, dressed };
  }

  /** What the naive evaluator answers. */
  expected(document: DocumentNode, langs: readonly string[], cursors: Cursors): string {
    try {
      return JSON.stringify(this.evaluator.answer(document, langs, cursors));
    } catch (error) {
      return String((error as Error).stack);
    }
  }

  private async cursorsOf(page: CursorPage, langs: readonly string[]): Promise<Map<string, Place>> {
    if (page.type === 'groups') {
      const { page: answer } = JSON.parse(await this.answer(page.source, { langs }));
      const cursor = answer.groups.pageInfo.endCursor;
      return new Map(cursor === null ? [] : [[cursor, { type: 'groups', count: page.count }]]);
    }
    const { kind, order } = page;
    const args = order === '' ? 'first: 1000' : `orderBy: [${order}], first: 1000`;
    const source = `{ page: ${kind.plural}(${args}) { edges { cursor node { ${kind.key} } } } }`;
    const { edges } = JSON.parse(await this.answer(source, { langs })).page;
    const rows = new Map(this.world.of(kind).map((row) => [row[keyColumn(kind).column], row]));
    return new Map(
      edges.map(({ cursor, node }: { cursor: string; node: Record<string, string> }) => [
        cursor,
        { type: 'record', kind, row: rows.get(node[kind.key] ?? '') },
      ]),
    );
  }
}

/** A document that is asked, as it is sent. */
export interface Words {
  readonly source: string;
  readonly document: DocumentNode;
  readonly langs: readonly string[];
  readonly variables: Dressed['variables'];
}

/** Asks a database by the statements of a planner. */
export async function askPlanner(
  planner: Pick<Planner, 'prepare'>,
  schema: GraphQLSchema,
  reading: Reading,
  { document, langs, variables }: Words,
): Promise<string> {
  const operation = document.definitions[0] as OperationDefinitionNode;
  const { roots } = planner.prepare({
    document,
    operation,
    variables: coerceVariables(schema, operation, variables),
    langs: langs as Lang[],
    typed: false,
  });
  const statements = roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
  const texts = [...(await reading.read(statements))];
  return `{${roots.map((root) => `"${root.key}":${'json' in root ? root.json : texts.shift()}`).join(',')}}`;
}

/**
 * Answers are compared as text: keys must be in order, and decimals as short as can be. Only SQLite's way of writing a
 * whole floating-point number is let pass.
 */
export function isSame(answered: string, expected: string): boolean {
  return answered === expected || answered.replaceAll(/(\d)\.0(?=[,}\]])/g, '$1') === expected;
}

function parsed(source: string): DocumentNode {
  try {
    return parse(source);
  } catch (error) {
    throw new Error(`This is no document: ${source}`, { cause: error });
  }
}
