import type { EntityManager } from 'typeorm';
import { idOf } from '../changes/draft.js';
import { NESTED } from '../changes/nested.js';
import { parameter, rowsWhere } from '../changes/rows.js';
import { isOwnedLink, writableFields, writtenValue } from '../changes/written.js';
import {
  keyColumn,
  kindNamed,
  type ColumnField,
  type FieldModel,
  type KindModel,
  type Model,
  type ToManyField,
} from '../model/model.js';

/** A record as files hold it: what is stated, with references by key. Reading it makes the record again. */
export type ExportedRecord = Readonly<Record<string, unknown>>;

type Row = Readonly<Record<string, unknown>>;

/** How many records are read at once. */
const PAGE = 1000;

/** Reads the records of kinds, in the order of their slugs, a page at a time. */
export class Exporter {
  /** The keys of the records that those of a page refer to. */
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
  ) {}

  /** All records of a kind, each with its external ids and citations. */
  async *pages(kind: KindModel): AsyncGenerator<ExportedRecord[]> {
    const columns = ['id', ...new Set(writableFields(kind).flatMap(columnsOf))];
    const place = parameter(this.manager, 1);
    const text = `SELECT ${quoted(columns)} FROM "${kind.table}" WHERE "slug" > ${place} ORDER BY "slug" LIMIT ${PAGE}`;
    for (let after = ''; ;) {
      const rows = (await this.manager.query(text, [after])) as Row[];
      const last = rows.at(-1);
      if (!last) return;
      after = String(last.slug);
      yield await this.records(kind, rows);
    }
  }

  private async records(kind: KindModel, rows: readonly Row[]): Promise<ExportedRecord[]> {
    this.keys.clear();
    const ids = rows.map((row) => String(row.id));
    const fields = writableFields(kind);
    const links = new Map<FieldModel, ReadonlyMap<string, string[]>>();
    for (const field of fields) {
      if (field.type === 'toOne')
        await this.learn(
          kindNamed(this.model, field.target),
          rows.map((row) => row[field.column]),
        );
      if (isOwnedLink(field)) links.set(field, await this.linked(field, ids));
    }
    const nested = new Map<string, ReadonlyMap<string, ExportedRecord[]>>();
    for (const [name, part] of Object.entries(NESTED)) {
      if (kind.fields.has(name)) nested.set(name, await this.parts(kindNamed(this.model, part), ids));
    }
    return rows.map((row) => {
      const id = String(row.id);
      const record: Record<string, unknown> = {};
      // The id follows from the slug, but for a record that has changed its slug.
      if (id !== idOf(kind, String(row.slug))) record.id = id;
      for (const field of fields) {
        const value = isOwnedLink(field) ? links.get(field)?.get(id) : this.value(field, row);
        if (value !== null && value !== undefined) record[field.name] = value;
      }
      for (const [name, byRecord] of nested) {
        const list = byRecord.get(id);
        if (list) record[name] = list;
      }
      return record;
    });
  }

  private value(field: FieldModel, row: Row): unknown {
    switch (field.type) {
      case 'column':
        return columnValue(field, row[field.column]);
      case 'toOne': {
        const id = row[field.column];
        return typeof id === 'string' ? this.keys.get(id) : null;
      }
      case 'value':
        return writtenValue(field, (name) => row[field.columns[name] ?? '']);
      default:
        return null;
    }
  }

  /** Comes to know the keys of records. */
  private async learn(kind: KindModel, ids: readonly unknown[]): Promise<void> {
    const missing = new Set(ids.filter((id): id is string => typeof id === 'string' && !this.keys.has(id)));
    const key = keyColumn(kind).column;
    const place = { table: kind.table, columns: ['id', key], column: 'id' };
    const rows = await rowsWhere<Record<string, string>>(this.manager, place, [...missing]);
    for (const row of rows) this.keys.set(row.id ?? '', row[key] ?? '');
  }

  private async linked(field: ToManyField, ids: readonly string[]): Promise<Map<string, string[]>> {
    if (field.join.via !== 'link')
      throw new Error(`The pairs of ${field.name} are in no table of their own.`);
    const { table, own, target } = field.join;
    const rows = await rowsWhere<Record<string, string>>(
      this.manager,
      { table, columns: [own, target], column: own },
      ids,
    );
    await this.learn(
      kindNamed(this.model, field.target),
      rows.map((row) => row[target]),
    );
    const found = new Map<string, string[]>();
    for (const row of rows) {
      const id = row[own] ?? '';
      found.set(id, [...(found.get(id) ?? []), this.keys.get(row[target] ?? '') ?? '']);
    }
    for (const keys of found.values()) keys.sort();
    return found;
  }

  /** What is written inside the records that it is about, in the order in which it was. */
  private async parts(kind: KindModel, ids: readonly string[]): Promise<Map<string, ExportedRecord[]>> {
    const fields = writableFields(kind).filter(({ name, type }) => name !== 'slug' && type !== 'record');
    const about = [...kind.fields.values()].find(({ type }) => type === 'record');
    const column = about?.type === 'record' ? about.column : '';
    const columns = ['slug', column, ...new Set(fields.flatMap(columnsOf))];
    const rows = await rowsWhere<Record<string, string>>(
      this.manager,
      { table: kind.table, columns, column },
      ids,
    );
    // Their slugs end in numbers: the shorter comes first.
    rows.sort((a, b) => bySlug(a.slug ?? '', b.slug ?? ''));
    for (const field of fields) {
      if (field.type === 'toOne')
        await this.learn(
          kindNamed(this.model, field.target),
          rows.map((row) => row[field.column]),
        );
    }
    const found = new Map<string, ExportedRecord[]>();
    for (const row of rows) {
      const stated = fields.map((field) => [field.name, this.value(field, row)] as const);
      const part = Object.fromEntries(stated.filter(([, value]) => value !== null && value !== undefined));
      const id = row[column] ?? '';
      const list = found.get(id);
      if (list) list.push(part);
      else found.set(id, [part]);
    }
    return found;
  }
}

function bySlug(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function columnsOf(field: FieldModel): string[] {
  if (field.type === 'column' || field.type === 'toOne') return [field.column];
  return field.type === 'value' ? Object.values(field.columns) : [];
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

function columnValue({ encoding }: ColumnField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (encoding === 'boolean') return Boolean(value);
  return encoding === 'text' || encoding === 'token' ? value : Number(value);
}
