import { execute, type GraphQLSchema } from 'graphql';
import { MOST_REPLAYED } from '../graph/compare.js';
import { differencesOf, Step, type Difference } from '../graph/differences.js';
import type { Json } from '../graph/identities.js';
import type { Answers } from '../graph/resolve.js';
import type { Dated } from '../planner/planner.js';
import type { Reader, ReadOptions } from '../store/store.js';
import type { ComparedDocument } from './compared-document.js';
import { runTogether, type AnswerTexts } from './whole.js';

/** How long the answers may be together that are read to tell which change sets changed them. */
const MOST_REPLAYED_BYTES = 64 * 1024 * 1024;

/** A change set that may have changed the answer, and its moment. */
interface Touching {
  readonly changeSet: string;
  readonly moment: string;
}

/** An answer as the database gave it, and as it is compared. */
interface Answered {
  readonly texts: AnswerTexts;
  readonly json: Json;
}

/** The answers at both ends of a span, and in what they differ. */
interface Ends {
  readonly before: Answered;
  readonly after: Answered;
  readonly differences: readonly Difference[];
  /** The change sets in the span that touched what the document reads, in their order. */
  readonly touching: readonly Touching[];
}

/** A change set that changed the answer, and what of it. */
interface Cause {
  readonly changeSet: string;
  readonly step: Step;
}

/** The answers to a document as of several moments. */
export class ComparedAnswers {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly reader: Reader,
    private readonly asker: ReadOptions,
    private readonly compared: ComparedDocument,
    private readonly dated: Dated,
  ) {}

  /** The answers as of two moments, from the same snapshot. */
  async ends(from: string, to: string): Promise<Ends> {
    const asked = [this.dated.at(from), this.dated.at(to), this.dated.touching(from, to)];
    const [first = [], last = [], [found] = []] = await runTogether(asked, this.reader, this.asker);
    const sets = JSON.parse(String(found?.[1] ?? '[]')) as readonly [string, string][];
    const touching = sets.map(([changeSet, moment]): Touching => ({ changeSet, moment }));
    const before = await this.answered(first);
    const after = await this.answered(last, before);
    return { before, after, differences: differencesBetween(before, after), touching };
  }

  /**
   * Which change sets changed the answer: it is asked as of each that touched what the document reads; between them it
   * cannot have become another. Null when that would be too much.
   */
  async causes({ before, after, touching }: Ends): Promise<readonly Cause[] | null> {
    const longest = Math.max(lengthOf(before), lengthOf(after));
    if (touching.length > MOST_REPLAYED || touching.length * longest > MOST_REPLAYED_BYTES) return null;
    const between = touching.slice(0, -1).map(({ moment }) => this.dated.at(moment));
    const texts = await runTogether(between, this.reader, this.asker);
    const causes: Cause[] = [];
    let previous = before;
    for (const [index, { changeSet }] of touching.entries()) {
      const own = texts[index];
      // After the last one nothing changed any more.
      const next = own ? await this.answered(own, previous) : after;
      const differences = differencesBetween(previous, next);
      if (differences.length > 0) causes.push({ changeSet, step: new Step(differences) });
      previous = next;
    }
    return causes;
  }

  /** An answer; where its text is that of another, that one. */
  private async answered(texts: AnswerTexts, other?: Answered): Promise<Answered> {
    if (other && isSame(texts, other.texts)) return other;
    const members = texts.map(([key, json]) => [key, JSON.parse(json.toString()) as Json] as const);
    if (this.dated.complete) return { texts, json: Object.fromEntries(members) };
    return { texts, json: await this.walked({ answers: new Map<string, unknown>(members) }) };
  }

  /** The answer with what is worked out in TypeScript. */
  private async walked(answers: Answers): Promise<Json> {
    const { document, given } = this.compared;
    const { schema } = this;
    const { data, errors } = await execute({
      schema,
      document,
      contextValue: answers,
      variableValues: given,
    });
    if (errors?.[0]) throw errors[0];
    return JSON.parse(JSON.stringify(data)) as Json;
  }
}

function differencesBetween(before: Answered, after: Answered): Difference[] {
  return before === after ? [] : differencesOf(before.json, after.json);
}

function lengthOf({ texts }: Answered): number {
  return texts.reduce((sum, [, { length }]) => sum + length, 0);
}

function isSame(one: AnswerTexts, other: AnswerTexts): boolean {
  return one.every(([, text], index) => {
    const against = other[index]?.[1];
    if (typeof text === 'string' || typeof against === 'string' || against === undefined)
      return text === against;
    return text.equals(against);
  });
}
