import {
  isEnum,
  kindNamed,
  type FieldModel,
  type KindModel,
  type ToManyField,
  type ValueField,
} from '../../src/model/model.js';
import { minor } from './measured.js';
import type { Chance } from './chance.js';
import { constant, GroupsWriter } from './groups-writer.js';
import type { Row, World } from './world.js';

const LANGS = ['', '(lang: [EN])', '(lang: [FR, AR])'];
const OPERATORS = ['eq', 'gt', 'gte', 'lt', 'lte'];
const DIRECTIONS = ['ASC', 'DESC'];
/** How deep a document goes: mostly not far, so that there can be many. */
const DEPTHS = [1, 1, 1, 1, 2, 2, 3];
const DAYS = [
  '2024',
  '2024-06',
  '2024-06-03',
  '2023-11',
  '2024-02',
  '2024-06-01/2024-06-10',
  '2022',
  '2024-05-28',
];

/** Writes documents that ask anything of a registry, with values that its records have. */
export class Generator {
  private readonly groups: GroupsWriter;

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {
    this.groups = new GroupsWriter(world, chance, {
      where: (kind) => this.where(kind, 1),
      connection: (kind, depth) => this.connection(kind, depth),
    });
  }

  /** A kind of which there are records. */
  kind(): KindModel {
    const kinds = [...this.world.model.kinds.values()].filter((kind) => this.world.of(kind).length > 0);
    return this.chance.pick(kinds);
  }

  /** A document that asks one root field. */
  document(): string {
    const kind = this.kind();
    const depth = this.chance.pick(DEPTHS);
    if (this.chance.maybe(0.1)) {
      const key = kind.fields.get(kind.key);
      const value = key?.type === 'column' ? this.chance.pick(this.world.of(kind))[key.column] : null;
      return `{ ${kind.singular}(${kind.key}: ${JSON.stringify(value)}) ${this.record(kind, depth)} }`;
    }
    return `{ ${kind.plural}${this.connection(kind, depth)} }`;
  }

  /** The arguments of a connection that fix which records it has, and in which order. */
  list(kind: KindModel): string {
    const where = this.chance.maybe(0.6) ? [`where: ${this.where(kind, 2)}`] : [];
    const order = this.chance.maybe(0.8) ? [`orderBy: [${this.terms(kind)}]`] : [];
    return [...where, ...order].join(', ');
  }

  private connection(kind: KindModel, depth: number): string {
    const page = this.chance.maybe(0.5)
      ? [`${this.chance.pick(['first', 'last'])}: ${this.chance.below(6)}`]
      : [];
    const args = [this.list(kind), ...page].filter((part) => part !== '').join(', ');
    const members = this.chance.some(
      [
        () => `nodes ${this.record(kind, depth - 1)}`,
        () => `edges { node ${this.record(kind, depth - 1)} }`,
        () => 'totalCount',
        () => 'pageInfo { hasNextPage hasPreviousPage }',
        () => `aggregate { ${this.groups.measures(kind, depth)} }`,
        () => this.groups.write(kind, depth - 1),
        () => this.groups.write(kind, depth - 1),
      ],
      depth > 1 ? 2 : 1,
    );
    const written = [...new Set(members.map((member) => member()))];
    // A second groups of other arguments needs a name of its own.
    const named = written.map((member, index) =>
      member.startsWith('groups') ? `g${index}: ${member}` : member,
    );
    return `${args === '' ? '' : `(${args})`} { ${named.join(' ')} }`;
  }

  private record(kind: KindModel, depth: number): string {
    const fields = [...kind.fields.values()].filter(({ type }) => type !== 'computed');
    const members = this.chance.some(fields, 3).map((field) => this.member(field, depth));
    if (kind.fields.has('name') && this.chance.maybe(0.1)) members.push('names { text lang original }');
    return `{ ${['__typename', ...members.filter((member) => member !== '')].join(' ')} }`;
  }

  private member(field: FieldModel, depth: number): string {
    const { name } = field;
    switch (field.type) {
      case 'column':
        return name;
      case 'value':
        switch (field.value) {
          case 'names':
          case 'prose':
            return this.chance.maybe(0.5) ? name : `${name}_: ${name}${this.chance.pick(LANGS)}`;
          case 'fuzzyDate':
            return `${name} { edtf earliest latest precision approximate }`;
          case 'fuzzyPeriod':
            return `${name} { edtf earliest latest certainFrom certainTo basis }`;
          case 'quantity':
            return `${name} { low high qualifier stated }`;
          default:
            return `${name} { amount currency }`;
        }
      case 'toOne':
        return depth > 0
          ? `${name} ${this.record(kindNamed(this.world.model, field.target), depth - 1)}`
          : '';
      case 'toMany': {
        const target = kindNamed(this.world.model, field.target);
        if (depth <= 0) return '';
        return field.list
          ? `${name} ${this.record(target, depth - 2)}`
          : `${name}${this.connection(target, depth - 1)}`;
      }
      case 'oneOf': {
        const kinds = this.world.model.unions.get(field.union) ?? [];
        const arms = kinds.map((arm) => `... on ${arm} { slug }`);
        return `${name} { __typename ${arms.join(' ')} }`;
      }
      default:
        return `${name} { __typename id }`;
    }
  }

