import { kindNamed, type Hop, type Join, type KindModel, type Model } from '../model/model.js';
import type { Dialect } from './dialects/dialect.js';
import { join, literal, name, raw, sql, type Sql } from './sql.js';

/** What a compilation shares: the model, the dialect, and a stock of aliases. */
export class Compilation {
  /** The restricted fields that were met, such as `Person.email`. */
  readonly restricted = new Set<string>();
  private aliases = 0;

  constructor(
    readonly model: Model,
    readonly dialect: Dialect,
    private readonly options: { readonly stoppable: boolean } = { stoppable: true },
  ) {}

  /** An alias that no other part of the statement uses. */
  alias(): Sql {
    this.aliases += 1;
    return raw(`t${this.aliases}`);
  }

  /** The conditions, none or one, in which a statement that goes through rows of a table can be stopped. */
  stopPoints(row: TableRow): Sql[] {
    const point = this.options.stoppable ? this.dialect.stopPoint(row.alias) : null;
    return point ? [point] : [];
  }

  /** A row of a kind's table. */
  row(kind: KindModel): TableRow {
    return new TableRow(this, kind);
  }
}

/** Something that has columns: a table's row, or a row of a derived table. */
export interface Row {
  column(column: string): Sql;
}

/** A row of a table, with the rows that its to-one relations lead to joined as they are asked for. */
export class TableRow implements Row {
  readonly alias: Sql;
  private readonly joins: Sql[] = [];
  private readonly joined = new Map<string, TableRow>();

  constructor(
    private readonly compilation: Compilation,
    readonly kind: KindModel,
  ) {
    this.alias = compilation.alias();
  }

  column(column: string): Sql {
    const field = this.kind.restricted.get(column);
    if (field !== undefined) this.compilation.restricted.add(`${this.kind.name}.${field}`);
    return sql`${this.alias}.${name(column)}`;
  }

  /**
   * The row at the end of relations; all null where one of them leads nowhere. A to-many relation multiplies the rows,
   * once however often it is followed.
   */
  follow(hops: readonly Hop[]): TableRow {
    let current: TableRow = this;
    const path: string[] = [];
    for (const hop of hops) {
      path.push(hop.name);
      const known = this.joined.get(path.join());
      const next = known ?? this.compilation.row(kindNamed(this.compilation.model, hop.target));
      if (!known) {
        this.joined.set(path.join(), next);
        this.joins.push(this.joinTo(next, current, hop));
      }
      current = next;
    }
    return current;
  }

  private joinTo(next: TableRow, current: TableRow, hop: Hop): Sql {
    const table = sql`${rowsOf(this.compilation.dialect, next.kind)} ${next.alias}`;
    if (hop.type === 'toOne') {
      return sql` LEFT JOIN ${table} ON ${next.column('id')} = ${current.column(hop.column)}`;
    }
    if (hop.join.via === 'columns') {
      return sql` LEFT JOIN ${table} ON ${joinCondition(hop.join, next, current)}`;
    }
    const link = this.compilation.alias();
    const pairs = sql`${name(hop.join.table)} ${link} ON ${link}.${name(hop.join.own)} = ${current.column('id')}`;
    return sql` LEFT JOIN ${pairs} LEFT JOIN ${table} ON ${next.column('id')} = ${link}.${name(hop.join.target)}`;
  }

  /** The table and its joins, for FROM; to be taken when all else of the query is compiled. */
  from(): Sql {
    return sql`${rowsOf(this.compilation.dialect, this.kind)} ${this.alias}${join(this.joins, '')}`;
  }
}

/** The rows of a kind that there are to see, for FROM: its table, but for rows that name a field which the model hides. */
export function rowsOf({ everyColumn }: Dialect, { table, naming }: KindModel): Sql {
  const hidden = naming?.hidden ?? [];
  if (!naming || hidden.length === 0) return name(table);
  const column = name(naming.column);
  const isShown = sql`${column} IS NULL OR ${column} NOT IN (${join(hidden.map(literal), ', ')})`;
  return sql`(SELECT ${everyColumn} FROM ${name(table)} WHERE ${isShown})`;
}

/** The condition that a row of the target belongs to a row. */
export function joinCondition(join_: Join, target: TableRow, row: Row): Sql {
  if (join_.via === 'link') {
    return sql`${target.column('id')} IN (SELECT ${name(join_.target)} FROM ${name(join_.table)} WHERE ${name(join_.own)} = ${row.column('id')})`;
  }
  return join(
    join_.on.map(
      ({ own, operator, target: other }) => sql`${row.column(own)} ${raw(operator)} ${target.column(other)}`,
    ),
    ' AND ',
  );
}

/** A row of a sub-query that selects just the columns that were asked of it. */
export class DerivedRow implements Row {
  readonly alias: Sql;
  readonly used = new Set<string>();

  constructor(compilation: Compilation) {
    this.alias = compilation.alias();
  }

  column(column: string): Sql {
    this.used.add(column);
    return sql`${this.alias}.${name(column)}`;
  }
}
