import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Journal } from '../access/journal.js';
import type { CompareCall, ComparisonAnswer } from '../graph/compare.js';
import { badInput, type InputPath } from '../model/errors.js';
import { kindNamed, type Model } from '../model/model.js';
import { planComparison } from '../planner/comparison-plan.js';
import { LAST_MOMENT, momentOf } from '../planner/moment.js';
import type { RootPlan } from '../planner/plan.js';
import type { Dated, Planner, Prepared } from '../planner/planner.js';
import { collect, type Planning } from '../planner/selection.js';
import type { Reader } from '../store/store.js';
import type { RequestContext } from './answer.js';
import { ComparedAnswers } from './compared-answers.js';
import { readCompared, within, type ComparedDocument } from './compared-document.js';
import { answerFound, planFound, type Found, type ReadRecords } from './compared-records.js';
import { withStatus } from './errors.js';
import { runPrepared } from './whole.js';

/** What it takes to compare. */
interface ComparerMeans {
  readonly model: Model;
  readonly schema: GraphQLSchema;
  readonly reader: Reader;
  readonly planner: Planner;
  /** Is told who reads personal details. */
  readonly journal: Journal;
}

/**
 * Compares the answers to a document at two moments. It takes three reads at the most: the answers at both ends, with the
 * change sets between that touched what the document reads; the answers as of each of these, when it is asked which did
 * it; and the records that are selected of what was found.
 */
export class Comparer {
  constructor(private readonly means: ComparerMeans) {}

  /** Throws a BAD_USER_INPUT error when the document cannot be compared. */
  async compare(
    call: CompareCall,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<ComparisonAnswer> {
    try {
      return await this.compareInTurn(call, context, info);
    } catch (error) {
      throw withStatus(error);
    }
  }

  private async compareInTurn(
    call: CompareCall,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<ComparisonAnswer> {
    const { schema, reader, model } = this.means;
    const path = [String(info.path.key)];
    const planning = this.planningOf(info, context);
    refuseSecond(planning, info, path);
    const { told, ...span } = spanOf(call, path);
    const sets = info.fieldNodes.map(({ selectionSet }) => selectionSet);
    const selection = planComparison(planning, sets, path);
    const compared = readCompared(schema, call, path);
    const dated = within(path, () => this.dated(compared, context));
    this.note(dated, context);
    const answers = new ComparedAnswers(schema, reader, context.asker, compared, dated);
    const ends = await answers.ends(span.from, span.to);
    const causes = selection.asksWhy ? await answers.causes(ends) : null;
    const found: Found = {
      ...span,
      kind: kindNamed(model, 'ChangeSet'),
      changeSets: (causes ?? ends.touching).map(({ changeSet }) => changeSet),
      changes: ends.differences.slice(0, selection.most).map((difference) => ({
        difference,
        changeSets:
          causes?.flatMap(({ changeSet, step }) => (step.explains(difference) ? [changeSet] : [])) ?? null,
      })),
    };
    const read = await this.read(planFound(planning, selection, found), context);
    return {
      ...told,
      same: ends.differences.length === 0,
      changeCount: ends.differences.length,
      exact: causes !== null,
      selected: answerFound(selection, found, read),
    };
  }

  /** The document as of any moment; what has to be worked out in TypeScript is noted for graphql-js. */
  private dated({ document, operation, variables }: ComparedDocument, { langs }: RequestContext): Dated {
    const question = { document, operation, variables, langs };
    const dated = this.means.planner.prepareAsOf({ ...question, typed: false });
    return dated.complete ? dated : this.means.planner.prepareAsOf({ ...question, typed: true });
  }

  private planningOf(info: GraphQLResolveInfo, { langs }: RequestContext): Planning {
    const { operation, fragments, variableValues: variables } = info;
    const document = { kind: 'Document' as never, definitions: [operation, ...Object.values(fragments)] };
    return this.means.planner.planning({ document, operation, variables, langs, typed: true });
  }

  private note({ restricted }: Pick<Prepared, 'restricted'>, { identity }: RequestContext): void {
    if (restricted.length > 0) this.means.journal.restrictedRead(identity.name, restricted);
  }

  private async read(roots: readonly RootPlan[], context: RequestContext): Promise<ReadRecords> {
    const prepared = { complete: true, ...this.means.planner.compileRoots(roots) };
    this.note(prepared, context);
    const read = new Map<string, unknown[]>();
    for (const [key, json] of await runPrepared(prepared, this.means.reader, context.asker)) {
      read.set(key, [...(read.get(key) ?? []), JSON.parse(json.toString())]);
    }
    return read;
  }
}

/** The moments to compare, as history writes them and as they are told. */
function spanOf({ from, to }: CompareCall, path: InputPath) {
  const told = { from, to: to ?? new Date() };
  if (told.from > told.to) {
    throw badInput('`from` must not be after `to`, nor in the future.', [...path, 'from'], path);
  }
  return { from: momentOf(from), to: to ? momentOf(to) : LAST_MOMENT, told };
}

/** A comparison is many questions in one: a request makes one. */
function refuseSecond(planning: Planning, { operation }: GraphQLResolveInfo, path: InputPath): void {
  const roots = collect(planning, [operation.selectionSet], 'Query', []);
  if (roots.filter(({ name }) => name === 'compare').length === 1) return;
  throw badInput('A request makes one comparison. Send the others by themselves.', path);
}
