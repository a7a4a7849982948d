import type { GraphQLResolveInfo } from 'graphql';
import { isAdmin, mayWrite } from '../access/identity.js';
import type { Journal } from '../access/journal.js';
import { applyChanges } from '../changes/apply.js';
import { erasePerson } from '../changes/erase.js';
import { areGiven, type Applied } from '../changes/operation.js';
import type { Lang } from '../domain/values/lang.js';
import type { ChangeAnswer } from '../graph/change-result.js';
import type { ChangeCall, ErasureCall, PublicationCall } from '../graph/mutations.js';
import { forbidden } from '../model/errors.js';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import type { Planner } from '../planner/planner.js';
import type { Store } from '../store/store.js';
import type { RequestContext } from './answer.js';
import { withStatus } from './errors.js';
import { runPrepared } from './whole.js';

/** Makes the change sets that mutations ask for, and reads what their results select by the planner. */
export class Writer {
  constructor(
    private readonly model: Model,
    private readonly store: Store,
    private readonly planner: Planner,
    private readonly journal: Journal,
    /** Numbers of summary tables that are not told. */
    private readonly suppressBelow: number,
  ) {}

  /** Throws a FORBIDDEN error when the caller may not write, and a BAD_USER_INPUT error when the result cannot be selected so. */
  async change(call: ChangeCall, context: RequestContext, info: GraphQLResolveInfo): Promise<ChangeAnswer> {
    if (!mayWrite(context.identity)) throw forbidden();
    const { operations } = call;
    const [first] = areGiven(operations) ? operations : [];
    return this.make(context, info, { type: 'ChangeResult', kind: first?.kind ?? null }, async (who) => {
      const applied = await applyChanges(this.model, this.store, { ...call, ...who });
      const isOne = areGiven(operations) && operations.length === 1;
      return { ...applied, record: isOne ? (applied.records[0] ?? null) : null };
    });
  }

  /** The same for who may erase people: administrators. */
  async erase(call: ErasureCall, context: RequestContext, info: GraphQLResolveInfo): Promise<ChangeAnswer> {
    refuseUnlessAdmin(context);
    const kind = kindNamed(this.model, 'Person');
    return this.make(context, info, { type: 'ErasureResult', kind }, async (who) => {
      const erased = await erasePerson(this.model, this.store, { ...call, ...who });
      return { ...erased, record: erased.records[0] ?? null };
    });
  }

  /** The same for who may publish what is counted of people's personal details: administrators. */
  async publish(
    { summary, path, ...call }: PublicationCall,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<ChangeAnswer> {
    refuseUnlessAdmin(context);
    const operations = { summary, path, suppressBelow: this.suppressBelow };
    return this.change({ ...call, operations }, context, info);
  }

  private async make<Made extends Applied & { readonly record: string | null }>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    { type, kind }: { readonly type: string; readonly kind: KindModel | null },
    work: (who: { readonly author: string; readonly lang?: Lang }) => Promise<Made>,
  ): Promise<ChangeAnswer> {
    const author = context.identity.name;
    const [lang] = context.langs;
    // What cannot be selected is refused before anything is written: asked for ids of no record.
    const changeSetPrefix = kindNamed(this.model, 'ChangeSet').prefix;
    this.prepare(context, info, type, {
      record: kind && `${kind.prefix}_`,
      changeSet: `${changeSetPrefix}_`,
    });
    try {
      const made = await work({ author, ...(lang === undefined ? {} : { lang }) });
      const prepared = this.prepare(context, info, type, made);
      if (prepared.restricted.length > 0) this.journal.restrictedRead(author, prepared.restricted);
      const texts = await runPrepared(prepared, this.store, context.asker);
      const selected = Object.fromEntries(
        [...texts].map(([key, json]) => [key, JSON.parse(json.toString())]),
      );
      return { ...made, selected };
    } catch (error) {
      throw withStatus(error);
    }
  }

  private prepare(
    context: RequestContext,
    info: GraphQLResolveInfo,
    type: string,
    { record, changeSet }: Selectable,
  ) {
    const { fieldNodes, operation, fragments, variableValues: variables } = info;
    const definitions = [operation, ...Object.values(fragments)];
    const sets = fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    return this.planner.prepareResult(
      { document: { kind: 'Document' as never, definitions }, operation, variables, langs: context.langs },
      { type, sets, path: [String(info.path.key)] },
      { record, changeSet },
    );
  }
}

/** Throws a FORBIDDEN error for who is no administrator. */
function refuseUnlessAdmin({ identity }: RequestContext): void {
  if (!isAdmin(identity)) throw forbidden();
}

/** The ids of the records that a result serves, by the fields that serve them. */
interface Selectable {
  readonly record: string | null;
  readonly changeSet: string | null;
}
