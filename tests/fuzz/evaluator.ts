import type { FieldNode, FragmentDefinitionNode, SelectionSetNode, DocumentNode } from 'graphql';
import { valueFromASTUntyped } from 'graphql';
import { highlights } from '../../src/text/highlight.js';
import { keyColumn, kindNamed, type KindModel, type ValueField } from '../../src/model/model.js';
import { asked, grouped, keyLabel, keyParts, orderedGroups, type Asked, type Group } from './groups.js';
import { amount, fulfils, Measured } from './measured.js';
import { holds } from './filter.js';
import { halfUp, type Scalar } from './logic.js';
import { ordered } from './order.js';
import type { Cursors } from './question.js';
import { constantOf, Search } from './search.js';
import type { Row, World } from './world.js';

type Input = Readonly<Record<string, any>>;

const LANGS = ['AR', 'EN', 'FR'];

const NO_CURSORS: Cursors = { places: new Map(), texts: new Map() };

/**
 * Answers documents in the plainest way: every row in memory, every rule written out, nothing shared with the planner but
 * the model.
 */
export class Evaluator {
  private fragments: Readonly<Record<string, FragmentDefinitionNode>> = {};
  private langs: readonly string[] = LANGS;
  private cursors: Cursors = NO_CURSORS;
  private searching: Search | undefined;

  constructor(private readonly world: World) {}

  /** The answer to a document for a reader of these languages. */
  answer(document: DocumentNode, langs: readonly string[], cursors: Cursors = NO_CURSORS): Input {
    this.langs = langs;
    this.cursors = cursors;
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('The first definition is no operation.');
    this.fragments = Object.fromEntries(
      document.definitions.flatMap((found) =>
        found.kind === 'FragmentDefinition' ? [[found.name.value, found]] : [],
      ),
    );
    return this.object(operation.selectionSet, ['Query'], (name, args, node) => {
      for (const kind of this.world.model.kinds.values()) {
        if (name === kind.plural) return this.connection(kind, this.world.of(kind), args, node);
        if (name === kind.singular) {
          const column = keyColumn(kind).column;
          const row = this.world.of(kind).find((found) => found[column] === args[kind.key]);
          return row ? this.record(kind, row, node) : null;
        }
      }
      switch (name) {
        case 'node':
          return this.node(args.id, node);
        case 'nodes':
          return args.ids.map((id: string) => this.node(id, node));
        case 'registry':
          return this.registry(node);
        default:
          return this.search(args, node);
      }
    });
  }

  private node(id: string, node: FieldNode): Input | null {
    const found = this.world.record(id);
    return found ? this.record(found.kind, found.row, node) : null;
  }

  private registry(node: FieldNode): Input {
    const kinds = [...this.world.model.kinds.values()];
    const changes = kinds.flatMap((kind) => (kind.table === 'change_set' ? this.world.of(kind) : []));
    const times = changes.map((row) => String(row.created_at)).sort();
    return this.object(node.selectionSet, ['Registry'], (name, _, member) => {
      if (name === 'dataVersion') return changes.length;
      if (name === 'updatedAt') return times.at(-1) ?? null;
      return kinds.map((kind) => {
        const counted = { kind: kind.name, count: this.world.of(kind).length };
        return this.object(member.selectionSet, ['KindCount'], (part) => counted[part as 'count']);
      });
    });
  }

  private search({ text, kinds, first }: Input, node: FieldNode): Input {
    this.searching ??= new Search(this.world);
    const found = this.searching.find(text, kinds);
    const levels = 'EXACT FOLDED FOLDED FOLDED STEMMED DESCRIPTION TYPO TYPO'.split(' ');
    return this.object(node.selectionSet, ['SearchResults'], (name, _, member) => {
      if (name === 'totalCount') return found.length;
      return found.slice(0, first ?? 20).map((result) =>
        this.object(member.selectionSet, ['SearchResult'], (part, __, inner) => {
          if (part === 'record') return this.record(result.kind, result.row, inner);
          if (part === 'kind') return constantOf(result.kind);
          if (part === 'level') return levels[result.rank];
          if (part === 'highlights') {
            return highlights(result.text, text.normalize('NFC').trim()).map((span) =>
              this.object(inner.selectionSet, ['Highlight'], (end) => span[end as 'start']),
            );
          }
          if (part === 'lang') return result.lang === '' ? null : result.lang.toUpperCase();
          return result[part as 'text'];
        }),
      );
    });
  }

