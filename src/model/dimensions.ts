import { DateScalar } from '../domain/values/date.js';
import { snakeCase } from './naming.js';
import {
  isEnum,
  kindNamed,
  toOneNamed,
  type Dimension,
  type FieldModel,
  type Hop,
  type KindModel,
  type Model,
  type Path,
} from './model.js';

/** How far the derived dimensions reach: own fields, to-one relations, and the fields of those. */
const DERIVED_DEPTH = 2;

/** Why a path is no dimension, and at which of its segments. */
export interface PathProblem {
  readonly segment: number;
  readonly message: string;
}

/** Every dimension of a kind: the derived ones, then those whose paths it declares. */
export function dimensionsOf(
  model: Model,
  kind: KindModel,
  declared: readonly string[],
): Map<string, Dimension> {
  const found = new Map<string, Dimension>();
  const add = (segments: readonly string[]) => {
    const dimension = dimensionAlong(model, kind, segments);
    if ('paths' in dimension) found.set(dimension.name, dimension);
  };
  const visit = (current: KindModel, segments: readonly string[]) => {
    for (const field of current.fields.values()) {
      const here = [...segments, field.name];
      if (field.type === 'oneOf') {
        add(here);
        if (here.length < DERIVED_DEPTH) {
          for (const name of sharedFields(model, current, field.arms)) add([...here, name]);
        }
      } else if (field.type === 'toMany') {
        // A set that is stored with the record, such as its topics, is a value of it; other lists are declared.
        if (field.owned && segments.length === 0) add(here);
      } else {
        add(here);
        const target = field.type === 'toOne' ? kindNamed(model, field.target) : kind;
        // The parent's parent and the like can be asked for by path.
        if (target !== kind && here.length < DERIVED_DEPTH) visit(target, here);
      }
    }
  };
  visit(kind, []);
  for (const path of declared) {
    const dimension = dimensionAlong(model, kind, path.split('.'));
    if (!('paths' in dimension))
      throw new Error(`@Dimensions('${path}') of ${kind.name}: ${dimension.message}`);
    found.set(dimension.name, dimension);
  }
  return found;
}

/** The dimension at the end of a path of field names, or why there is none. */
export function dimensionAlong(
  model: Model,
  kind: KindModel,
  segments: readonly string[],
): Dimension | PathProblem {
  const paths = pathsAlong(model, kind, segments, []);
  if (!Array.isArray(paths)) return paths;
  const last = segments.length - 1;
  const leaves = new Set(paths.map(({ field }) => leafOf(field)));
  const [leaf] = leaves;
  if (leaves.size !== 1) return { segment: last, message: 'stands for different things; name one of them.' };
  if (!leaf)
    return {
      segment: last,
      message: 'is not something to group by: it is text, a number or a computed value.',
    };
  const name = segments.map((segment) => snakeCase(segment).toUpperCase()).join('_');
  const path = segments.join('.');
  const toMany = paths.some(({ hops, field }) => [...hops, field].some(({ type }) => type === 'toMany'));
  return leaf === 'currency'
    ? { name: `${name}_CURRENCY`, description: `${path}.currency.`, paths, leaf, toMany }
    : { name, description: `${path}.`, paths, leaf, toMany };
}

/** Names of the fields that all arms have, with the same meaning. */
function sharedFields(model: Model, kind: KindModel, arms: readonly string[]): string[] {
  const [first, ...others] = arms.map((arm) => kindNamed(model, toOneNamed(kind, arm).target));
  return [...(first?.fields.values() ?? [])]
    .filter((field) => field.type !== 'toMany')
    .filter((field) => others.every((other) => isSame(field, other.fields.get(field.name))))
    .map((field) => field.name);
}

function isSame(field: FieldModel, other: FieldModel | undefined): boolean {
  if (field.type === 'toOne') return other?.type === 'toOne' && other.target === field.target;
  if (field.type === 'column') return other?.type === 'column' && other.output === field.output;
  return field.type === 'value' && other?.type === 'value' && other.value === field.value;
}

/** Every way to go along the segments; a one-of branches into those of its arms that can go on. */
function pathsAlong(
  model: Model,
  kind: KindModel,
  segments: readonly string[],
  hops: readonly Hop[],
  at = 0,
): Path[] | PathProblem {
  const name = segments[at] ?? '';
  const field = kind.fields.get(name);
  if (!field) return { segment: at, message: `is not a field of ${kind.name}.` };
  if (field.type === 'oneOf') {
    const ways = field.arms.map((arm) =>
      pathsAlong(model, kind, [...segments.slice(0, at), arm, ...segments.slice(at + 1)], hops, at),
    );
    const open = ways.filter((way) => Array.isArray(way));
    return open.length > 0 ? open.flat() : (ways[0] ?? []);
  }
  if (at < segments.length - 1) {
    if (field.type !== 'toOne' && field.type !== 'toMany') {
      return { segment: at + 1, message: `leads nowhere: ${kind.name}.${name} is not a relation.` };
    }
    return pathsAlong(model, kindNamed(model, field.target), segments, [...hops, field], at + 1);
  }
  if (field.type === 'record' || field.type === 'computed') {
    return { segment: at, message: 'is not something to group by.' };
  }
  return [{ hops, field }];
}

function leafOf(field: Path['field']): Dimension['leaf'] | null {
  if (field.type === 'toOne' || field.type === 'toMany') return 'record';
  if (field.type === 'value') {
    if (field.value === 'fuzzyDate') return 'date';
    return field.value === 'money' ? 'currency' : null;
  }
  if (field.name === 'version') return null;
  if (field.output === DateScalar) return 'date';
  return isEnum(field.output) || field.encoding === 'boolean' || field.encoding === 'integer'
    ? 'column'
    : null;
}
