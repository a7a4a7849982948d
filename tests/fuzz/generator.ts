import { keyColumn, kindNamed, type FieldModel, type KindModel } from '../../src/model/model.js';
import { fold } from '../../src/text/fold.js';
import { wordsOf } from '../../src/text/words.js';
import type { Chance } from './chance.js';
import { FilterWriter, sortOf } from './filter-writer.js';
import { GroupsWriter } from './groups-writer.js';
import { OrderWriter } from './order-writer.js';
import type { CursorPage, Question } from './question.js';
import { constantOf, searched } from './search.js';
import type { World } from './world.js';

const LANGS = ['', '(lang: [EN])', '(lang: [FR, AR])', '(lang: [])'];
const READERS = [
  ['EN', 'AR', 'FR'],
  ['AR', 'EN', 'FR'],
  ['FR', 'EN', 'AR'],
];

/** How deep a document goes: mostly not far, so that there can be many. */
const DEPTHS = [1, 1, 1, 1, 2, 2, 3];

const INSTANTS = ['2024-06-15T10:30:00+01:00', '2024-06-17T07:00:00Z', '2024-05-30T23:59:00+04:00'];

/** Of lists that are longer than this, no cursors are taken. */
const LONGEST_LIST = 120;

type FieldOfKind = readonly [KindModel, FieldModel];
type BySort = WeakMap<World, Map<string, FieldOfKind[]>>;

/** The fields of a world that can be filtered and ordered by, by their sort: found once. */
const filterable: BySort = new WeakMap();
const orderable: BySort = new WeakMap();
const servable: BySort = new WeakMap();

function bySort(
  known: BySort,
  world: World,
  list: () => readonly (readonly [string, FieldOfKind])[],
): Map<string, FieldOfKind[]> {
  let found = known.get(world);
  if (!found) {
    found = new Map();
    for (const [sort, field] of list()) found.set(sort, [...(found.get(sort) ?? []), field]);
    known.set(world, found);
  }
  return found;
}

