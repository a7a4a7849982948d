import { kindNamed, type Hop, type Join, type KindModel, type Model } from '../model/model.js';
import { historyTableName, VALID_FROM, VALID_TO } from '../model/naming.js';
import type { Dialect } from './dialects/dialect.js';
import { Reads } from './reads.js';
import { allOf, bind, join, literal, name, raw, sql, type Sql, type VariableText } from './sql.js';

/** What is particular to one root field. */
interface CompilationOptions {
  /** True when its statement should ask now and then whether it is still wanted. */
  readonly stoppable: boolean;
  /** The moment as of which it is asked; undefined for what stands now. */
  readonly asOf?: string | VariableText | undefined;
  /** Where to note what it reads. */
  readonly reads?: Reads;
}

/** What a compilation shares: the model, the dialect, the moment that is asked about, and a stock of aliases. */
export class Compilation {
  /** The restricted fields that were met, such as `Person.email`. */
  readonly restricted = new Set<string>();
  /** What is read. */
  readonly reads: Reads;
  private aliases = 0;

  constructor(
    readonly model: Model,
    readonly dialect: Dialect,
    private readonly options: CompilationOptions = { stoppable: true },
  ) {
    this.reads = options.reads ?? new Reads();
  }

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

  /** True when the answer is read from history, where rows lie that do not count. */
  get readsHistory(): boolean {
    return this.options.asOf !== undefined;
  }

  /** A table, for FROM, with the rows that it had at the moment that is asked about. */
  table(table: string, alias: Sql): Sql {
    this.reads.whole(table);
    return this.select(table, alias, raw('*'), () => []);
  }

  /** The same, joined to what stands before it where there is a row for which the condition holds. */
  leftJoin(table: string, alias: Sql, condition: Sql): Sql {
    this.reads.whole(table);
    return this.joined(table, alias, condition);
  }

  private joined(table: string, alias: Sql, condition: Sql): Sql {
    const { asOf } = this.options;
    if (asOf === undefined) return sql` LEFT JOIN ${name(table)} ${alias} ON ${condition}`;
    // SQLite looks into a table by its index here, but not into a SELECT of one.
    return sql` LEFT JOIN ${name(historyTableName(table))} ${alias} ON ${condition} AND ${stoodAt(alias, asOf)}`;
  }

  /** The rows of a kind that there are to see, for FROM: its table, but for rows that name a field which the model hides. */
  rowsOf(kind: KindModel, alias: Sql): Sql {
    this.reads.rows(kind);
    return this.select(kind.table, alias, this.dialect.rowColumns, (row) => seen(kind, row));
  }

  /** The same, joined to what stands before it. */
  leftJoinRows(kind: KindModel, alias: Sql, condition: Sql): Sql {
    this.reads.rows(kind);
    return this.joined(kind.table, alias, allOf([condition, ...seen(kind, alias)]));
  }

  private select(table: string, alias: Sql, columns: Sql, conditions: (row: Sql) => readonly Sql[]): Sql {
    const { asOf } = this.options;
    const from = name(asOf === undefined ? table : historyTableName(table));
    const all = [...(asOf === undefined ? [] : [stoodAt(from, asOf)]), ...conditions(from)];
    return all.length === 0
      ? sql`${from} ${alias}`
      : sql`(SELECT ${columns} FROM ${from} WHERE ${allOf(all)}) ${alias}`;
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
    readonly compilation: Compilation,
    readonly kind: KindModel,
  ) {
    this.alias = compilation.alias();
  }

  column(column: string): Sql {
    const field = this.kind.restricted.get(column);
    if (field !== undefined) this.compilation.restricted.add(`${this.kind.name}.${field}`);
    this.compilation.reads.column(this.kind, column);
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
    const joined = (condition: Sql) => this.compilation.leftJoinRows(next.kind, next.alias, condition);
    if (hop.type === 'toOne') return joined(sql`${next.column('id')} = ${current.column(hop.column)}`);
    if (hop.join.via === 'columns') return joined(joinCondition(hop.join, next, current));
    const link = this.compilation.alias();
    const { table, own, target } = hop.join;
    const pairs = this.compilation.leftJoin(table, link, sql`${link}.${name(own)} = ${current.column('id')}`);
    return sql`${pairs}${joined(sql`${next.column('id')} = ${link}.${name(target)}`)}`;
  }

  /** The table and its joins, for FROM; to be taken when all else of the query is compiled. */
  from(): Sql {
    const { compilation, kind } = this;
    return sql`${compilation.rowsOf(kind, this.alias)}${join(this.joins, '')}`;
  }
}

/** The condition that a version stood at a moment. */
function stoodAt(version: Sql, moment: string | VariableText): Sql {
  return sql`${version}.${name(VALID_FROM)} <= ${bind(moment)} AND ${version}.${name(VALID_TO)} > ${bind(moment)}`;
}

/** The condition that a row is there to be seen: none where the model hides none. */
function seen({ naming }: KindModel, row: Sql): Sql[] {
  if (!naming || naming.hidden.length === 0) return [];
  const hidden = join(naming.hidden.map(literal), ', ');
  return naming.columns.map((named) => {
    const column = sql`${row}.${name(named)}`;
    return sql`(${column} IS NULL OR ${column} NOT IN (${hidden}))`;
  });
}

/** The condition that a row of the target belongs to a row. */
export function joinCondition(join_: Join, target: TableRow, row: Row): Sql {
  if (join_.via === 'link') {
    const link = target.compilation.alias();
    const pairs = target.compilation.table(join_.table, link);
    return sql`${target.column('id')} IN (SELECT ${link}.${name(join_.target)} FROM ${pairs} WHERE ${link}.${name(join_.own)} = ${row.column('id')})`;
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
