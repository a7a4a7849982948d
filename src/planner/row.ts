import { kindNamed, type KindModel, type Model, type ToOneField } from '../model/model.js';
import type { Dialect } from './dialects/dialect.js';
import { join, name, raw, sql, type Sql } from './sql.js';

/** What a compilation shares: the model, the dialect, and a stock of aliases. */
export class Compilation {
  private aliases = 0;

  constructor(
    readonly model: Model,
    readonly dialect: Dialect,
  ) {}

  /** An alias that no other part of the statement uses. */
  alias(): Sql {
    this.aliases += 1;
    return raw(`t${this.aliases}`);
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
    return sql`${this.alias}.${name(column)}`;
  }

  /** The row at the end of to-one relations; all null where one of them is. */
  follow(hops: readonly ToOneField[]): Row {
    let current: TableRow = this;
    const path: string[] = [];
    for (const hop of hops) {
      path.push(hop.column);
      const known = this.joined.get(path.join());
      const next = known ?? this.compilation.row(kindNamed(this.compilation.model, hop.target));
      if (!known) {
        this.joined.set(path.join(), next);
        this.joins.push(
          sql` LEFT JOIN ${name(next.kind.table)} ${next.alias} ON ${next.column('id')} = ${current.column(hop.column)}`,
        );
      }
      current = next;
    }
    return current;
  }

  /** The table and its joins, for FROM; to be taken when all else of the query is compiled. */
  from(): Sql {
    return sql`${name(this.kind.table)} ${this.alias}${join(this.joins, '')}`;
  }
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
