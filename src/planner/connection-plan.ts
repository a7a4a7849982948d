import { describeOrder } from './cursor.js';
import { planGroups } from './groups-plan.js';
import { planAggregate } from './measures-plan.js';
import { planOrder, termTypes } from './order-plan.js';
import { planPage, planPageInfo } from './page-plan.js';
import type { ConnectionEntry, ConnectionPlan, EdgeEntry } from './plan.js';
import { planRecord } from './record-plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import { planWhere } from './where-plan.js';
import type { KindModel } from '../model/model.js';

/** The plan of a connection field, from its coerced arguments and what is selected of it. */
export function planConnection(
  planning: Planning,
  kind: KindModel,
  args: Readonly<Record<string, unknown>>,
  selected: Selected,
): ConnectionPlan {
  const { model, langs } = planning;
  const { path } = selected;
  const order = planOrder(model, kind, args.orderBy, langs, [...path, 'orderBy'], path);
  return {
    kind,
    where: args.where === undefined ? null : planWhere(model, kind, args.where, [...path, 'where'], path),
    order,
    page: planPage(args, describeOrder(kind.name, order), termTypes(order), path),
    entries: collect(planning, below(selected), `${kind.name}Connection`, path).map((member) => ({
      key: member.key,
      value: planMember(planning, kind, member),
    })),
  };
}

function planMember(planning: Planning, kind: KindModel, selected: Selected): ConnectionEntry['value'] {
  switch (selected.name) {
    case 'nodes':
      return { type: 'nodes', object: planRecord(planning, kind, below(selected), selected.path) };
    case 'edges':
      return { type: 'edges', entries: planEdge(planning, kind, selected) };
    case 'pageInfo':
      return { type: 'pageInfo', entries: planPageInfo(planning, selected) };
    case 'totalCount':
      return { type: 'totalCount' };
    case 'groups': {
      const args = argumentsOf(planning, `${kind.name}Connection`, selected);
      return { type: 'groups', groups: planGroups(planning, kind, args, selected) };
    }
    case 'aggregate':
      return { type: 'aggregate', entries: planAggregate(planning, kind, selected) };
    default:
      return { type: 'literal', json: JSON.stringify(`${kind.name}Connection`) };
  }
}

function planEdge(planning: Planning, kind: KindModel, edges: Selected): EdgeEntry[] {
  return collect(planning, below(edges), `${kind.name}Edge`, edges.path).map((selected): EdgeEntry => {
    const { key, name, path } = selected;
    if (name === 'node') {
      return { key, value: { type: 'node', object: planRecord(planning, kind, below(selected), path) } };
    }
    if (name === 'cursor') return { key, value: { type: 'cursor' } };
    return { key, value: { type: 'literal', json: JSON.stringify(`${kind.name}Edge`) } };
  });
}
