import {
  isJsonObject,
  keysOf,
  keysShown,
  recordOf,
  shown,
  tellingOf,
  type Json,
  type JsonObject,
  type KeyOfGroup,
} from './identities.js';

export type DifferenceKind = 'ADDED' | 'REMOVED' | 'CHANGED' | 'REORDERED';

/** One thing in which two answers to a document differ. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Response keys and, in brackets, what tells the items of lists apart. */
  readonly path: readonly string[];
  readonly before: Json;
  readonly after: Json;
  /** The id of the innermost record that it lies in. */
  readonly record: string | null;
  /** The keys of the innermost group that it lies in. */
  readonly keys: readonly KeyOfGroup[] | null;
}

/** Where in the answers something stands. */
type Place = Pick<Difference, 'path' | 'record' | 'keys'>;

const ROOT: Place = { path: [], record: null, keys: null };

/**
 * In what two answers to a document differ that was given identities, in the order of the answer: of lists, what the later
 * one has, then what only the earlier one had. Empty when they are the same, in what was asked for and in the records and
 * groups that it is told of.
 */
export function differencesOf(before: Json, after: Json): Difference[] {
  return compare(ROOT, before, after);
}

/** A path as text: `events.nodes[evt_1].name`. */
export function pathText(path: readonly string[]): string {
  return path.map((part, index) => (index === 0 || part.startsWith('[') ? part : `.${part}`)).join('');
}

/** What was changed on the way from one answer to another, to tell in which of the differences at the end it had a part. */
export class Step {
  /** Where something was changed, and everything around those places. */
  private readonly changed = new Set<string>();
  private readonly around = new Set<string>();
  /** The lists that items came into or went from, and those that were put in another order. */
  private readonly moved = new Set<string>();

  constructor(differences: readonly Difference[]) {
    for (const { kind, path } of differences) {
      if (kind === 'REORDERED') {
        this.moved.add(pathText(path));
        continue;
      }
      this.changed.add(pathText(path));
      for (let length = 0; length < path.length; length += 1)
        this.around.add(pathText(path.slice(0, length)));
      // An item that goes and comes again may come again elsewhere in the list.
      if (kind !== 'CHANGED') this.moved.add(pathText(path.slice(0, -1)));
    }
  }

  /** True when it changed the place of a difference, something in it, or something that it is in. */
  explains({ kind, path }: Difference): boolean {
    const place = pathText(path);
    if (kind === 'REORDERED' ? this.moved.has(place) : this.around.has(place)) return true;
    return path.some((_, index) => this.changed.has(pathText(path.slice(0, index + 1))));
  }
}

function compare(place: Place, before: Json, after: Json): Difference[] {
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(place, before, after);
  if (!isJsonObject(before) || !isJsonObject(after)) {
    return before === after ? [] : [changed(place, before, after)];
  }
  if (tellingOf(before) !== tellingOf(after)) return [changed(place, before, after)];
  const inner = inside(place, after);
  return keysShown(after).flatMap((key) =>
    compare({ ...inner, path: [...place.path, key] }, before[key] ?? null, after[key] ?? null),
  );
}

/** A value that is another. A record in no other one that was not there, or is no longer, has come or gone. */
function changed(place: Place, before: Json, after: Json): Difference {
  const comes = place.record === null && before === null && isRecord(after);
  const goes = place.record === null && after === null && isRecord(before);
  const kind = comes ? 'ADDED' : goes ? 'REMOVED' : 'CHANGED';
  return difference(kind, place.record === null ? inside(place, after, before) : place, before, after);
}

function isRecord(value: Json): boolean {
  return isJsonObject(value) && recordOf(value) !== null;
}

function difference(kind: DifferenceKind, place: Place, before: Json, after: Json): Difference {
  return { kind, ...place, before: shown(before), after: shown(after) };
}

/** The place inside the first of the values that is an object: in its record, and in its group. */
function inside(place: Place, ...values: readonly Json[]): Place {
  const object = values.find((value): value is JsonObject => isJsonObject(value));
  if (!object) return place;
  return { ...place, record: recordOf(object) ?? place.record, keys: keysOf(object) ?? place.keys };
}

function compareLists(place: Place, before: readonly Json[], after: readonly Json[]): Difference[] {
  const earlier = itemsOf(before);
  const later = itemsOf(after);
  // Where nothing tells the items apart, the list is one value.
  if (!earlier || !later) {
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    return isSame ? [] : [difference('CHANGED', place, before, after)];
  }
  const item = (name: string, value: Json): Place => ({
    ...inside(place, value),
    path: [...place.path, `[${name}]`],
  });
  const there = [...later].flatMap(([name, value]): Difference[] => {
    const known = earlier.get(name);
    if (known === undefined) return [difference('ADDED', item(name, value), null, value)];
    return compare({ ...place, path: [...place.path, `[${name}]`] }, known, value);
  });
  const gone = [...earlier].flatMap(([name, value]): Difference[] =>
    later.has(name) ? [] : [difference('REMOVED', item(name, value), value, null)],
  );
  const kept = [...earlier.keys()].filter((name) => later.has(name));
  const keptLater = [...later.keys()].filter((name) => earlier.has(name));
  const isReordered = kept.some((name, index) => keptLater[index] !== name);
  const order = isReordered ? [difference('REORDERED', place, [...earlier.keys()], [...later.keys()])] : [];
  return [...order, ...there, ...gone];
}

/** The items of a list by what tells them apart, without those that are null; null when one has nothing of the kind. */
function itemsOf(list: readonly Json[]): Map<string, Json> | null {
  const items = new Map<string, Json>();
  for (const item of list) {
    if (item === null) continue;
    const name = tellingOf(item);
    if (name === null) return null;
    let unique = name;
    for (let number = 2; items.has(unique); number += 1) unique = `${name} (${number})`;
    items.set(unique, item);
  }
  return items;
}
