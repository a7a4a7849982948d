import { snakeCase } from './naming.js';
import {
  isEnum,
  kindNamed,
  toOneNamed,
  type Dimension,
  type FieldModel,
  type KindModel,
  type Model,
  type Path,
  type ToOneField,
} from './model.js';

/** How far the derived dimensions reach: own fields, to-one relations, and the fields of those. */
const DERIVED_DEPTH = 2;

/** Every dimension of a kind: the derived ones, then those whose paths it declares. */
export function dimensionsOf(
  model: Model,
  kind: KindModel,
  declared: readonly string[],
): Map<string, Dimension> {
  const found = new Map<string, Dimension>();
  const add = (segments: readonly string[]) => {
    const dimension = dimensionAt(model, kind, segments);
    if (dimension) found.set(dimension.name, dimension);
  };
  const visit = (current: KindModel, segments: readonly string[]) => {
    for (const field of current.fields.values()) {
      const here = [...segments, field.name];
      if (field.type === 'oneOf') {
        add(here);
        if (here.length < DERIVED_DEPTH) {
          for (const name of sharedFields(model, current, field.arms)) add([...here, name]);
        }
      } else {
        add(here);
        if (field.type === 'toOne' && here.length < DERIVED_DEPTH)
          visit(kindNamed(model, field.target), here);
      }
    }
  };
  visit(kind, []);
  for (const path of declared) add(path.split('.'));
  return found;
}

/** Names of the fields that all arms have, with the same meaning. */
function sharedFields(model: Model, kind: KindModel, arms: readonly string[]): string[] {
  const [first, ...others] = arms.map((arm) => kindNamed(model, toOneNamed(kind, arm).target));
  return [...(first?.fields.values() ?? [])]
    .filter((field) => others.every((other) => isSame(field, other.fields.get(field.name))))
    .map((field) => field.name);
}

function isSame(field: FieldModel, other: FieldModel | undefined): boolean {
  if (field.type === 'toOne') return other?.type === 'toOne' && other.target === field.target;
  if (field.type === 'column') return other?.type === 'column' && other.output === field.output;
  return field.type === 'value' && other?.type === 'value' && other.value === field.value;
}

function dimensionAt(model: Model, kind: KindModel, segments: readonly string[]): Dimension | null {
  const paths = pathsAlong(model, kind, segments, []);
  const leaves = new Set(paths.map(({ field }) => leafOf(field)));
  const [leaf] = leaves;
  if (leaves.size !== 1 || !leaf) return null;
  const name = segments.map((segment) => snakeCase(segment).toUpperCase()).join('_');
  const last = paths.at(-1)?.field;
  const subject = paths.length > 1 && segments.length === 1 ? kind.fields.get(segments[0] ?? '') : last;
  const description = `${segments.join('.')}: ${subject?.description ?? ''}`;
  return leaf === 'currency'
    ? { name: `${name}_CURRENCY`, description: `${segments.join('.')}.currency`, paths, leaf }
    : { name, description, paths, leaf };
}

/** Every way to go along the segments; a one-of branches into its arms. */
function pathsAlong(
  model: Model,
  kind: KindModel,
  [segment = '', ...rest]: readonly string[],
  hops: readonly ToOneField[],
): Path[] {
  const field = kind.fields.get(segment);
  if (!field) throw new Error(`${kind.name} has no field ${segment} to make a dimension of.`);
  if (field.type === 'oneOf') {
    return field.arms.flatMap((arm) => pathsAlong(model, kind, [arm, ...rest], hops));
  }
  if (rest.length > 0) {
    if (field.type !== 'toOne') throw new Error(`${kind.name}.${segment} leads no further.`);
    return pathsAlong(model, kindNamed(model, field.target), rest, [...hops, field]);
  }
  return field.type === 'column' || field.type === 'value' || field.type === 'toOne' ? [{ hops, field }] : [];
}

function leafOf(field: Path['field']): Dimension['leaf'] | null {
  if (field.type === 'toOne') return 'record';
  if (field.type === 'value') {
    if (field.value === 'fuzzyDate') return 'fuzzyDate';
    return field.value === 'money' ? 'currency' : null;
  }
  if (field.name === 'version') return null;
  return isEnum(field.output) || field.encoding === 'boolean' || field.encoding === 'integer'
    ? 'column'
    : null;
}