/** Writes documents that ask anything of a registry, with values that its records have. */
export class Generator {
  private readonly filters: FilterWriter;
  private readonly orders: OrderWriter;
  private readonly groups: GroupsWriter;
  private pages: CursorPage[] = [];

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    /** Whether what is worked out in TypeScript is asked too: only a server answers it. */
    private readonly computed = false,
  ) {
    this.filters = new FilterWriter(world, chance);
    this.orders = new OrderWriter(world, chance, this.filters);
    this.groups = new GroupsWriter(world, chance, {
      where: (kind) => this.where(kind, 1),
      connection: (kind, depth) => this.connection(kind, depth),
    });
  }

  /** A kind of which there are records. */
  kind(): KindModel {
    return this.chance.pick(this.kinds());
  }

  /** A document with the reader's languages and the cursors that it needs. */
  question(): Question {
    this.pages = [];
    const langs = this.chance.maybe(0.5) ? this.chance.pick(READERS) : (READERS[0] ?? []);
    const source = this.document();
    return { source, pages: this.pages, langs };
  }

  /** The arguments of a connection that fix which records it has, and in which order. */
  list(kind: KindModel): string {
    const where = this.chance.maybe(0.5) ? [`where: ${this.where(kind, 2)}`] : [];
    const terms = this.orders.terms(kind);
    // One term need not stand in a list.
    const written = terms.includes('}, {') ? `[${terms}]` : terms;
    const order = this.chance.maybe(0.7) ? [`orderBy: ${written}`] : [];
    return [...where, ...order].join(', ');
  }

  where(kind: KindModel, depth: number): string {
    return this.filters.write(kind, depth);
  }

  /** Groups that fit on a few pages: their kind, and the arguments that fix which there are. */
  groupsToWalk(): { readonly kind: KindModel; readonly asked: string } {
    const kind = this.chance.pick(this.kinds().filter(({ dimensions }) => dimensions.size > 0));
    return { kind, asked: this.groups.asked(kind) };
  }

  private kinds(): KindModel[] {
    return [...this.world.model.kinds.values()].filter((kind) => this.world.of(kind).length > 0);
  }

  /** What each document is about, in shares of a hundred. */
  private document(): string {
    const topic = this.chance.below(100);
    if (topic < 32) return this.filtered();
    if (topic < 52) return this.paged();
    if (topic < 57) return this.dated();
    if (topic < 63) return this.divided();
    if (topic < 83) return this.grouped();
    if (topic < 90) return this.anything();
    if (topic < 95) return this.single();
    return this.searched();
  }

  /** Several filters on one sort of field each, so that every operator of every sort comes often. */
  private filtered(): string {
    const roots = Array.from({ length: 3 }, (_, index) => {
      const [kind, field] = this.field();
      const condition = `{ ${this.filters.condition(kind, field, 1)} }`;
      const where = this.chance.maybe(0.25) ? `{ not: ${condition} }` : condition;
      const members = this.chance.pick(['totalCount', `nodes { ${kind.key} }`, `nodes { ${kind.key} }`]);
      return `a${index}: ${kind.plural}(where: ${where}, first: 100) { ${members} }`;
    });
    return `{ ${roots.join(' ')} }`;
  }

  private field(): FieldOfKind {
    const known = bySort(filterable, this.world, () =>
      this.kinds().flatMap((kind) =>
        this.filters.fieldsOf(kind).map((field) => [sortOf(field), [kind, field]] as const),
      ),
    );
    // Dates, periods, quantities, money and relations have the most rules.
    const often = 'fuzzyDate fuzzyPeriod quantity money names columns coincidence'
      .split(' ')
      .filter((sort) => known.has(sort));
    const sorts = [...known.keys(), ...often, ...often];
    return this.chance.pick(known.get(this.chance.pick(sorts)) ?? []);
  }

  private served(): FieldOfKind {
    const known = bySort(servable, this.world, () =>
      this.kinds().flatMap((kind) =>
        [...kind.fields.values()]
          .filter(({ type }) => this.computed || type !== 'computed')
          .map((field) => [sortOf(field), [kind, field]] as const),
      ),
    );
    return this.chance.pick(known.get(this.chance.pick([...known.keys()])) ?? []);
  }

  private ordered(): FieldOfKind {
    const known = bySort(orderable, this.world, () =>
      this.kinds().flatMap((kind) =>
        this.orders.fieldsOf(kind).map(([sort, field]) => [sort, [kind, field]] as const),
      ),
    );
    const related = [...known.keys()].filter((sort) => sort.endsWith('of related'));
    return this.chance.pick(known.get(this.chance.pick([...known.keys(), ...related, ...related])) ?? []);
  }

  /** Pages of lists in an order, by cursors taken from one of them or from another list in the same order. */
  private paged(): string {
    const [first, second] = [this.pagedList(), this.pages.length === 0 ? this.pagedList(false) : ''];
    return `{ a: ${first}${second === '' ? '' : ` b: ${second}`} }`;
  }

  private pagedList(cursors = this.chance.maybe(0.6)): string {
    const [kind, field] = this.ordered();
    const order = this.chance.maybe(0.9) ? this.orders.terms(kind, field) : '';
    const rows = this.world.of(kind).length;
    const args = [
      ...(order === '' ? [] : [`orderBy: [${order}]`]),
      ...(this.chance.maybe(0.3) ? [`where: ${this.where(kind, 1)}`] : []),
      ...this.pageSize(),
    ];
    const withCursors = cursors && rows <= LONGEST_LIST;
    if (withCursors) {
      this.pages.push({ type: 'records', kind, order });
      const cursor = () => `"@0:${this.chance.below(rows)}"`;
      const ends = this.chance.pick([['after'], ['before'], ['after', 'before'], []]);
      args.push(...ends.map((end) => `${end}: ${cursor()}`));
    }
    const members = this.chance.some(
      withCursors
        ? [
            `edges { cursor node { ${kind.key} } }`,
            'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }',
            `nodes { ${kind.key} }`,
          ]
        : ['pageInfo { hasNextPage hasPreviousPage }', `nodes { ${kind.key} }`, 'totalCount'],
      2,
    );
    return `${kind.plural}${args.length > 0 ? `(${args.join(', ')})` : ''} { ${members.join(' ')} }`;
  }

  /** Groups, or measures of everything. */
  private grouped(): string {
    const kinds = this.kinds().filter(
      ({ name, dimensions }) => dimensions.size > 0 && (name !== 'Revision' || this.chance.maybe(0.1)),
    );
    const sort = this.chance.pick(['money', 'quantity', 'fuzzyDate', 'any']);
    const measured = kinds.filter(({ fields }) =>
      [...fields.values()].some((field) => sortOf(field) === sort),
    );
    const kind = this.chance.pick(measured.length > 0 ? measured : kinds);
    const where = this.chance.maybe(0.3) ? `where: ${this.where(kind, 1)}` : '';
    const list = where === '' ? '' : `(${where})`;
    if (this.chance.maybe(0.2)) {
      return `{ ${kind.plural}${list} { aggregate { ${this.groups.measures(kind, 2, 3)} } } }`;
    }
    const asked = this.groups.asked(kind);
    let page = this.chance.maybe(0.2)
      ? ''
      : `${this.chance.pick(['first', 'first', 'last'])}: ${this.chance.below(8)}`;
    if (this.chance.maybe(0.15)) {
      const count = 1 + this.chance.below(4);
      const source = `{ page: ${kind.plural}${list} { groups(${asked}, first: ${count}) { pageInfo { endCursor } } } }`;
      this.pages.push({ type: 'groups', source, count });
      page = [page, `${this.chance.pick(['after', 'before'])}: "@0:0"`].filter(Boolean).join(', ');
    }
    const groups = this.groups.write(kind, this.chance.pick([1, 1, 2]), asked, page);
    // What a filter is fulfilled for once must serve all that is asked of the list.
    const more = this.chance.pick(['', '', '', 'totalCount', `nodes { ${kind.key} }`, 'aggregate { count }']);
    return `{ ${kind.plural}${list} { ${groups} ${more} } }`;
  }

  /** Groups by the buckets of one date. */
  private dated(): string {
    const known = this.kinds().filter(({ dimensions }) =>
      [...dimensions.values()].some(({ leaf }) => leaf === 'date'),
    );
    const roots = Array.from({ length: 3 }, (_, index) => {
      const kind = this.chance.pick(known);
      return `a${index}: ${kind.plural} { ${this.groups.byDate(kind)} }`;
    });
    return `{ ${roots.join(' ')} }`;
  }

  /** Groups among which members are divided, with every measure. */
  private divided(): string {
    const kinds = this.kinds().filter(({ name, dimensions }) => dimensions.size > 0 && name !== 'Revision');
    const sort = this.chance.pick(['money', 'money', 'quantity', 'quantity', 'any']);
    const measured = kinds.filter(({ fields }) =>
      [...fields.values()].some((field) => sortOf(field) === sort),
    );
    const kind = this.chance.pick(measured.length > 0 ? measured : kinds);
    return `{ ${kind.plural} { ${this.groups.divided(kind)} } }`;
  }

  /** Any connection with anything in it. */
  private anything(): string {
    if (this.chance.maybe(0.5)) {
      const kind = this.kind();
      return `{ ${kind.plural}${this.connection(kind, this.chance.pick(DEPTHS))} }`;
    }
    const [kind, field] = this.served();
    return `{ ${kind.plural}(first: 100) { nodes ${this.record(kind, 1, field)} } }`;
  }

  /** Records by what they are known by, and the registry itself. */
  private single(): string {
    const kind = this.kind();
    const row = () => this.chance.pick(this.world.of(kind));
    const depth = this.chance.pick(DEPTHS);
    switch (this.chance.below(4)) {
      case 0:
        return `{ registry { dataVersion updatedAt counts { kind count } } __typename }`;
      case 1: {
        const other = this.kind();
        const selection = `{ __typename id ... on ${kind.name} ${this.record(kind, 0)} ... on ${other.name} { slug } ... on Node { version slug createdAt } }`;
        return `{ node(id: ${text(this.chance.maybe(0.9) ? row().id : 'none')}) ${selection} }`;
      }
      case 2: {
        const ids = [row().id, this.chance.pick(this.world.of(this.kind())).id, 'evt_none', row().id];
        return `{ nodes(ids: [${ids.map(text).join(', ')}]) { __typename slug ... on ${kind.name} ${this.record(kind, 0)} } }`;
      }
      default: {
        const value = this.chance.maybe(0.95) ? row()[keyColumn(kind).column] : 'none';
        return `{ ${kind.singular}(${kind.key}: ${text(value)}) ${this.record(kind, depth)} }`;
      }
    }
  }

  /** A search for words of names, whole, begun or mistyped. */
  private searched(): string {
    const kinds = searched(this.world.model).filter((kind) => this.world.of(kind).length > 0);
    const kind = this.chance.pick(kinds);
    const texts = this.world
      .of(kind)
      .flatMap((row) => Object.entries(row).filter(([column]) => /_(ar|en|fr)$/.test(column)))
      .flatMap(([, value]) => (value === null ? [] : [String(value)]))
      .filter((value) => wordsOf(fold(value)).length > 0 && value.length < 60);
    if (texts.length === 0) return this.filtered();
    const whole = this.chance.pick(texts);
    const words = whole.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => wordsOf(fold(word)).length > 0);
    const some = this.chance.maybe(0.3)
      ? whole
      : this.chance.some(words.length > 0 ? words : [whole], 2).join(' ');
    const query = this.mistyped(some);
    const named = kinds.some(({ name }) => name === kind.name) && this.chance.maybe(0.3);
    const only = named ? `, kinds: [${[kind, this.chance.pick(kinds)].map(constantOf).join(', ')}]` : '';
    const first = this.chance.maybe(0.5) ? `, first: ${this.chance.below(40)}` : '';
    return `{ search(text: ${text(query)}${only}${first}) { totalCount nodes { kind level field lang text${this.computed ? ' highlights { start end }' : ''} record { __typename id slug } } } }`;
  }

  private mistyped(words: string): string {
    const letters = [...words];
    const at = this.chance.below(letters.length);
    switch (this.chance.below(8)) {
      case 0:
        letters.splice(at, 1);
        break;
      case 1:
        letters.splice(at, 1, 'q');
        break;
      case 2:
        letters.splice(at, 0, 'a');
        break;
      case 3:
        letters.splice(at, 2, ...letters.slice(at, at + 2).reverse());
        break;
      case 4:
        letters.splice(Math.max(2, at));
        break;
      case 5: {
        // The first of several words is only begun.
        const space = letters.indexOf(' ');
        if (space > 3) letters.splice(space - 2, 2);
        break;
      }
      default:
        break;
    }
    const mistyped = letters.join('');
    return wordsOf(fold(mistyped)).length === 0 ? words : mistyped;
  }

  private pageSize(): string[] {
    if (this.chance.maybe(0.3)) return [];
    return [`${this.chance.pick(['first', 'last'])}: ${this.chance.pick([0, 1, 2, 3, 4, 5, 100, 100])}`];
  }

  private connection(kind: KindModel, depth: number): string {
    const args = [this.list(kind), ...this.pageSize()].filter((part) => part !== '').join(', ');
    const members = this.chance.some(
      [
        () => `nodes ${this.record(kind, depth - 1)}`,
        () => `edges { node ${this.record(kind, depth - 1)} }`,
        () => 'totalCount',
        () => 'pageInfo { hasNextPage hasPreviousPage }',
        () => `aggregate { ${this.groups.measures(kind, depth)} }`,
        () => (kind.dimensions.size > 0 ? this.groups.write(kind, depth - 1) : 'totalCount'),
      ],
      depth > 1 ? 2 : 1,
    );
    return `${args === '' ? '' : `(${args})`} { ${members.map((member) => member()).join(' ')} }`;
  }

  private record(kind: KindModel, depth: number, first?: FieldModel): string {
    const fields = [...kind.fields.values()].filter(({ type }) => this.computed || type !== 'computed');
    const members = Array.from({ length: 1 + this.chance.below(4) }, () => {
      const sort = this.chance.pick([...new Set(fields.map(sortOf))]);
      return this.chance.pick(fields.filter((field) => sortOf(field) === sort));
    });
    if (first) members.push(first);
    const written = [...new Set(members)].map((field) => this.member(field, depth));
    if (kind.fields.has('name') && this.chance.maybe(0.2)) written.push('names { text lang original }');
    return `{ ${['__typename', ...written.filter((member) => member !== '')].join(' ')} }`;
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
          : `${name} { id }`;
      case 'toMany': {
        const target = kindNamed(this.world.model, field.target);
        if (depth <= 0) return field.list ? `${name} { slug }` : `${name} { totalCount nodes { slug } }`;
        return field.list
          ? `${name} ${this.record(target, depth - 2)}`
          : `${name}${this.connection(target, depth - 1)}`;
      }
      case 'oneOf': {
        const kinds = this.world.model.unions.get(field.union) ?? [];
        const arms = kinds.map((arm) => `... on ${arm} { slug }`);
        return `${name} { __typename ${arms.join(' ')} ... on Node { id } }`;
      }
      case 'computed': {
        const given = field.parameters.map(
          (parameter) => `${parameter.name}: "${this.chance.pick(INSTANTS)}"`,
        );
        const args = given.length > 0 ? `(${given.join(', ')})` : '';
        const parts = 'fields' in field.output ? field.output.fields.map((part) => part.name) : [];
        return `${name}${args}${parts.length > 0 ? ` { ${parts.join(' ')} }` : ''}`;
      }
      default:
        return `${name} { __typename id }`;
    }
  }
}

function text(value: string | number | null | undefined): string {
  return JSON.stringify(String(value));
}
