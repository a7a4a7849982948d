import { badInput, type InputPath } from '../model/errors.js';
import { dimensionAlong } from '../model/dimensions.js';
import { kindNamed, type Dimension, type KindModel, type Model } from '../model/model.js';
import { planConnection } from './connection-plan.js';
import {
  describeMeasure,
  dimensionNamed,
  named,
  planGroupOrder,
  planHaving,
  planMeasure,
} from './measures-plan.js';
import { planPage, planPageInfo, type TermType } from './page-plan.js';
import type {
  Bucket,
  BucketUnit,
  Counting,
  DimensionPlan,
  GroupEntry,
  GroupMeasure,
  GroupOrderTerm,
  GroupsEntry,
  GroupsPlan,
  KeyEntry,
} from './plan.js';
import { planAbstract, preferred } from './record-plan.js';
import { argumentsOf, below, collect, type Planning, type Selected } from './selection.js';
import type { Lang } from '../domain/values/lang.js';

/** How many dimensions groups may be formed by at once, and how many fields a path may name. */
const MOST_DIMENSIONS = 4;
const LONGEST_PATH = 8;

type Args = Readonly<Record<string, unknown>>;

/** The plan of a connection's `groups`. */
export function planGroups(planning: Planning, kind: KindModel, args: Args, selected: Selected): GroupsPlan {
  const { path } = selected;
  const by = planDimensions(planning.model, kind, args.by as readonly Args[], [...path, 'by'], path);
  const counting = planCounting(by, args.counting, path);
  const order = planGroupOrder(planning, kind, args.orderBy, [...path, 'orderBy'], path);
  const types: TermType[] = [
    ...order.flatMap(({ measure }): TermType[] =>
      measure.type === 'key' ? [] : [measureType(measure, counting)],
    ),
    ...by.map(({ dimension }) => keyType(dimension)),
    ...by.flatMap(({ dimension }): TermType[] => (isOfSeveralKinds(dimension) ? ['text'] : [])),
  ];
  return {
    by,
    counting,
    includeUnknown: args.includeUnknown !== false,
    having: planHaving(planning, kind, args.having, [...path, 'having'], path),
    order,
    page: planPage(args, describe(kind, by, counting, order), types, path),
    entries: collect(planning, below(selected), `${kind.name}Groups`, path).map((member): GroupsEntry => ({
      key: member.key,
      value: planGroupsMember(planning, kind, by, member),
    })),
  };
}

/** Keys are compared as text, but for numbers. */
export function keyType(dimension: Dimension): TermType {
  if (dimension.leaf !== 'column') return 'text';
  return dimension.paths.every(({ field }) => field.type === 'column' && field.encoding === 'token')
    ? 'text'
    : 'number';
}

/** True when the keys of a dimension are records of several kinds, whose slugs may be the same. */
export function isOfSeveralKinds({ leaf, paths }: Dimension): boolean {
  const targets = paths.map(({ field }) => ('target' in field ? field.target : ''));
  return leaf === 'record' && new Set(targets).size > 1;
}

/** How the values of a measure are compared. */
export function measureType(measure: GroupMeasure, counting: Counting): TermType {
  if (measure.type === 'only') return measureType(measure.measure, counting);
  if (measure.type === 'weight') return counting === 'FRACTIONAL' ? 'text' : 'number';
  return measure.type === 'dates' ? 'text' : 'number';
}

function describe(
  kind: KindModel,
  by: readonly DimensionPlan[],
  counting: Counting,
  order: readonly GroupOrderTerm[],
): string {
  const dimensions = by.map(
    ({ dimension, bucket }) => `${dimension.name}/${bucket?.unit ?? ''}/${bucket?.calendar ?? ''}`,
  );
  const terms = order.map(({ measure, descending }) => {
    const what = measure.type === 'key' ? 'key' : describeMeasure(measure);
    return `${what}:${descending ? 'desc' : 'asc'}`;
  });
  return `groups of ${kind.name} by ${dimensions.join()} counted ${counting} in ${terms.join()}`;
}

function planDimensions(
  model: Model,
  kind: KindModel,
  by: readonly Args[],
  path: InputPath,
  field: InputPath,
): DimensionPlan[] {
  if (by.length === 0 || by.length > MOST_DIMENSIONS) {
    throw badInput(`Group by 1 to ${MOST_DIMENSIONS} dimensions.`, path, field);
  }
  return by.map((item, index) => {
    const here = [...path, index];
    const dimension = planDimension(model, kind, item, here, field);
    return { dimension, bucket: planBucket(dimension, item, here, field) };
  });
}

