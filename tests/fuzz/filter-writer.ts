import {
  isEnum,
  kindNamed,
  type FieldModel,
  type KindModel,
  type ToManyField,
  type ValueField,
} from '../../src/model/model.js';
import { fold } from '../../src/text/fold.js';
import type { Chance } from './chance.js';
import { amount } from './measured.js';
import type { Row, World } from './world.js';

/** The comparisons of a filter. */
export const OPERATORS = ['eq', 'gt', 'gte', 'lt', 'lte'];

/** Days, months and spans that some records are in, before, after, and on the edge of. */
const DAYS = [
  '2024',
  '2024-06',
  '2024-06-03',
  '2023-11',
  '2024-02',
  '2024-06-01/2024-06-10',
  '2022',
  '2024-05-28',
  '202X',
];

/** What sort of thing a field is, as filters tell them apart. */
export function sortOf(field: FieldModel): string {
  if (field.type === 'value') return field.value;
  if (field.type === 'toMany') return field.list ? 'list' : isByDate(field) ? 'coincidence' : field.join.via;
  if (field.type !== 'column') return field.type;
  return isEnum(field.output) ? 'enum' : field.output.name;
}

/** True for a relation that holds because dates meet. */
function isByDate({ join }: ToManyField): boolean {
  return join.via === 'columns' && join.on.some(({ operator }) => operator !== '=');
}

const UNFILTERED = ['prose', 'oneOf', 'record', 'computed'];

/** Writes filters with values that the records have, or that lie just beside them. */
export class FilterWriter {
  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  /** A filter of a kind, with filters of related records to some depth. */
  write(kind: KindModel, depth: number): string {
    if (depth > 0 && this.chance.maybe(0.25)) {
      const word = this.chance.pick(['and', 'or', 'not']);
      if (word === 'not') return `{ not: ${this.write(kind, depth - 1)} }`;
      const items = Array.from({ length: 1 + this.chance.below(3) }, () => this.write(kind, depth - 1));
      return `{ ${word}: [${items.join(', ')}] }`;
    }
    const fields = this.fieldsOf(kind).filter(
      ({ type }) => depth > 0 || (type !== 'toOne' && type !== 'toMany'),
    );
    const parts = this.chance.some(fields, 2).map((field) => this.condition(kind, field, depth));
    return `{ ${parts.join(', ')} }`;
  }

  /** The condition on one field, such as `edition: { gte: 2 }`. */
  condition(kind: KindModel, field: FieldModel, depth: number): string {
    const { name } = field;
    const rows = this.world.of(kind);
    switch (field.type) {
      case 'toOne': {
        const target = kindNamed(this.world.model, field.target);
        if (this.world.of(target).length === 0 || this.chance.maybe(0.2)) {
          return `${name}: { isNull: ${this.bool()} }`;
        }
        return `${name}: ${this.write(target, depth - 1)}`;
      }
      case 'toMany':
        return `${name}: ${this.relation(field, depth)}`;
      case 'column': {
        const values = rows.map((row) => row[field.column] ?? null).filter((value) => value !== null);
        return this.column(field, values.length > 0 ? this.chance.pick(values) : null);
      }
      case 'value': {
        const presence = { fuzzyDate: 'edtf', fuzzyPeriod: 'edtf', quantity: 'low', money: 'amount' };
        const column = field.columns[presence[field.value as 'money'] ?? ''];
        const stated = column ? rows.filter((row) => row[column] !== null) : rows;
        return this.value(field, stated.length > 0 ? this.chance.pick(stated) : {});
      }
      default:
        throw new Error(`${name} is not filtered by.`);
    }
  }

  /** The fields of a kind that can be filtered by. */
  fieldsOf(kind: KindModel): FieldModel[] {
    return [...kind.fields.values()].filter((field) => !UNFILTERED.includes(sortOf(field)));
  }

  private relation(field: ToManyField, depth: number): string {
    const target = kindNamed(this.world.model, field.target);
    const parts = this.chance.some(
      ['some', 'every', 'every', 'none', 'count', 'count'],
      this.chance.maybe(0.1) ? 2 : 1,
    );
    const written = [...new Set(parts)].map((quantifier) => {
      if (quantifier !== 'count') return `${quantifier}: ${this.write(target, depth - 1)}`;
      const where = this.chance.maybe(0.5) ? `, where: ${this.write(target, depth - 1)}` : '';
      return `count: { ${this.operator()}: ${this.chance.below(4)}${where} }`;
    });
    return `{ ${written.join(', ')} }`;
  }

  private column(
    { name, output }: Extract<FieldModel, { type: 'column' }>,
    value: string | number | null,
  ): string {
    if (output.name === 'ID') {
      return `${name}: { ${this.oneOf([`eq: ${text(value)}`, `in: [${text(value)}, "none"]`])} }`;
    }
    if (value === null || this.chance.maybe(0.1)) return `${name}: { isNull: ${this.bool()} }`;
    if (isEnum(output)) {
      const others = this.chance.some(output.values, 2).map((other) => other.name);
      return `${name}: { ${this.oneOf([`eq: ${value}`, `in: [${[value, ...others].join(', ')}]`])} }`;
    }
    switch (output.name) {
      case 'Boolean':
        return `${name}: { eq: ${this.bool()} }`;
      case 'Int': {
        const near = Number(value) + this.chance.pick([0, 0, 0, 1, -1]);
        return `${name}: { ${this.oneOf([this.compared(() => near), this.compared(() => near), `in: [${value}, 1]`])} }`;
      }
      case 'Float':
        return `${name}: { ${this.compared(() => value)} }`;
      case 'Date':
        return `${name}: { ${this.compared(() => `"${this.chance.pick([String(value), String(value), ...DAYS])}"`)} }`;
      case 'DateTime':
        return `${name}: { ${this.compared(() => `"${value}"`)} }`;
      default: {
        const letters = [...String(value)];
        const start = letters.slice(0, 1 + this.chance.below(6)).join('');
        const from = this.chance.below(letters.length);
        const part = letters.slice(from, from + 1 + this.chance.below(4)).join('');
        return `${name}: { ${this.oneOf([`eq: ${text(value)}`, `startsWith: ${text(start)}`, `contains: ${text(part)}`, `in: [${text(value)}, "x"]`])} }`;
      }
    }
  }