  /** An object of the members selected on it; `types` are the names that a fragment may have for it. */
  private object(
    set: SelectionSetNode | undefined,
    types: readonly string[],
    member: (name: string, args: Input, node: FieldNode) => unknown,
  ): Input {
    const answer: Record<string, unknown> = {};
    const visit = (selections: SelectionSetNode | undefined) => {
      for (const selection of selections?.selections ?? []) {
        if (selection.kind === 'Field') {
          const name = selection.name.value;
          const args = Object.fromEntries(
            (selection.arguments ?? []).map((given) => [given.name.value, valueFromASTUntyped(given.value)]),
          );
          answer[selection.alias?.value ?? name] =
            name === '__typename' ? types[0] : member(name, args as Input, selection);
          continue;
        }
        const fragment =
          selection.kind === 'FragmentSpread' ? this.fragments[selection.name.value] : selection;
        const condition = fragment?.typeCondition?.name.value;
        if (!condition || types.includes(condition)) visit(fragment?.selectionSet);
      }
    };
    visit(set);
    return answer;
  }

  private record(kind: KindModel, row: Row, node: FieldNode): Input {
    return this.object(node.selectionSet, [kind.name, 'Node'], (name, args, member) =>
      this.member(kind, row, name, args, member),
    );
  }

  private member(kind: KindModel, row: Row, name: string, args: Input, node: FieldNode): unknown {
    const field = kind.fields.get(name);
    if (!field) {
      const naming = kind.fields.get('name') as ValueField;
      return LANGS.flatMap((lang) => {
        const text = row[naming.columns[lang.toLowerCase()] ?? ''];
        if (text === null || text === undefined) return [];
        const original = row[naming.columns.original ?? ''] === lang;
        return [this.object(node.selectionSet, ['Name'], (part) => ({ text, lang, original })[part])];
      });
    }
    switch (field.type) {
      case 'column':
        return written(row[field.column] ?? null, field.encoding);
      case 'value':
        return this.value(field, row, args, node);
      case 'toOne': {
        const found = this.world.record(row[field.column]);
        return found ? this.record(found.kind, found.row, node) : null;
      }
      case 'oneOf': {
        for (const arm of field.arms) {
          const way = kind.fields.get(arm);
          const found = way?.type === 'toOne' ? this.world.record(row[way.column]) : null;
          if (found) return this.record(found.kind, found.row, node);
        }
        return null;
      }
      case 'record': {
        const found = this.world.record(row[field.column]);
        return found ? this.record(found.kind, found.row, node) : null;
      }
      case 'toMany': {
        const target = kindNamed(this.world.model, field.target);
        const rows = this.world.related(row, field);
        if (!field.list) return this.connection(target, rows, args, node);
        return ordered(this.world, target, rows, [], this.langs).map((other) =>
          this.record(target, other, node),
        );
      }
      case 'computed': {
        const subject = this.record(kind, row, { selectionSet: field.selection } as FieldNode);
        const given = field.parameters.map((parameter) => new Date(args[parameter.name]));
        const value = field.compute(subject, given);
        if (value === null || typeof value !== 'object') return value;
        if (value instanceof Date) return value.toISOString();
        return this.object(node.selectionSet, [field.output.name], (part) => (value as Input)[part]);
      }
    }
  }

  private value({ value, columns }: ValueField, row: Row, args: Input, node: FieldNode): unknown {
    const at = (property: string) => row[columns[property] ?? ''] ?? null;
    if (value === 'names' || value === 'prose') {
      const langs = this.preferred(args.lang);
      return langs.map((lang) => at(lang.toLowerCase())).find((text) => text !== null) ?? null;
    }
    const types = {
      fuzzyDate: 'FuzzyDate',
      fuzzyPeriod: 'FuzzyPeriod',
      quantity: 'Quantity',
      money: 'Money',
    };
    const presence = { fuzzyDate: 'edtf', fuzzyPeriod: 'edtf', quantity: 'low', money: 'amount' };
    if (at(presence[value]) === null) return null;
    return this.object(node.selectionSet, [types[value]], (name) => {
      const found = at(name);
      if (found === null) return null;
      if (name === 'approximate') return found === 1;
      if (value === 'quantity' && name !== 'qualifier') return Number(found) / 1000;
      return name === 'amount' ? amount(Number(found), String(at('currency'))) : found;
    });
  }

  private preferred(lang: readonly string[] | undefined): string[] {
    return [...new Set([...(lang ?? []), ...this.langs, ...LANGS])];
  }

