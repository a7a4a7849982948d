import { kindNamed, type FieldModel, type KindModel, type ToManyField } from '../../src/model/model.js';
import type { Chance } from './chance.js';
import { sortOf, type FilterWriter } from './filter-writer.js';
import { constant } from './groups-writer.js';
import type { World } from './world.js';

const DIRECTIONS = ['ASC', 'DESC'];
const CURRENCIES = ['USD', 'USD', 'USD', 'EUR', 'TND'];
const MEASURED = ['money', 'quantity', 'fuzzyDate'];
const UNORDERED = ['Float', 'prose', 'oneOf', 'record', 'computed'];

/** Writes orders by any field, over any relation. */
export class OrderWriter {
  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly filters: FilterWriter,
  ) {}

  /** Up to three terms. */
  terms(kind: KindModel, first?: FieldModel): string {
    const leading = first ? [this.by(first, 2)] : [];
    const others = Array.from({ length: this.chance.below(3) + (first ? 0 : 1) }, () => this.term(kind, 2));
    return [...leading, ...others.slice(0, 2)].join(', ');
  }

  /** The fields of a kind that can be ordered by, and of what sort each is. */
  fieldsOf(kind: KindModel): [sort: string, field: FieldModel][] {
    return [...kind.fields.values()]
      .filter((field) => !UNORDERED.includes(sortOf(field)))
      .flatMap((field): [string, FieldModel][] => {
        if (field.type !== 'toMany') return [[sortOf(field), field]];
        const target = kindNamed(this.world.model, field.target);
        const measured = [...target.fields.values()].filter((found) => MEASURED.includes(sortOf(found)));
        return [sortOf(field), ...measured.map((found) => `${sortOf(found)} of related`)].map((sort) => [
          sort,
          field,
        ]);
      });
  }

  private term(kind: KindModel, depth: number): string {
    const found = this.fieldsOf(kind).filter(([, field]) => depth > 0 || field.type !== 'toOne');
    // First the sort of field, then the field: few are dates or money, and many are relations.
    const sort = this.chance.pick([...new Set(found.map(([name]) => name))]);
    const fields = found.filter(([name]) => name === sort).map(([, field]) => field);
    return this.by(this.chance.pick(fields), depth);
  }

  private by(field: FieldModel, depth: number): string {
    const { name } = field;
    if (field.type === 'toOne') {
      const target = kindNamed(this.world.model, field.target);
      // The key of another record tells nothing apart.
      if (this.chance.maybe(0.2)) return `{ ${name}: { ${target.key}: ${this.direction()} } }`;
      return `{ ${name}: ${this.term(target, depth - 1)} }`;
    }
    if (field.type === 'toMany') return `{ ${name}: ${this.related(field)} }`;
    if (field.type === 'value' && field.value === 'money') {
      return `{ ${name}: { currency: ${this.chance.pick(CURRENCIES)}, direction: ${this.direction()} } }`;
    }
    return `{ ${name}: ${this.direction()} }`;
  }

  private related(field: ToManyField): string {
    const target = kindNamed(this.world.model, field.target);
    const where = () => `where: ${this.filters.write(target, 1)}`;
    const filter = () => (this.chance.maybe(0.5) ? `${where()}, ` : '');
    const direction = `direction: ${this.direction()}`;
    const choices = [
      () => `{ count: ${this.direction()} }`,
      () => `{ countWhere: { ${where()}, ${direction} } }`,
    ];
    for (const found of target.fields.values()) {
      if (found.type !== 'value') continue;
      const of = constant(found.name);
      if (found.value === 'money') {
        choices.push(
          () => `{ money: { ${filter()}currency: ${this.chance.pick(CURRENCIES)}, ${direction} } }`,
        );
      }
      if (found.value === 'quantity') {
        const bound = this.chance.pick(['LOW', 'HIGH']);
        choices.push(() => `{ quantity: { ${filter()}of: ${of}, bound: ${bound}, ${direction} } }`);
      }
      if (found.value === 'fuzzyDate') {
        const bound = this.chance.pick(['EARLIEST', 'LATEST']);
        choices.push(() => `{ dates: { ${filter()}of: ${of}, bound: ${bound}, ${direction} } }`);
      }
    }
    // What is measured is rarer than what is counted, and more can go wrong with it.
    return this.chance.pick(choices.length > 2 && this.chance.maybe(0.7) ? choices.slice(2) : choices)();
  }

  private direction(): string {
    return this.chance.pick(DIRECTIONS);
  }
}
