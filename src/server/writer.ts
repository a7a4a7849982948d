import type { GraphQLResolveInfo } from 'graphql';
import { mayWrite } from '../access/identity.js';
import type { Journal } from '../access/journal.js';
import { applyChanges } from '../changes/apply.js';
import type { Applied } from '../changes/operation.js';
import type { ChangeAnswer } from '../graph/change-result.js';
import type { ChangeCall } from '../graph/mutations.js';
import { forbidden } from '../model/errors.js';
import { kindNamed, type Model } from '../model/model.js';
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
  ) {}

  /** Throws a FORBIDDEN error when the caller may not write, and a BAD_USER_INPUT error when the result cannot be selected so. */
  async change(call: ChangeCall, context: RequestContext, info: GraphQLResolveInfo): Promise<ChangeAnswer> {
    const { identity } = context;
    if (!mayWrite(identity)) throw forbidden();
    const author = identity.name;
    // What cannot be selected is refused before anything is written.
    this.prepare(context, info, this.anyIds(call));
    const lang = context.langs[0];
    try {
      const applied = await applyChanges(this.model, this.store, {
        ...call,
        author,
        ...(lang === undefined ? {} : { lang }),
      });
      const prepared = this.prepare(context, info, idsOf(call, applied));
      if (prepared.restricted.length > 0) this.journal.restrictedRead(author, prepared.restricted);
      const texts = await runPrepared(prepared, this.store, context.asker);
      const selected = Object.fromEntries(
        [...texts].map(([key, json]) => [key, JSON.parse(json.toString())]),
      );
      return { outcomes: applied.outcomes, errors: applied.errors, selected };
    } catch (error) {
      throw withStatus(error);
    }
  }

  private prepare(context: RequestContext, info: GraphQLResolveInfo, ids: Selectable) {
    const { fieldNodes, operation, fragments, variableValues: variables } = info;
    const definitions = [operation, ...Object.values(fragments)];
    const sets = fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    return this.planner.prepareResult(
      { document: { kind: 'Document' as never, definitions }, operation, variables, langs: context.langs },
      { type: 'ChangeResult', sets, path: [String(info.path.key)] },
      { ...ids },
    );
  }

  /** Ids of no record, of the kinds that the result can serve. */
  private anyIds({ operations }: ChangeCall): Selectable {
    const [first] = 'revert' in operations ? [] : operations;
    const changeSet = `${kindNamed(this.model, 'ChangeSet').prefix}_`;
    return { record: first ? `${first.kind.prefix}_` : null, changeSet };
  }
}

/** The ids of the records that a result serves, by the fields that serve them. */
interface Selectable {
  readonly record: string | null;
  readonly changeSet: string | null;
}

function idsOf({ operations }: ChangeCall, { changeSet, records }: Applied): Selectable {
  const isOne = !('revert' in operations) && operations.length === 1;
  return { record: isOne ? (records[0] ?? null) : null, changeSet };
}