  private connection(kind: KindModel, all: readonly Row[], args: Input, node: FieldNode): Input {
    const rows = args.where
      ? all.filter((row) => holds(this.world, kind, row, args.where) === true)
      : [...all];
    const inOrder = (some: readonly Row[]) =>
      ordered(this.world, kind, some, listed(args.orderBy), this.langs);
    const sorted = inOrder(rows);
    const { page, pageInfo } = pageOf(sorted, args, () => this.ranks(inOrder(this.world.of(kind)), args));
    const cursorOf = (row: Row | undefined) => (row ? this.cursors.texts.get(String(row.id)) : null);
    const ends = { startCursor: cursorOf(page[0]), endCursor: cursorOf(page.at(-1)) };
    return this.object(node.selectionSet, [`${kind.name}Connection`], (name, given, member) => {
      switch (name) {
        case 'nodes':
          return page.map((row) => this.record(kind, row, member));
        case 'edges':
          return page.map((row) =>
            this.object(member.selectionSet, [`${kind.name}Edge`], (part, __, edge) =>
              part === 'cursor' ? cursorOf(row) : this.record(kind, row, edge),
            ),
          );
        case 'pageInfo':
          return this.object(
            member.selectionSet,
            ['PageInfo'],
            (part) => ({ ...pageInfo, ...ends })[part as 'hasNextPage'],
          );
        case 'totalCount':
          return rows.length;
        case 'aggregate': {
          const shares = rows.map((row) => ({ row, keys: 1 }));
          return this.measures(kind, new Measured(this.world, kind, shares, false), member);
        }
        default:
          return this.groups(kind, rows, given, member);
      }
    });
  }

  /** Where the rows and the cursors of a page stand in the order of all records of the kind. */
  private ranks(all: readonly Row[], { after, before }: Input): Ranks<Row> {
    const places = new Map(all.map((row, index) => [row, index]));
    const rankOf = (cursor: string | undefined) => {
      const place = cursor === undefined ? undefined : this.cursors.places.get(cursor);
      return place?.type === 'record' ? places.get(place.row) : undefined;
    };
    return { of: (row) => places.get(row) ?? -1, after: rankOf(after), before: rankOf(before) };
  }

  /** The same for groups: a cursor is that of the last of so many. */
  private groupRanks<Item>(all: readonly Item[], { after, before }: Input): Ranks<Item> {
    const rankOf = (cursor: string | undefined) => {
      const place = cursor === undefined ? undefined : this.cursors.places.get(cursor);
      return place?.type === 'groups' ? Math.min(place.count, all.length) - 1 : undefined;
    };
    return { of: (item) => all.indexOf(item), after: rankOf(after), before: rankOf(before) };
  }

  private groups(kind: KindModel, rows: readonly Row[], args: Input, node: FieldNode): Input {
    const by = listed(args.by).map((item) => asked(this.world, kind, item));
    const isFractional = args.counting === 'FRACTIONAL';
    const dimensionOf = (of: string): Asked => asked(this.world, kind, { dimension: of, bucket: null });
    const everything = grouped(this.world, rows, by).map((group) => ({
      group,
      measured: new Measured(this.world, kind, group.shares, isFractional),
    }));
    const kept = everything
      .filter(({ group }) => args.includeUnknown !== false || !group.tuple.includes(null))
      .filter(({ measured }) => listed(args.having).every((term) => fulfils(measured, term, dimensionOf)));
    const sorted = orderedGroups(this.world, kept, by, listed(args.orderBy), dimensionOf);
    const { page, pageInfo } = pageOf(sorted, args, () => this.groupRanks(sorted, args));
    return this.object(node.selectionSet, [`${kind.name}Groups`], (name, _, member) => {
      switch (name) {
        case 'nodes':
          return page.map(({ group, measured }) => this.group(kind, rows, by, group, measured, member));
        case 'totalCount':
          return kept.length;
        case 'pageInfo':
          return this.object(member.selectionSet, ['PageInfo'], (part) => pageInfo[part as 'hasNextPage']);
        case 'coverage':
          return by.map((dimension, index) => this.coverage(rows, by, everything, dimension, index, member));
        default: {
          const sum = everything.reduce((total, { measured }) => total + measured.count, 0);
          const sumOfGroups = isFractional ? rows.length : sum;
          const numbers = { distinctMembers: rows.length, sumOfGroups, overlap: sumOfGroups - rows.length };
          return this.object(member.selectionSet, ['Reconciliation'], (part) => numbers[part as 'overlap']);
        }
      }
    });
  }

  private coverage(
    rows: readonly Row[],
    _by: readonly Asked[],
    groups: readonly { readonly group: Group }[],
    { dimension }: Asked,
    index: number,
    node: FieldNode,
  ): Input {
    const best = new Map<Row, number>(rows.map((row) => [row, 0]));
    for (const { group } of groups) {
      const key = group.tuple[index] ?? null;
      const state = key === null ? 0 : dimension.leaf === 'date' && String(key).startsWith('~') ? 1 : 2;
      for (const { row } of group.shares) best.set(row, Math.max(best.get(row) ?? 0, state));
    }
    const number = (state: number) => [...best.values()].filter((found) => found === state).length;
    const numbers = { dimension: dimension.name, unknown: number(0), imprecise: number(1), known: number(2) };
    return this.object(node.selectionSet, ['Coverage'], (part) => numbers[part as 'known']);
  }

