import type { KindModel } from '../model/model.js';
import { compileDimension } from './compile-key.js';
import { compileWhere } from './compile-where.js';
import type { Scope } from './compile-connection.js';
import type { DimensionPlan, Predicate } from './plan.js';
import type { Compilation, TableRow } from './row.js';
import { allOf, join, raw, sql, type Sql } from './sql.js';

/** The members that are measured, and how they fall into groups. */
export interface MeasuredSet {
  readonly kind: KindModel;
  readonly members: Scope;
  readonly by: readonly DimensionPlan[];
  /** True to divide each member equally among its keys. */
  readonly fractional: boolean;
}

/** All members of a group, or those for which a condition holds: the name of the column that marks them. */
export type Subset = string | null;

/** Something that is added up over the members of a group. */
interface Part {
  readonly name: string;
  /** Over rows of members. */
  readonly first: Sql;
  /** How what was added up for parts of a group comes together; `share` is a sum of members that count by their share. */
  readonly fold: 'sum' | 'min' | 'max' | 'share';
  readonly perCurrency: boolean;
}

/**
 * Adds up over groups. Everything is additive, so that one pass over the members, in cells as small as need be (by
 * group, currency and number of keys), and one or two over its result give all measures: money is thus never added
 * across currencies, and shares are added as exact fractions.
 */
export class Cells {
  private readonly columns = new Map<string, (row: TableRow) => Sql>();
  private readonly flags = new Map<string, Sql>();
  private readonly parts = new Map<string, Part>();
  private readonly byCurrency = new Map<string, Sql>();
  private readonly subsets = new Map<string, { readonly where: Predicate; readonly within: Subset }>();
  private readonly related = new Map<
    string,
    { readonly dimension: DimensionPlan; readonly subset: Subset }
  >();
  private readonly base: Sql;
  readonly groups: Sql;
  private readonly toMany: boolean;

  constructor(
    private readonly compilation: Compilation,
    private readonly set: MeasuredSet,
  ) {
    this.base = compilation.alias();
    this.groups = compilation.alias();
    this.toMany = set.by.some(({ dimension }) => dimension.toMany);
  }

  get fractional(): boolean {
    return this.set.fractional;
  }

  /** The members of a subset for which a condition holds as well. */
  only(where: Predicate, within: Subset): string {
    for (const [name, known] of this.subsets)
      if (known.where === where && known.within === within) return name;
    const name = `w${this.subsets.size}`;
    this.subsets.set(name, { where, within });
    return name;
  }

  /** A value of each row of a member, by name; null outside the subset. */
  column(name: string, value: (row: TableRow) => Sql, subset: Subset = null): Sql {
    if (!this.columns.has(name)) this.columns.set(name, value);
    return subset === null ? raw(name) : sql`CASE WHEN ${raw(subset)} = 1 THEN ${raw(name)} END`;
  }

  /** Adds something up; gives the name under which a group has it. */
  part(name: string, first: Sql, fold: Part['fold'], perCurrency = false): string {
    if (!this.parts.has(name)) this.parts.set(name, { name, first, fold, perCurrency });
    return name;
  }

  /** Something made of a group's currencies, each of which is a row of its own when this is worked out. */
  overCurrencies(value: Sql): string {
    const name = `v${this.byCurrency.size}`;
    this.byCurrency.set(name, value);
    return name;
  }

