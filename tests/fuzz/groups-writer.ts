import { dimensionAlong } from '../../src/model/dimensions.js';
import {
  kindNamed,
  type Dimension,
  type KindModel,
  type ToManyField,
  type ToOneField,
} from '../../src/model/model.js';
import type { Chance } from './chance.js';
import { OPERATORS } from './filter-writer.js';
import type { World } from './world.js';

const LANGS = ['', '(lang: [EN])', '(lang: [FR, AR])'];
const DIRECTIONS = ['ASC', 'DESC'];
const BUCKETS = [
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'WEEK_SUNDAY',
  'WEEK_SATURDAY',
  'WEEKDAY',
  'WEEKDAY',
  'DAY',
];

/** Over how many rows a path may go: the naive evaluator walks every one of them. */
const MOST_ROWS = 1000;

/** The parts of a document that groups have inside them. */
interface Parts {
  where(kind: KindModel): string;
  connection(kind: KindModel, depth: number): string;
}

/** Writes groups by any dimensions, with any measures. */
export class GroupsWriter {
  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly parts: Parts,
  ) {}

  /** The `groups` of a connection, asked for in this way. */
  write(kind: KindModel, depth: number, asked = this.asked(kind), page = this.page()): string {
    const args = page === '' ? asked : `${asked}, ${page}`;
    const members = this.chance.some(
      [
        'totalCount',
        'coverage { dimension known unknown imprecise }',
        'reconciliation { distinctMembers sumOfGroups overlap }',
        'pageInfo { hasNextPage hasPreviousPage }',
      ],
      2,
    );
    const keys = this.chance.pick([
      `keys { dimension state value label${this.chance.pick(LANGS)} from to node { __typename id } }`,
      'keys { state value label }',
      'keys { state value from to }',
    ]);
    const node = this.chance.some(
      [
        () => 'count',
        () => 'weight { numerator denominator value }',
        () => this.measures(kind, depth, asked.includes('FRACTIONAL') ? 4 : 2),
        ...(depth > 0 ? [() => `members${this.parts.connection(kind, depth - 1)}`] : []),
      ],
      2,
    );
    return `groups(${args}) { nodes { ${[keys, ...node.map((member) => member())].join(' ')} } ${members.join(' ')} }`;
  }

  /** The arguments of `groups` that fix which there are, and in which order. */
  asked(kind: KindModel): string {
    const dimensions = [...kind.dimensions.values()];
    const far = this.chance.maybe(0.2) ? this.far(kind) : [];
    const chosen = [...far, ...this.chosen(dimensions)].slice(0, this.chance.pick([1, 1, 1, 2, 2, 2, 3]));
    const by = chosen.map((dimension) => this.dimensionInput(dimension));
    const counting =
      chosen.some(({ toMany }) => toMany) || this.chance.maybe(0.2)
        ? [`counting: ${this.chance.pick(['WHOLE', 'FRACTIONAL', 'FRACTIONAL'])}`]
        : [];
    const having = Array.from({ length: this.chance.pick([0, 0, 0, 1, 1, 2]) }, () => this.having(kind));
    const terms = Array.from({ length: this.chance.pick([0, 1, 1, 2]) }, () => this.groupTerm(kind));
    return [
      `by: [${by.join(', ')}]`,
      ...counting,
      ...(this.chance.maybe(0.2)
        ? [`includeUnknown: ${this.chance.pick(['false', 'false', 'false', 'true', 'null'])}`]
        : []),
      ...(having.length > 0 ? [`having: [${having.join(', ')}]`] : []),
      ...(terms.length > 0 ? [`orderBy: [${terms.join(', ')}]`] : []),
    ].join(', ');
  }

  /** The `groups` of a connection by buckets of a date. */
  byDate(kind: KindModel): string {
    const dates = [...kind.dimensions.values()].filter(({ leaf }) => leaf === 'date');
    const dimension = this.chance.pick(dates);
    const counting = dimension.toMany ? ', counting: WHOLE' : '';
    return `groups(by: [${this.dimensionInput(dimension)}]${counting}, first: 100) { nodes { keys { state value label${this.chance.pick(LANGS)} from to } count } coverage { known unknown imprecise } }`;
  }

  /** The `groups` of a connection along a relation to several records, each member divided among its groups. */
  divided(kind: KindModel): string {
    const far = Array.from({ length: 6 }, () => this.far(kind)).flat();
    const several = [...kind.dimensions.values(), ...far].filter(({ toMany }) => toMany);
    const dimension = this.chance.pick(several.length > 0 ? several : [...kind.dimensions.values()]);
    const terms = this.chance.maybe(0.5) ? `, orderBy: [${this.groupTerm(kind)}]` : '';
    const having = this.chance.maybe(0.3) ? `, having: [${this.having(kind)}]` : '';
    return `groups(by: [${this.dimensionInput(dimension)}], counting: FRACTIONAL${having}${terms}, first: 100) { nodes { keys { value } weight { numerator denominator value } ${this.measures(kind, 1, 5)} } reconciliation { distinctMembers sumOfGroups overlap } }`;
  }

  private dimensionInput(dimension: Dimension & { readonly path?: string }): string {
    const asked = dimension.path === undefined ? `dimension: ${dimension.name}` : `path: "${dimension.path}"`;
    if (dimension.leaf !== 'date') return `{ ${asked} }`;
    const bucket = this.chance.pick(BUCKETS);
    const calendar = !bucket.startsWith('WEEK') && this.chance.maybe(0.5) ? ', calendar: HIJRI' : '';
    return `{ ${asked}, bucket: ${bucket}${calendar} }`;
  }

  /** Two dimensions, of which every sort comes as often: few are dates, and many are records. */
  private chosen(dimensions: readonly Dimension[]): Dimension[] {
    const sorts = [...new Set(dimensions.map(sortOf))];
    const often = sorts.filter((sort) => sort.startsWith('date') || sort.endsWith('several'));
    if (this.chance.maybe(0.3)) often.push(...often.filter((sort) => sort.endsWith('several')));
    const [first, second] = [0, 1].map(() => {
      const sort = this.chance.pick([...sorts, ...often]);
      return this.chance.pick(dimensions.filter((dimension) => sortOf(dimension) === sort));
    }) as [Dimension, Dimension];
    // Two that share a relation are walked together.
    const along = first.paths[0]?.hops[0];
    const beside = dimensions.filter(
      (dimension) => dimension !== first && along && dimension.paths[0]?.hops[0] === along,
    );
    const chosen = [first, beside.length > 0 && this.chance.maybe(0.4) ? this.chance.pick(beside) : second];
    return [...chosen, this.chance.pick(dimensions)];
  }

  private page(): string {
    return `${this.chance.pick(['first', 'first', 'last'])}: ${1 + this.chance.below(8)}`;
  }

  /** A dimension along a path that has no name of its own, if chance finds one. */
  private far(kind: KindModel): (Dimension & { readonly path: string })[] {
    const segments: string[] = [];
    let current = kind;
    let rows = this.world.of(kind).length;
    for (let step = 0; step < 1 + this.chance.below(3); step += 1) {
      const relations = [...current.fields.values()].filter(
        (field): field is ToManyField | ToOneField => field.type === 'toMany' || field.type === 'toOne',
      );
      if (relations.length === 0) return [];
      const next = this.chance.pick(relations);
      segments.push(next.name);
      rows *= this.fanOut(current, next);
      if (rows > MOST_ROWS) return [];
      current = kindNamed(this.world.model, next.target);
    }
    const last = this.chance.pick([...current.fields.values()]);
    if (last.type === 'toMany' && rows * this.fanOut(current, last) > MOST_ROWS) return [];
    segments.push(last.name);
    const found = dimensionAlong(this.world.model, kind, segments);
    return 'paths' in found ? [{ ...found, path: segments.join('.') }] : [];
  }

  /** How many rows a relation leads to, on average. */
  private fanOut(kind: KindModel, hop: ToManyField | ToOneField): number {
    return this.world.pairs(kind, hop) / Math.max(1, this.world.of(kind).length);
  }

  /** Some measures, each under a name of its own. */
  measures(kind: KindModel, depth: number, most = 2): string {
    const dimensions = [...kind.dimensions.values()];
    const choices: (() => string)[] = [() => 'count'];
    if (dimensions.length > 0) choices.push(() => `distinct(of: ${this.chance.pick(dimensions).name})`);
    for (const field of kind.fields.values()) {
      if (field.type !== 'value') continue;
      const of = constant(field.name);
      if (field.value === 'money')
        choices.push(() => `money { currency ${this.someOf('count total min max average')} }`);
      if (field.value === 'quantity') {
        const range = this.chance.pick(['{low,high}', '{low}', '{high}']);
        const words = `low high exactParts vagueParts min${range} max${range}`;
        choices.push(() => `quantity(of: ${of}) { ${this.someOf(words)} }`);
      }
      if (field.value === 'fuzzyDate')
        choices.push(() => `dates(of: ${of}) { ${this.someOf('earliest latest')} }`);
    }
    if (depth > 0)
      choices.push(
        () => `only(where: ${this.parts.where(kind)}) { count ${this.measures(kind, depth - 1)} }`,
      );
    const written = this.chance.some(choices, most).map((choice) => choice());
    return written.map((measure, index) => `m${index}: ${measure}`).join(' ');
  }

  /** All or some of the parts of a measure: what is not asked is not added up. */
  private someOf(words: string): string {
    const all = words.split(' ');
    return this.chance.some(all, this.chance.maybe(0.5) ? all.length : 2).join(' ');
  }

  private having(kind: KindModel): string {
    if (this.chance.maybe(0.2))
      return `{ only: { where: ${this.parts.where(kind)}, having: ${this.having(kind)} } }`;
    const measure = this.chance.pick(this.measureNames(kind));
    const number = this.chance.below(4);
    const operator = this.operator();
    switch (measure.name) {
      case 'count':
        return `{ count: { ${operator}: ${number} } }`;
      case 'weight':
        return `{ weight: { ${operator}: ${number / 2} } }`;
      case 'distinct':
        return `{ distinct: { of: ${measure.of}, count: { ${operator}: ${number} } } }`;
      case 'money':
        return `{ money: { currency: USD, statistic: ${this.moneyStatistic()}, amount: { ${operator}: "${number * 1000}" } } }`;
      case 'quantity':
        return `{ quantity: { of: ${measure.of}, statistic: ${this.statistic()}, bound: ${this.chance.pick(['LOW', 'HIGH'])}, number: { ${operator}: ${this.chance.pick([0.008, 2, 2.5, 12.05, 12.5, 25, 80, 120])} } } }`;
      default:
        return `{ dates: { of: ${measure.of}, bound: ${this.chance.pick(['EARLIEST', 'LATEST'])}, day: { ${operator}: "2024-06-03" } } }`;
    }
  }

  private groupTerm(kind: KindModel): string {
    if (this.chance.maybe(0.25)) return `{ key: ${this.direction()} }`;
    return this.measureTerm(kind);
  }

  private measureTerm(kind: KindModel): string {
    if (this.chance.maybe(0.15))
      return `{ only: { where: ${this.parts.where(kind)}, by: ${this.measureTerm(kind)} } }`;
    const measure = this.chance.pick(this.measureNames(kind));
    const direction = `direction: ${this.direction()}`;
    switch (measure.name) {
      case 'count':
      case 'weight':
        return `{ ${measure.name}: ${this.direction()} }`;
      case 'distinct':
        return `{ distinct: { of: ${measure.of}, ${direction} } }`;
      case 'money':
        return `{ money: { currency: USD, statistic: ${this.moneyStatistic()}, ${direction} } }`;
      case 'quantity':
        return `{ quantity: { of: ${measure.of}, statistic: ${this.statistic()}, bound: ${this.chance.pick(['LOW', 'HIGH'])}, ${direction} } }`;
      default:
        return `{ dates: { of: ${measure.of}, bound: ${this.chance.pick(['EARLIEST', 'LATEST'])}, ${direction} } }`;
    }
  }

  private measureNames(kind: KindModel): { readonly name: string; readonly of?: string }[] {
    const dimensions = [...kind.dimensions.values()];
    const fields = [...kind.fields.values()].flatMap((field) => {
      if (field.type !== 'value') return [];
      if (field.value === 'money') return [{ name: 'money' }];
      if (field.value === 'quantity') return [{ name: 'quantity', of: constant(field.name) }];
      return field.value === 'fuzzyDate' ? [{ name: 'dates', of: constant(field.name) }] : [];
    });
    return [
      { name: 'count' },
      { name: 'weight' },
      ...(dimensions.length > 0 ? [{ name: 'distinct', of: this.chance.pick(dimensions).name }] : []),
      // These have more to them than a number.
      ...fields,
      ...fields,
      ...fields,
    ];
  }

  private moneyStatistic(): string {
    return this.chance.pick(['TOTAL', 'MIN', 'MAX', 'AVERAGE']);
  }

  private statistic(): string {
    return this.chance.pick(['SUM', 'SUM', 'MIN', 'MAX', 'MAX']);
  }

  private operator(): string {
    return this.chance.pick(OPERATORS);
  }

  private direction(): string {
    return this.chance.pick(DIRECTIONS);
  }
}

function sortOf({ leaf, toMany, paths }: Dimension): string {
  const targets = new Set(paths.map(({ field }) => ('target' in field ? field.target : '')));
  const isBoolean = paths.some(({ field }) => field.type === 'column' && field.encoding === 'boolean');
  const sort = targets.size > 1 ? 'records of several kinds' : isBoolean ? 'boolean' : leaf;
  return `${sort}${toMany ? ' of several' : ''}`;
}

/** The name that an enum has for a field. */
export function constant(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