  private group(
    kind: KindModel,
    rows: readonly Row[],
    by: readonly Asked[],
    group: Group,
    measured: Measured,
    node: FieldNode,
  ): Input {
    return this.object(node.selectionSet, [`${kind.name}Group`], (name, args, member) => {
      if (name === 'keys')
        return by.map((dimension, index) => this.key(dimension, group.tuple[index] ?? null, member));
      if (name === 'weight') {
        const [n, d] = measured.weight;
        const parts = { numerator: Number(n), denominator: Number(d), value: halfUp([n * 1000n, d]) / 1000 };
        return this.object(member.selectionSet, ['Fraction'], (part) => parts[part as 'value']);
      }
      if (name === 'members') {
        const members = new Set(group.shares.map(({ row }) => row));
        return this.connection(
          kind,
          rows.filter((row) => members.has(row)),
          args,
          member,
        );
      }
      return this.measure(kind, measured, name, args, member);
    });
  }

  private key(by: Asked, key: Scalar, node: FieldNode): Input {
    const parts = keyParts(this.world, by, key);
    return this.object(node.selectionSet, ['GroupKey'], (name, args, member) => {
      if (name === 'dimension') return by.dimension.name;
      if (name === 'label') return keyLabel(this.world, by, key, this.preferred(args.lang));
      if (name !== 'node') return parts[name as 'value'];
      const found = parts.id ? this.world.record(parts.id) : null;
      return found ? this.record(found.kind, found.row, member) : null;
    });
  }

  private measures(kind: KindModel, measured: Measured, node: FieldNode): Input {
    return this.object(node.selectionSet, [`${kind.name}Aggregate`], (name, args, member) =>
      this.measure(kind, measured, name, args, member),
    );
  }

  private measure(kind: KindModel, measured: Measured, name: string, args: Input, node: FieldNode): unknown {
    switch (name) {
      case 'count':
        return measured.count;
      case 'distinct':
        return measured.distinct(asked(this.world, kind, { dimension: args.of }));
      case 'money':
        return measured.money().map((money) =>
          this.object(node.selectionSet, ['MoneyMeasure'], (part) => {
            if (part === 'currency' || part === 'count') return money[part];
            return amount(money[part.toUpperCase() as 'TOTAL'], money.currency);
          }),
        );
      case 'quantity': {
        const quantity = measured.quantity(args.of);
        return this.object(node.selectionSet, ['QuantityMeasure'], (part, _, member) => {
          if (part === 'low' || part === 'high') return thousandths(quantity[part]);
          if (part !== 'min' && part !== 'max') return quantity[part as 'exactParts'];
          const range = quantity[part];
          return (
            range &&
            this.object(member.selectionSet, ['QuantityRange'], (end) => thousandths(range[end as 'low']))
          );
        });
      }
      case 'dates': {
        const of = args.of ?? firstDate(kind);
        const dates = measured.dates(of);
        return this.object(node.selectionSet, ['DatesMeasure'], (part) => dates[part as 'earliest']);
      }
      default:
        return this.measures(kind, measured.only(args.where), node);
    }
  }
}

function firstDate(kind: KindModel): string {
  const field = [...kind.fields.values()].find(
    (found) => found.type === 'value' && found.value === 'fuzzyDate',
  );
  return (field?.name ?? '').replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function listed(value: Input | readonly Input[] | undefined): readonly Input[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as Input[]) : [value as Input];
}

/** Where items stand in an order, and between which two of them a page is to be taken. */
interface Ranks<Item> {
  readonly of: (item: Item) => number;
  readonly after: number | undefined;
  readonly before: number | undefined;
}

function pageOf<Item>(items: readonly Item[], args: Input, ranks: () => Ranks<Item>) {
  const { first, last } = args;
  let rest = items;
  let [isAfterSome, isBeforeSome] = [false, false];
  if (typeof args.after === 'string' || typeof args.before === 'string') {
    const { of, after = -1, before = Infinity } = ranks();
    rest = items.filter((item) => of(item) > after && of(item) < before);
    isAfterSome = items.some((item) => of(item) <= after);
    isBeforeSome = items.some((item) => of(item) >= before);
  }
  const count: number = last ?? first ?? 25;
  const page = last === undefined ? rest.slice(0, count) : rest.slice(Math.max(0, rest.length - count));
  const pageInfo = {
    hasNextPage: last === undefined ? rest.length > count : isBeforeSome,
    hasPreviousPage: last === undefined ? isAfterSome : rest.length > count,
  };
  return { page, pageInfo };
}

function written(value: Scalar, encoding: string): unknown {
  if (value === null) return null;
  if (encoding === 'boolean') return value === 1;
  return encoding === 'thousandths' ? Number(value) / 1000 : value;
}

function thousandths(value: number | null): number | null {
  return value === null ? null : value / 1000;
}
