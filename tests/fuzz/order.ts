import { keyColumn, kindNamed, type KindModel } from '../../src/model/model.js';
import { holds } from './filter.js';
import { sortBy, type Scalar } from './logic.js';
import type { Row, World } from './world.js';

type Input = Readonly<Record<string, any>>;

interface Term {
  readonly value: (row: Row) => Scalar;
  readonly descending: boolean;
}

/** The rows in the order that was asked for; those that tie by their key. */
export function ordered(
  world: World,
  kind: KindModel,
  rows: readonly Row[],
  orderBy: readonly Input[],
  langs: readonly string[],
): Row[] {
  const key = keyColumn(kind).column;
  const terms = [
    ...orderBy.flatMap((term) => termsOf(world, kind, term, langs)),
    { value: (row: Row) => row[key] ?? null, descending: false },
  ];
  return sortBy(
    rows,
    (row) => terms.map(({ value }) => value(row)),
    terms.map(({ descending }) => descending),
  );
}

function termsOf(world: World, kind: KindModel, term: Input, langs: readonly string[]): Term[] {
  const [[name, asked] = ['', '']] = Object.entries(term);
  const field = kind.fields.get(name);
  if (!field) throw new Error(`${kind.name} has no ${name}.`);
  const by = (column: string, descending = asked === 'DESC'): Term => ({
    value: (row) => row[column] ?? null,
    descending,
  });
  if (field.type === 'toOne') {
    const target = kindNamed(world.model, field.target);
    return termsOf(world, target, asked, langs).map(({ value, descending }) => ({
      value: (row) => {
        const [other] = world.related(row, field);
        return other ? value(other) : null;
      },
      descending,
    }));
  }
  if (field.type === 'toMany') {
    const target = kindNamed(world.model, field.target);
    const [[measure, given] = ['', {} as Input]] = Object.entries<any>(asked);
    const { where, direction = given } = given as Input;
    const value = (row: Row): Scalar => {
      const related = world
        .related(row, field)
        .filter((other) => !where || holds(world, target, other, where) === true);
      return measured(target, related, measure, given);
    };
    return [{ value, descending: direction === 'DESC' }];
  }
  if (field.type === 'column') return [by(field.column)];
  if (field.type !== 'value') throw new Error(`${name} is not ordered by.`);
  const { columns } = field;
  switch (field.value) {
    case 'names': {
      const texts = langs.map((lang) => columns[`${lang.toLowerCase()}Sort`] ?? '');
      const first = (row: Row) =>
        texts.map((column) => row[column] ?? null).find((text) => text !== null) ?? null;
      return [{ value: first, descending: asked === 'DESC' }];
    }
    case 'fuzzyDate':
    case 'fuzzyPeriod':
      return [by(columns.earliest ?? ''), by(columns.latest ?? '')];
    case 'quantity':
      return [by(columns.low ?? '')];
    default:
      return [
        {
          value: (row) =>
            row[columns.currency ?? ''] === asked.currency ? (row[columns.amount ?? ''] ?? null) : null,
          descending: asked.direction === 'DESC',
        },
      ];
  }
}

function measured(kind: KindModel, rows: readonly Row[], measure: string, given: Input): Scalar {
  if (measure.startsWith('count')) return rows.length;
  const constant = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const field = [...kind.fields.values()].find(
    (candidate) =>
      candidate.type === 'value' &&
      (measure === 'money'
        ? candidate.value === 'money'
        : candidate.value === (measure === 'quantity' ? 'quantity' : 'fuzzyDate') &&
          constant(candidate.name) === given.of),
  );
  if (field?.type !== 'value') throw new Error(`${kind.name} has nothing to measure by ${measure}.`);
  const at = (row: Row, property: string) => row[field.columns[property] ?? ''] ?? null;
  const stated = rows.filter(
    (row) => at(row, measure === 'money' ? 'amount' : measure === 'quantity' ? 'low' : 'earliest') !== null,
  );
  const sum = (numbers: readonly Scalar[]) =>
    numbers.reduce<number>((total, number) => total + Number(number), 0);
  if (measure === 'money') {
    const paid = stated.filter((row) => at(row, 'currency') === given.currency);
    return paid.length === 0 ? null : sum(paid.map((row) => at(row, 'amount')));
  }
  if (stated.length === 0) return null;
  if (measure === 'quantity') {
    if (given.bound !== 'HIGH') return sum(stated.map((row) => at(row, 'low')));
    return stated.some((row) => at(row, 'high') === null) ? null : sum(stated.map((row) => at(row, 'high')));
  }
  const days = stated.map((row) => String(at(row, given.bound === 'LATEST' ? 'latest' : 'earliest'))).sort();
  return (given.bound === 'LATEST' ? days.at(-1) : days[0]) ?? null;
}
