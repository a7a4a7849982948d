import { closest, distance } from 'fastest-levenshtein';
import type { EntityManager } from 'typeorm';
import type { InputPath } from '../model/errors.js';
import { isEnum, keyColumn, kindNamed, type KindModel, type Model } from '../model/model.js';
import { fold } from '../text/fold.js';
import type { Draft } from './draft.js';
import { NESTED } from './nested.js';
import type { FoundProblem } from './problems.js';
import { rowsWhere } from './rows.js';
import { writableFields } from './written.js';

/** How many references are looked into: each asks the database. */
const MOST_LOOKED_INTO = 100;

/** How many records of a kind are compared with a misspelt key. */
const MOST_COMPARED = 20_000;

/** Which record a path inside a draft refers to; null when there is no reference to a kind's records. */
export function referenceAt(
  model: Model,
  { kind, input }: Draft,
  path: InputPath,
): { readonly kind: KindModel; readonly name: string } | null {
  const [first = '', index, inner] = path;
  const nested = NESTED[first];
  const within = nested === undefined ? kind : kindNamed(model, nested);
  const field = within.fields.get(String(nested === undefined ? first : inner));
  if (field?.type !== 'toOne' && field?.type !== 'toMany') return null;
  const list = input[first];
  const value =
    nested !== undefined
      ? (list as Record<string, unknown>[])[Number(index)]?.[String(inner)]
      : Array.isArray(list)
        ? (list as unknown[])[Number(index)]
        : list;
  return { kind: kindNamed(model, field.target), name: String(value) };
}

/** Finds what may have been meant by what is not understood. */
export class Suggestions {
  private asked = 0;
  private readonly keys = new Map<KindModel, readonly string[]>();

  constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
  ) {}

  /** What may have been meant where a problem is; null when nothing comes near. */
  async of(draft: Draft, { code, inner }: FoundProblem): Promise<string | null> {
    if (code === 'UNKNOWN_REFERENCE') {
      const reference = referenceAt(this.model, draft, inner);
      return reference && this.record(reference.kind, reference.name);
    }
    const [name = ''] = inner;
    const field = draft.kind.fields.get(String(name));
    if (!field || (field.type === 'column' && !writableFields(draft.kind).includes(field))) {
      return nearest(
        String(name),
        writableFields(draft.kind).map((each) => each.name),
      );
    }
    if (field.type !== 'column' || !isEnum(field.output)) return null;
    const given = fold(String(draft.input[field.name]));
    const meant = field.output.values.find(({ name: value, label }) =>
      [value, ...Object.values(label)].some((word) => fold(word) === given),
    );
    return (
      meant?.name ??
      nearest(
        given.toUpperCase(),
        field.output.values.map((value) => value.name),
      )
    );
  }

  /** The key of the record that has what is given as its name, or a key like it. */
  private async record(kind: KindModel, given: string): Promise<string | null> {
    this.asked += 1;
    if (this.asked > MOST_LOOKED_INTO) return null;
    const key = keyColumn(kind).column;
    for (const field of kind.fields.values()) {
      if (field.type !== 'value' || field.value !== 'names') continue;
      for (const derived of ['arFold', 'enFold', 'frFold']) {
        const place = { table: kind.table, columns: [key], column: field.columns[derived] ?? '' };
        const [named] = await rowsWhere<Record<string, string>>(this.manager, place, [fold(given)]);
        if (named) return named[key] ?? null;
      }
    }
    return nearest(given, await this.keysOf(kind, key));
  }

  private async keysOf(kind: KindModel, key: string): Promise<readonly string[]> {
    const known = this.keys.get(kind);
    if (known) return known;
    const text = `SELECT "${key}" AS key, "slug" FROM "${kind.table}" ORDER BY "slug" LIMIT ${MOST_COMPARED}`;
    const rows = (await this.manager.query(text)) as { key: string; slug: string }[];
    const keys = rows.flatMap((row) => [row.key, row.slug]);
    this.keys.set(kind, keys);
    return keys;
  }
}

/** The name that is so like what was written that it was probably meant. */
export function nearest(written: string, names: readonly string[]): string | null {
  if (names.length === 0 || written.length > 100) return null;
  const name = closest(written, names);
  return distance(written, name) <= Math.max(1, Math.floor(written.length / 3)) ? name : null;
}