  /** How many different values of a dimension the members of a subset have. */
  distinct(by: DimensionPlan, subset: Subset): string {
    const suffix = `${by.dimension.name}_${subset ?? ''}`.toLowerCase();
    if (by.dimension.toMany) {
      const name = `r_${suffix}`;
      this.related.set(name, { dimension: by, subset });
      return name;
    }
    const value = `d_${by.dimension.name.toLowerCase()}`;
    this.column(value, (row) => compileDimension(this.compilation, by, row));
    const flag = `f_${suffix}`;
    const marked = subset === null ? [] : [raw(subset)];
    const partition = join([...this.keyNames(), ...marked, raw(value)], ', ');
    const isMarked = subset === null ? sql`` : sql`${raw(subset)} = 1 AND `;
    this.flags.set(
      flag,
      sql`CASE WHEN ${isMarked}${raw(value)} IS NOT NULL AND row_number() OVER (PARTITION BY ${partition}) = 1 THEN 1 ELSE 0 END`,
    );
    return this.part(`n_${flag}`, sql`sum(${raw(flag)})`, 'sum');
  }

  /** How many members there are whose state along a dimension is this, each counted once. */
  membersWhere(index: number, states: Sql, state: number): Sql {
    const key = raw(`k${index}`);
    return this.toMany
      ? sql`(SELECT count(*) FROM (SELECT max(${states}) AS state FROM ${this.base} GROUP BY member) states WHERE state = ${raw(String(state))})`
      : sql`(SELECT coalesce(sum(n), 0) FROM (SELECT ${key}, n FROM ${this.groups}) states WHERE ${states} = ${raw(String(state))})`;
  }

  /** How many members there are, each counted once. */
  members(): Sql {
    return this.toMany
      ? sql`(SELECT count(DISTINCT member) FROM ${this.base})`
      : sql`(SELECT coalesce(sum(n), 0) FROM ${this.groups})`;
  }

  /** The common table expressions of the members and the groups; taken when all else is known. */
  with(): Sql {
    const { compilation } = this;
    const keys = this.keyNames();
    const hasMoney = [...this.parts.values()].some(({ perCurrency }) => perCurrency);
    const currency = hasMoney ? [raw('c')] : [];
    const share = this.fractional ? [raw('s')] : [];
    const tables: Sql[] = [sql`${this.base} AS (${this.rows()})`];
    let current = this.base;
    const level = (by: readonly Sql[], items: readonly Sql[], last: boolean) => {
      const next = last && this.related.size === 0 ? this.groups : compilation.alias();
      const grouped = by.length > 0 ? sql` GROUP BY ${join(by, ', ')}` : sql``;
      // Few rows are left: PostgreSQL would rather sort all members, for the sake of the next level's order.
      tables.push(
        sql`${next} AS MATERIALIZED (SELECT ${join([...by, ...items], ', ')} FROM ${current}${grouped})`,
      );
      current = next;
    };
    const parts = [...this.parts.values()];
    const firsts = parts.map(({ name, first, fold }) => sql`${this.settled(fold, first)} AS ${raw(name)}`);
    level([...keys, ...currency, ...share], firsts, !hasMoney && !this.fractional);
    if (this.fractional && hasMoney) {
      level(
        [...keys, ...currency],
        parts.map((part) => this.folded(part, true)),
        false,
      );
    }
    if (this.fractional || hasMoney) {
      const again = parts
        .filter(({ perCurrency }) => !perCurrency)
        .map((part) => this.folded(part, this.fractional && !hasMoney));
      const more = [...this.byCurrency].map(([name, value]) => sql`${value} AS ${raw(name)}`);
      level(keys, [...again, ...more], true);
    }
    if (this.related.size > 0) tables.push(sql`${this.groups} AS (${this.withRelated(current)})`);
    return join(tables, ', ');
  }

  private keyNames(): Sql[] {
    return this.set.by.map((_, index) => raw(`k${index}`));
  }