  // Filters

  where(kind: KindModel, depth: number): string {
    if (depth > 0 && this.chance.maybe(0.25)) {
      const word = this.chance.pick(['and', 'or', 'not']);
      if (word === 'not') return `{ not: ${this.where(kind, depth - 1)} }`;
      return `{ ${word}: [${this.where(kind, depth - 1)}, ${this.where(kind, depth - 1)}] }`;
    }
    const fields = [...kind.fields.values()].filter(
      (field) =>
        ['column', 'value'].includes(field.type) || (depth > 0 && ['toOne', 'toMany'].includes(field.type)),
    );
    const parts = this.chance.some(fields, 2).map((field) => this.condition(kind, field, depth));
    const given = parts.filter((part) => part !== '');
    return given.length > 0 ? `{ ${given.join(', ')} }` : this.where(kind, depth);
  }

  private condition(kind: KindModel, field: FieldModel, depth: number): string {
    const { name } = field;
    const value = this.chance.pick(this.world.of(kind));
    switch (field.type) {
      case 'toOne': {
        const target = kindNamed(this.world.model, field.target);
        if (this.world.of(target).length === 0 || this.chance.maybe(0.2))
          return `${name}: { isNull: ${this.bool()} }`;
        return `${name}: ${this.where(target, depth - 1)}`;
      }
      case 'toMany': {
        const target = kindNamed(this.world.model, field.target);
        if (this.world.of(target).length === 0) return `${name}: { count: { gte: 0 } }`;
        const inner = this.where(target, depth - 1);
        const quantifier = this.chance.pick(['some', 'every', 'none', 'count', 'count']);
        if (quantifier !== 'count') return `${name}: { ${quantifier}: ${inner} }`;
        const where = this.chance.maybe(0.5) ? `, where: ${inner}` : '';
        return `${name}: { count: { ${this.operator()}: ${this.chance.below(4)}${where} } }`;
      }
      case 'column':
        return this.columnCondition(field, value?.[field.column] ?? null);
      case 'value':
        return this.valueCondition(field, value ?? {});
      default:
        return '';
    }
  }

  private columnCondition(
    field: Extract<FieldModel, { type: 'column' }>,
    value: string | number | null,
  ): string {
    const { name, output } = field;
    const type = output.name;
    if (type === 'ID') return `${name}: { ${this.oneOf([`eq: ${text(value)}`, `in: [${text(value)}]`])} }`;
    if (value === null || this.chance.maybe(0.1)) return `${name}: { isNull: ${this.bool()} }`;
    if (isEnum(output)) return `${name}: { ${this.oneOf([`eq: ${value}`, `in: [${value}]`])} }`;
    switch (type) {
      case 'Boolean':
        return `${name}: { eq: ${this.bool()} }`;
      case 'Int':
        return `${name}: { ${this.oneOf([`${this.operator()}: ${value}`, `in: [${value}, 1]`])} }`;
      case 'Float':
        return `${name}: { ${this.operator()}: ${value} }`;
      case 'Date':
        return `${name}: { ${this.operator()}: "${this.chance.pick([String(value), ...DAYS])}" }`;
      case 'DateTime':
        return `${name}: { ${this.operator()}: "${value}" }`;
      default: {
        const start = [...String(value)].slice(0, 3).join('');
        return `${name}: { ${this.oneOf([`eq: ${text(value)}`, `startsWith: ${text(start)}`, `contains: ${text(start)}`, `in: [${text(value)}, "x"]`])} }`;
      }
    }
  }

