import type { Lang } from '../domain/values/lang.js';
import { badInput, type InputPath } from '../model/errors.js';
import {
  keyColumn,
  kindNamed,
  type FieldModel,
  type KindModel,
  type Model,
  type ToManyField,
  type ToOneField,
} from '../model/model.js';
import type { TermType } from './page-plan.js';
import { measuredField, moneyField } from './measures-plan.js';
import type { OrderTerm, RelatedMeasure } from './plan.js';
import { planWhere } from './where-plan.js';

/** How many terms an order may have, and how many to-one relations each may cross. */
const MOST_TERMS = 8;
const MOST_HOPS = 4;

/** The terms of a coerced `orderBy`, made total: records that tie are told apart by their key. */
export function planOrder(
  model: Model,
  kind: KindModel,
  orderBy: unknown,
  langs: readonly Lang[],
  path: InputPath,
  field: InputPath,
): readonly OrderTerm[] {
  const given = Array.isArray(orderBy) ? (orderBy as unknown[]) : orderBy ? [orderBy] : [];
  if (given.length > MOST_TERMS) throw badInput(`An order has at most ${MOST_TERMS} terms.`, path, field);
  const terms = given.flatMap((term, index) =>
    readTerm({ model, langs, field }, kind, term, [], [...path, index]),
  );
  const tieBreak = uniqueTerm(kind);
  const unique = terms.findIndex(
    ({ hops, by }) => hops.length === 0 && by.type === 'column' && by.column === tieBreak.column,
  );
  // What comes after a unique column can never matter.
  if (unique >= 0) return terms.slice(0, unique + 1);
  return [...terms, { hops: [], by: tieBreak, descending: false, nullable: false }];
}

/** What a cursor holds for each term. */
export function termTypes(order: readonly OrderTerm[]): readonly TermType[] {
  return order.map(({ by }) => {
    switch (by.type) {
      case 'column':
        return by.encoding === 'text' || by.encoding === 'token' ? 'text' : 'number';
      case 'related':
        return by.measure.type === 'dates' ? 'text' : 'number';
      default:
        return by.type === 'localised' ? 'text' : 'number';
    }
  });
}

function uniqueTerm(kind: KindModel): Extract<OrderTerm['by'], { type: 'column' }> {
  const { column, encoding } = keyColumn(kind);
  return { type: 'column', column, encoding };
}

interface Reading {
  readonly model: Model;
  readonly langs: readonly Lang[];
  readonly field: InputPath;
}

function readTerm(
  reading: Reading,
  kind: KindModel,
  term: unknown,
  hops: readonly ToOneField[],
  path: InputPath,
): OrderTerm[] {
  const [name, value] = onlyEntry(term, path, reading.field);
  const found = kind.fields.get(name);
  if (!found) throw new Error(`${kind.name} has no field ${name}.`);
  const here = [...path, name];
  if (found.type === 'toOne') {
    if (hops.length >= MOST_HOPS) {
      throw badInput(`An order crosses at most ${MOST_HOPS} relations.`, here, reading.field);
    }
    return readTerm(reading, kindNamed(reading.model, found.target), value, [...hops, found], here);
  }
  const terms =
    found.type === 'toMany' ? [relatedTerm(found, value, reading, here)] : termsOf(found, value, reading);
  return terms.map(({ by, descending, nullable }) => ({
    hops,
    by,
    descending,
    nullable: nullable || hops.some((hop) => hop.nullable),
  }));
}

function termsOf(field: FieldModel, value: unknown, { langs }: Reading): Omit<OrderTerm, 'hops'>[] {
  const descending = value === 'DESC';
  if (field.type === 'column') {
    return [
      {
        by: { type: 'column', column: field.column, encoding: field.encoding },
        descending,
        nullable: field.nullable,
      },
    ];
  }
  if (field.type === 'value') {
    const column = (name: string, encoding: 'token' | 'integer'): Omit<OrderTerm, 'hops'> => ({
      by: { type: 'column', column: field.columns[name] ?? '', encoding },
      descending,
      nullable: true,
    });
    switch (field.value) {
      case 'names':
        return [
          {
            by: {
              type: 'localised',
              columns: langs.map((lang) => field.columns[`${lang.toLowerCase()}Sort`] ?? ''),
            },
            descending,
            nullable: true,
          },
        ];
      case 'fuzzyDate':
        return [column('earliest', 'token'), column('latest', 'token')];
      case 'fuzzyPeriod':
        return [column('earliest', 'token'), column('latest', 'token')];
      case 'quantity':
        return [column('low', 'integer')];
      case 'money': {
        const order = value as { currency: string; direction: string };
        return [
          {
            by: { type: 'money', field, currency: order.currency },
            descending: order.direction === 'DESC',
            nullable: true,
          },
        ];
      }
      default:
        break;
    }
  }
  throw new Error(`${field.name} cannot be ordered by.`);
}

/** The term of an order by what is worked out over related records. */
function relatedTerm(
  field: ToManyField,
  value: unknown,
  { model, field: response }: Reading,
  path: InputPath,
): Omit<OrderTerm, 'hops'> {
  const kind = kindNamed(model, field.target);
  const [name, asked] = onlyEntry(value, path, response);
  if (name === 'count') {
    return {
      by: { type: 'related', field, where: null, measure: { type: 'count' } },
      descending: asked === 'DESC',
      nullable: false,
    };
  }
  const given = asked as Readonly<Record<string, unknown>>;
  const where =
    given.where === undefined
      ? null
      : {
          where: planWhere(model, kind, given.where, [...path, name, 'where'], response),
          words: JSON.stringify(given.where),
        };
  const measure = relatedMeasure(kind, name, given);
  return {
    by: { type: 'related', field, where, measure },
    descending: given.direction === 'DESC',
    nullable: measure.type !== 'count',
  };
}

function relatedMeasure(
  kind: KindModel,
  name: string,
  given: Readonly<Record<string, unknown>>,
): RelatedMeasure {
  switch (name) {
    case 'money':
      return { type: 'money', field: moneyField(kind), currency: String(given.currency) };
    case 'quantity':
      return {
        type: 'quantity',
        field: measuredField(kind, 'quantity', String(given.of)),
        bound: given.bound as 'LOW' | 'HIGH',
      };
    case 'dates':
      return {
        type: 'dates',
        field: measuredField(kind, 'fuzzyDate', String(given.of)),
        bound: given.bound as 'EARLIEST' | 'LATEST',
      };
    default:
      return { type: 'count' };
  }
}

/** The one member of a term. */
function onlyEntry(term: unknown, path: InputPath, response: InputPath): [string, unknown] {
  const entries = Object.entries((term ?? {}) as Record<string, unknown>);
  const [entry] = entries;
  if (entries.length !== 1 || !entry || entry[1] === null) {
    throw badInput('Each term of an order names exactly one field.', path, response);
  }
  return entry;
}