  /** The rows that are added up: one a member, or one for each of its different keys. */
  private rows(): Sql {
    const row = this.compilation.row(this.set.kind);
    const keys = this.set.by.map((by, index) => {
      return sql`${compileDimension(this.compilation, by, row)} AS ${raw(`k${index}`)}`;
    });
    const marks = [...this.subsets].map(([name, { where, within }]) => {
      const outer = within === null ? [] : [this.condition(within, row)];
      return sql`CASE WHEN ${allOf([...outer, compileWhere(this.compilation, where, row)])} THEN 1 END AS ${raw(name)}`;
    });
    const columns = [...this.columns].map(([name, value]) => sql`${value(row)} AS ${raw(name)}`);
    const member = this.toMany || this.related.size > 0 ? [sql`${row.column('id')} AS member`] : [];
    const selected = [...member, ...keys, ...marks, ...columns];
    const conditions = [...this.set.members(row), ...this.compilation.stopPoints(row)];
    const distinct = raw(this.toMany ? 'DISTINCT ' : '');
    const list = selected.length > 0 ? join(selected, ', ') : raw('1 AS one');
    const plain = sql`SELECT ${distinct}${list} FROM ${row.from()} WHERE ${allOf(conditions)}`;
    const flags = [...this.flags].map(([name, value]) => sql`${value} AS ${raw(name)}`);
    if (this.fractional)
      flags.push(sql`${raw(this.toMany ? 'count(*) OVER (PARTITION BY member)' : '1')} AS s`);
    return flags.length > 0 ? sql`SELECT members.*, ${join(flags, ', ')} FROM (${plain}) members` : plain;
  }

  private condition(subset: string, row: TableRow): Sql {
    const known = this.subsets.get(subset);
    if (!known) throw new Error(`No subset is named ${subset}.`);
    const outer = known.within === null ? [] : [this.condition(known.within, row)];
    return allOf([...outer, compileWhere(this.compilation, known.where, row)]);
  }

  /** Sums and counts are whole and never null; the least and the most stay what they are. */
  private settled(fold: Part['fold'], value: Sql): Sql {
    return fold === 'min' || fold === 'max'
      ? value
      : this.compilation.dialect.whole(sql`coalesce(${value}, 0)`);
  }

  private folded({ name, fold }: Part, divides: boolean): Sql {
    const part = raw(name);
    if (fold !== 'share' || !this.fractional) {
      const sum = fold === 'share' ? 'sum' : fold;
      return sql`${this.settled(fold, sql`${raw(sum)}(${part})`)} AS ${part}`;
    }
    const fraction = divides ? sql`CAST(${part} AS text) || '/' || CAST(s AS text)` : part;
    return sql`fraction_sum(${fraction}) AS ${part}`;
  }

  /** The groups with the numbers of different values that lie beyond a to-many relation, each counted by itself. */
  private withRelated(groups: Sql): Sql {
    const keys = this.keyNames();
    const numbers = [...this.related].map(([name, { dimension, subset }], index) => {
      const table = raw(`related_${index}`);
      const row = this.compilation.row(this.set.kind);
      const value = compileDimension(this.compilation, dimension, row);
      const base = this.compilation.alias();
      const marked = subset === null ? sql`` : sql` AND ${base}.${raw(subset)} = 1`;
      const own = keys.map((key) => sql`${base}.${key}`);
      const grouped = own.length > 0 ? sql` GROUP BY ${join(own, ', ')}` : sql``;
      const counted = sql`count(DISTINCT ${value}) AS number`;
      const from = row.from();
      const rows = sql`SELECT ${join([...own.map((key, at) => sql`${key} AS ${raw(`k${at}`)}`), counted], ', ')} FROM ${this.base} ${base} CROSS JOIN ${from} WHERE ${row.column('id')} = ${base}.member${marked}${grouped}`;
      const same = keys.map((key) => sql`measured.${key} IS NOT DISTINCT FROM ${table}.${key}`);
      return {
        column: sql`coalesce(${table}.number, 0) AS ${raw(name)}`,
        join: sql` LEFT JOIN (${rows}) ${table} ON ${allOf(same)}`,
      };
    });
    return sql`SELECT measured.*, ${join(
      numbers.map(({ column }) => column),
      ', ',
    )} FROM ${groups} measured${join(
      numbers.map(({ join: joined }) => joined),
      '',
    )}`;
  }
}
