import type { Hop, KindModel, Model } from '../../src/model/model.js';
import { kindNamed } from '../../src/model/model.js';
import type { Store } from '../../src/store/store.js';

/** A row as the database holds it, by column. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Every row of a registry, in memory. */
export class World {
  private readonly rows = new Map<string, Row[]>();
  private readonly byId = new Map<string, { readonly kind: KindModel; readonly row: Row }>();
  private readonly links = new Map<string, Row[]>();
  private readonly led = new Map<Hop, Map<Row, readonly Row[]>>();

  private readonly counted = new Map<Hop, number>();

  private constructor(
    readonly model: Model,
    /** When the last change was made. */
    readonly moment: string,
  ) {}

  /** Reads every row of a database. */
  static async read(model: Model, store: Store): Promise<World> {
    return store.transaction(async (manager) => {
      const [head] = (await manager.query('SELECT "moment" FROM "registry_head"')) as { moment: string }[];
      const world = new World(model, head?.moment ?? '');
      for (const kind of model.kinds.values()) {
        const found = (await manager.query(`SELECT * FROM "${kind.table}"`)) as Record<string, unknown>[];
        const { naming } = kind;
        const isHidden = (row: Record<string, unknown>) =>
          naming?.columns.some((column) => naming.hidden.includes(String(row[column])));
        const shown = found.filter((row) => !isHidden(row));
        const rows = shown.map((row) => plain(row, numericColumns(kind)));
        world.rows.set(kind.name, rows);
        for (const row of rows) world.byId.set(String(row.id), { kind, row });
        for (const field of kind.fields.values()) {
          if (field.type !== 'toMany' || field.join.via !== 'link' || world.links.has(field.join.table))
            continue;
          world.links.set(field.join.table, await manager.query(`SELECT * FROM "${field.join.table}"`));
        }
      }
      return world;
    });
  }

  of(kind: KindModel): readonly Row[] {
    return this.rows.get(kind.name) ?? [];
  }

  record(id: string | number | null | undefined): { readonly kind: KindModel; readonly row: Row } | null {
    return this.byId.get(String(id)) ?? null;
  }

  /** The rows that a relation leads to from a row; found once, as rows never change. */
  related(row: Row, hop: Hop): readonly Row[] {
    let known = this.led.get(hop);
    if (!known) this.led.set(hop, (known = new Map()));
    let rows = known.get(row);
    if (!rows) known.set(row, (rows = this.find(row, hop)));
    return rows;
  }

  /** How many pairs of rows a relation of a kind holds between. */
  pairs(kind: KindModel, hop: Hop): number {
    let count = this.counted.get(hop);
    if (count === undefined) {
      count = this.of(kind).reduce((sum, row) => sum + this.related(row, hop).length, 0);
      this.counted.set(hop, count);
    }
    return count;
  }

  private find(row: Row, hop: Hop): readonly Row[] {
    const target = kindNamed(this.model, hop.target);
    if (hop.type === 'toOne') {
      const found = this.record(row[hop.column]);
      return found ? [found.row] : [];
    }
    const { join } = hop;
    if (join.via === 'link') {
      const ids = new Set(
        (this.links.get(join.table) ?? [])
          .filter((link) => link[join.own] === row.id)
          .map((link) => link[join.target]),
      );
      return this.of(target).filter(({ id }) => ids.has(id ?? null));
    }
    return this.of(target).filter((other) =>
      join.on.every(({ own, operator, target: column }) => {
        const [left, right] = [row[own], other[column]];
        if (left === null || left === undefined || right === null || right === undefined) return false;
        if (operator === '=') return left === right;
        return operator === '<=' ? left <= right : left >= right;
      }),
    );
  }
}

/** Columns whose whole numbers one of the drivers gives as text. */
function numericColumns(kind: KindModel): ReadonlySet<string> {
  return new Set(
    [...kind.fields.values()].flatMap((field) => {
      if (field.type !== 'value') return [];
      const properties = { quantity: ['low', 'high', 'stated'], money: ['amount'] };
      const numbers = field.value === 'quantity' || field.value === 'money' ? properties[field.value] : [];
      return numbers.map((property) => field.columns[property] ?? '');
    }),
  );
}

function plain(row: Record<string, unknown>, numeric: ReadonlySet<string>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'boolean' || (numeric.has(column) && value !== null) ? Number(value) : value,
    ]),
  ) as Row;
}