  private value({ name, value, columns }: ValueField, row: Row): string {
    const at = (property: string) => row[columns[property] ?? ''] ?? null;
    const match = this.chance.maybe(0.4) ? `, match: ${this.oneOf(['POSSIBLE', 'POSSIBLE', 'CERTAIN'])}` : '';
    const isNull = `${name}: { isNull: ${this.bool()} }`;
    if (this.chance.maybe(0.1)) return isNull;
    switch (value) {
      case 'names': {
        const texts = ['ar', 'en', 'fr'].map(at).filter((found) => found !== null);
        if (texts.length === 0) return isNull;
        const whole = String(this.chance.pick(texts));
        const part = this.chance.pick(whole.split(/\s+/).filter((word) => fold(word) !== ''));
        // A filter without any letter or digit is refused.
        if (part === undefined) return `${name}: { exact: ${text(whole)} }`;
        const shorter = [...part].slice(0, Math.max(2, this.chance.below(6))).join('');
        const sought = fold(shorter) === '' ? part : shorter;
        const operator = this.chance.pick(['eq', 'exact', 'contains', 'startsWith', 'in']);
        if (operator === 'in') return `${name}: { in: [${text(whole)}, "nobody"] }`;
        return `${name}: { ${operator}: ${text(operator === 'eq' || operator === 'exact' ? whole : sought)} }`;
      }
      case 'fuzzyDate': {
        const operators = [...OPERATORS, 'during'];
        return `${name}: { ${this.chance.pick(operators)}: "${this.day(['edtf', 'earliest', 'latest'].map(at))}"${match} }`;
      }
      case 'fuzzyPeriod': {
        const bounds = ['earliest', 'latest', 'certainFrom', 'certainTo'].map(at);
        return `${name}: { ${this.chance.pick(['during', 'overlaps'])}: "${this.day(bounds)}"${match} }`;
      }
      case 'quantity': {
        if (this.chance.maybe(0.1)) {
          return `${name}: { qualifier: ${this.oneOf([String(at('qualifier') ?? 'EXACT'), 'MORE_THAN', 'NEARLY'])} }`;
        }
        return `${name}: { ${this.compared(() => {
          const bound = at(this.chance.pick(['low', 'low', 'high', 'high', 'stated']));
          const number = bound === null ? this.chance.below(100) : Number(bound) / 1000;
          return Math.max(0, number + this.chance.pick([0, 0, 0, 0, 0, 0, 0.4, -0.4]));
        })}${match} }`;
      }
      case 'money': {
        const currency = String(at('currency') ?? 'USD');
        if (this.chance.maybe(0.15)) return `${name}: { currency: ${currency} }`;
        const sum = amount(Number(at('amount') ?? 0), currency);
        return `${name}: { currency: ${currency}, ${this.compared(() => `"${sum}"`)} }`;
      }
      default:
        throw new Error(`${name} is not filtered by.`);
    }
  }

  /** A day or a span that begins or ends where something of a record does. */
  private day(bounds: readonly (string | number | null)[]): string {
    const own = bounds.filter((bound) => bound !== null).map(String);
    const days = own.filter((bound) => /^\d{4}-\d\d-\d\d$/.test(bound)).sort();
    if (own.length === 0 || this.chance.maybe(0.3)) return this.chance.pick(DAYS);
    if (days.length > 0 && this.chance.maybe(0.5)) {
      // What the record has, or a day more or less at either end.
      const ends = [this.chance.pick(days), this.chance.pick(days)];
      const near = ends.map((end) => shift(end, this.chance.pick([0, 0, 0, 1, -1]))).sort();
      return near[0] === near[1] ? String(near[0]) : near.join('/');
    }
    const day = this.chance.pick(own);
    // A longer or a shorter span that begins alike.
    if (/^\d{4}-\d\d/.test(day) && this.chance.maybe(0.3)) return day.slice(0, this.chance.pick([4, 7]));
    return day;
  }

  /** One comparison, sometimes two. */
  private compared(operand: () => string | number): string {
    const operators = this.chance.some(OPERATORS, this.chance.maybe(0.15) ? 2 : 1);
    return operators.map((operator) => `${operator}: ${operand()}`).join(', ');
  }

  private operator(): string {
    return this.chance.pick(OPERATORS);
  }

  private bool(): boolean {
    return this.chance.maybe(0.5);
  }

  private oneOf(choices: readonly string[]): string {
    return this.chance.pick(choices);
  }
}

/** The day that lies some days after a day. */
function shift(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function text(value: string | number | null): string {
  return JSON.stringify(String(value));
}
