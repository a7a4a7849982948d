import type { OperationDefinitionNode } from 'graphql';
import { badInput } from '../model/errors.js';
import { kindOfId, type KindModel } from '../model/model.js';
import { planConnection } from './connection-plan.js';
import { planFindings } from './finding-plan.js';
import type { OperationPlan, RegistryEntry, RootPlan, RootValue } from './plan.js';
import { planAbstract, planRecord } from './record-plan.js';
import { planSearch } from './search-plan.js';
import { planMoment } from './moment.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import { VariableText } from './sql.js';

/** How many records `nodes` takes. */
export const MOST_IDS = 100;

/**
 * The plan of a query: its root fields, but for those that are not about records (introspection), as of the moments that
 * they name or all of them as of the one that is given.
 */
export function planOperation(
  planning: Planning,
  operation: OperationDefinitionNode,
  moment: VariableText | null = null,
): OperationPlan {
  const roots: RootPlan[] = [];
  let complete = true;
  for (const selected of collect(planning, [operation.selectionSet], 'Query', [])) {
    const value = planRoot(planning, selected);
    const asOf = moment ?? planMoment(planning, selected);
    if (value) roots.push({ key: selected.key, value, ...(asOf === null ? {} : { asOf }) });
    else complete = false;
  }
  return { roots, complete: complete && !planning.met.computed };
}

function planRoot(planning: Planning, selected: Selected): RootValue | null {
  const { model } = planning;
  switch (selected.name) {
    case '__typename':
      return { type: 'literal', json: '"Query"' };
    case '__schema':
    case '__type':
      return null;
    case 'node': {
      const { id } = argumentsOf(planning, 'Query', selected) as { id: string };
      return planNode(planning, id, selected);
    }
    case 'nodes': {
      const { ids } = argumentsOf(planning, 'Query', selected) as { ids: readonly string[] };
      if (ids.length > MOST_IDS) {
        throw badInput(`\`nodes\` takes at most ${MOST_IDS} ids.`, [...selected.path, 'ids'], selected.path);
      }
      return { type: 'records', records: ids.map((id) => planNode(planning, id, selected)) };
    }
    case 'search':
      return { type: 'search', search: planSearch(planning, selected) };
    case 'findings':
      return { type: 'findings', findings: planFindings(planning, selected) };
    case 'registry':
      return planRegistry(planning, selected);
    default:
      break;
  }
  for (const kind of model.kinds.values()) {
    if (selected.name === kind.singular) return planByKey(planning, kind, selected);
    if (selected.name === kind.plural) {
      const args = argumentsOf(planning, 'Query', selected);
      return { type: 'connection', connection: planConnection(planning, kind, args, selected) };
    }
  }
  return null;
}

function planByKey(planning: Planning, kind: KindModel, selected: Selected): RootValue {
  const key = kind.fields.get(kind.key);
  const value = String(argumentsOf(planning, 'Query', selected)[kind.key]);
  const written = selected.nodes[0]?.arguments?.find(({ name }) => name.value === kind.key)?.value;
  const variable = written?.kind === 'Variable' ? written : null;
  if (variable) planning.met.keys.add(variable);
  return {
    type: 'record',
    kind,
    column: key?.type === 'column' ? key.column : kind.key,
    value: variable ? new VariableText(variable.name.value) : value,
    object: planRecord(planning, kind, below(selected), selected.path),
  };
}

/** The record with this id, of whatever kind. */
export function planNode(planning: Planning, id: string, selected: Selected): RootValue {
  const kind = kindOfId(planning.model, id);
  if (!kind) return { type: 'literal', json: 'null' };
  return {
    type: 'record',
    kind,
    column: 'id',
    value: id,
    object: planAbstract(planning, kind, below(selected), selected.path),
  };
}

function planRegistry(planning: Planning, selected: Selected): RootValue {
  const entries = collect(planning, below(selected), 'Registry', selected.path).map(
    (member): RegistryEntry => {
      const { key, name } = member;
      if (name === 'dataVersion' || name === 'updatedAt') return { key, value: { type: name } };
      if (name !== 'counts') return { key, value: { type: 'literal', json: '"Registry"' } };
      const fields = collect(planning, below(member), 'KindCount', member.path).map((field) => ({
        key: field.key,
        name: field.name,
      }));
      return { key, value: { type: 'counts', kinds: [...planning.model.kinds.values()], fields } };
    },
  );
  return { type: 'registry', entries };
}