function planDimension(
  model: Model,
  kind: KindModel,
  item: Args,
  path: InputPath,
  field: InputPath,
): Dimension {
  const given = typeof item.path === 'string' ? item.path : null;
  if ((given === null) === (typeof item.dimension !== 'string')) {
    throw badInput('Give a `dimension`, or a `path` of fields: one of the two.', path, field);
  }
  if (given === null) return dimensionNamed(kind, String(item.dimension));
  const segments = given.split('.');
  if (segments.length > LONGEST_PATH) {
    throw badInput(`A path names at most ${LONGEST_PATH} fields.`, [...path, 'path'], field);
  }
  const found = dimensionAlong(model, kind, segments);
  if ('paths' in found) return found;
  throw badInput(`Field ${found.segment + 1} of the path ${found.message}`, [...path, 'path'], field);
}

function planBucket(dimension: Dimension, item: Args, path: InputPath, field: InputPath): Bucket | null {
  const unit = (item.bucket as BucketUnit | null | undefined) ?? null;
  if (dimension.leaf !== 'date') {
    if (unit === null) return null;
    throw badInput(
      'Only dates have a `bucket`; leave it out for this dimension.',
      [...path, 'bucket'],
      field,
    );
  }
  if (unit === null) {
    throw badInput('This dimension is a date: say by which `bucket`, such as MONTH.', path, field);
  }
  const calendar = item.calendar as Bucket['calendar'];
  if (calendar === 'HIJRI' && unit.startsWith('WEEK')) {
    throw badInput(
      'Weeks are the same in every calendar; leave `calendar` out.',
      [...path, 'calendar'],
      field,
    );
  }
  return { unit, calendar };
}

/** WHOLE where it makes no difference; where a member can have several keys, the caller decides. */
function planCounting(by: readonly DimensionPlan[], counting: unknown, path: InputPath): Counting {
  if (counting === 'WHOLE' || counting === 'FRACTIONAL') return counting;
  const many = by.find(({ dimension }) => dimension.toMany);
  if (!many) return 'WHOLE';
  throw badInput(
    `A record can have several values of ${many.dimension.name}: say with \`counting\` whether it counts WHOLE in each of them, or FRACTIONAL.`,
    [...path, 'counting'],
    path,
  );
}

function planGroupsMember(
  planning: Planning,
  kind: KindModel,
  by: readonly DimensionPlan[],
  selected: Selected,
): GroupsEntry['value'] {
  switch (selected.name) {
    case 'nodes':
      return {
        type: 'nodes',
        entries: collect(planning, below(selected), `${kind.name}Group`, selected.path).map(
          (member): GroupEntry => ({
            key: member.key,
            value: planGroupMember(planning, kind, by, member),
          }),
        ),
      };
    case 'totalCount':
      return { type: 'totalCount' };
    case 'pageInfo':
      return { type: 'pageInfo', entries: planPageInfo(planning, selected) };
    case 'coverage':
      return { type: 'coverage', entries: named(planning, selected, 'Coverage') };
    case 'reconciliation':
      return { type: 'reconciliation', entries: named(planning, selected, 'Reconciliation') };
    default:
      return { type: 'literal', json: JSON.stringify(`${kind.name}Groups`) };
  }
}

function planGroupMember(
  planning: Planning,
  kind: KindModel,
  by: readonly DimensionPlan[],
  selected: Selected,
): GroupEntry['value'] {
  const typeName = `${kind.name}Group`;
  if (selected.name === 'keys') {
    return { type: 'keys', keys: by.map(({ dimension }) => planKey(planning, dimension, selected)) };
  }
  if (selected.name === 'members') {
    return {
      type: 'members',
      connection: planConnection(planning, kind, argumentsOf(planning, typeName, selected), selected),
    };
  }
  if (selected.name === 'weight') {
    return { type: 'weight', entries: named(planning, selected, 'Fraction') };
  }
  return planMeasure(planning, kind, typeName, selected);
}

function planKey(planning: Planning, dimension: Dimension, keys: Selected): KeyEntry[] {
  return collect(planning, below(keys), 'GroupKey', keys.path).map((selected): KeyEntry => {
    const { key, name } = selected;
    switch (name) {
      case 'state':
      case 'value':
      case 'from':
      case 'to':
        return { key, value: { type: name } };
      case 'label': {
        const { lang } = argumentsOf(planning, 'GroupKey', selected) as { lang?: readonly Lang[] | null };
        return { key, value: { type: 'label', langs: preferred(lang, planning.langs) } };
      }
      case 'node':
        return {
          key,
          value: {
            type: 'node',
            arms: targetsOf(planning.model, dimension).map((target) => ({
              kind: target,
              object: planAbstract(planning, target, below(selected), selected.path),
            })),
          },
        };
      default:
        return {
          key,
          value: {
            type: 'literal',
            json: JSON.stringify(name === 'dimension' ? dimension.name : 'GroupKey'),
          },
        };
    }
  });
}

/** The kinds that the keys of a dimension are records of; none when they are not records. */
export function targetsOf(model: Model, dimension: Dimension): KindModel[] {
  if (dimension.leaf !== 'record') return [];
  const names = dimension.paths.map(({ field }) =>
    field.type === 'toOne' || field.type === 'toMany' ? field.target : '',
  );
  return [...new Set(names)].map((name) => kindNamed(model, name));
}