  private valueCondition(field: ValueField, row: Row): string {
    const { name, columns } = field;
    const at = (property: string) => row[columns[property] ?? ''] ?? null;
    const match = this.chance.maybe(0.4) ? ', match: POSSIBLE' : '';
    const isNull = `${name}: { isNull: ${this.bool()} }`;
    if (this.chance.maybe(0.1)) return field.value === 'prose' ? '' : isNull;
    switch (field.value) {
      case 'names': {
        const texts = ['ar', 'en', 'fr'].map(at).filter((found) => found !== null);
        if (texts.length === 0) return isNull;
        const words = String(this.chance.pick(texts));
        const part = words.split(/\s+/).find((word) => /[\p{L}\p{N}]/u.test(word)) ?? words;
        const operator = this.chance.pick(['eq', 'exact', 'contains', 'startsWith', 'in']);
        if (operator === 'in') return `${name}: { in: [${text(words)}, "nobody"] }`;
        return `${name}: { ${operator}: ${text(operator === 'eq' || operator === 'exact' ? words : part)} }`;
      }
      case 'fuzzyDate': {
        const day = this.chance.pick([...DAYS, ...(at('earliest') === null ? [] : [String(at('earliest'))])]);
        return `${name}: { ${this.chance.pick([...OPERATORS, 'during'])}: "${day}"${match} }`;
      }
      case 'fuzzyPeriod': {
        const day = this.chance.pick([
          ...DAYS,
          ...(at('certainFrom') === null ? [] : [String(at('certainFrom'))]),
        ]);
        return `${name}: { ${this.chance.pick(['during', 'overlaps'])}: "${day}"${match} }`;
      }
      case 'quantity': {
        const bound = at(this.chance.pick(['low', 'high', 'stated']));
        const number = bound === null ? this.chance.below(100) : Number(bound) / 1000;
        if (this.chance.maybe(0.1))
          return `${name}: { qualifier: ${this.chance.pick(['EXACT', 'MORE_THAN', 'NEARLY'])} }`;
        return `${name}: { ${this.operator()}: ${number}${match} }`;
      }
      case 'money': {
        const currency = String(at('currency') ?? 'USD');
        if (this.chance.maybe(0.2)) return `${name}: { currency: ${currency} }`;
        return `${name}: { currency: ${currency}, ${this.operator()}: "${Math.floor(Number(at('amount') ?? 0) / minor(currency))}" }`;
      }
      default:
        return '';
    }
  }

  // Orders

  private terms(kind: KindModel): string {
    return Array.from({ length: 1 + this.chance.below(2) }, () => this.term(kind, 2)).join(', ');
  }

  private term(kind: KindModel, depth: number): string {
    const fields = [...kind.fields.values()].filter(
      (field) =>
        (field.type === 'column' && field.encoding !== 'float') ||
        (field.type === 'value' && field.value !== 'prose') ||
        (depth > 0 && ['toOne', 'toMany'].includes(field.type)),
    );
    const field = this.chance.pick(fields);
    if (field.type === 'toOne')
      return `{ ${field.name}: ${this.term(kindNamed(this.world.model, field.target), depth - 1)} }`;
    if (field.type === 'toMany') return `{ ${field.name}: ${this.relatedTerm(field)} }`;
    if (field.type === 'value' && field.value === 'money') {
      return `{ ${field.name}: { currency: USD, direction: ${this.direction()} } }`;
    }
    return `{ ${field.name}: ${this.direction()} }`;
  }

  private relatedTerm(field: ToManyField): string {
    const target = kindNamed(this.world.model, field.target);
    const where =
      this.world.of(target).length > 0 ? `where: ${this.where(target, 1)}` : 'where: { slug: { eq: "x" } }';
    const filter = this.chance.maybe(0.6) ? `${where}, ` : '';
    const direction = `direction: ${this.direction()}`;
    const choices = [`{ count: ${this.direction()} }`, `{ countWhere: { ${where}, ${direction} } }`];
    if (!target.fields.has('slug')) return choices[0] ?? '';
    for (const found of target.fields.values()) {
      if (found.type !== 'value') continue;
      const of = constant(found.name);
      if (found.value === 'money') choices.push(`{ money: { ${filter}currency: USD, ${direction} } }`);
      if (found.value === 'quantity')
        choices.push(
          `{ quantity: { ${filter}of: ${of}, bound: ${this.chance.pick(['LOW', 'HIGH'])}, ${direction} } }`,
        );
      if (found.value === 'fuzzyDate')
        choices.push(
          `{ dates: { ${filter}of: ${of}, bound: ${this.chance.pick(['EARLIEST', 'LATEST'])}, ${direction} } }`,
        );
    }
    return this.chance.pick(choices);
  }

  private operator(): string {
    return this.chance.pick(OPERATORS);
  }

  private direction(): string {
    return this.chance.pick(DIRECTIONS);
  }

  private bool(): boolean {
    return this.chance.maybe(0.5);
  }

  private oneOf(choices: readonly string[]): string {
    return this.chance.pick(choices);
  }
}

function text(value: string | number | null): string {
  return JSON.stringify(String(value));
}
