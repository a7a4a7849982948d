import type { EntityManager } from 'typeorm';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import { historyTableName } from '../model/naming.js';
import { randomIdLike } from './draft.js';
import { rowsWhere } from './rows.js';

/** What is named after the record that it is about, and the column that says which: its id can be worked out from that one's. */
const NAMED_AFTER: readonly (readonly [kind: string, column: string])[] = [
  ['Citation', 'record_id'],
  ['ExternalId', 'record_id'],
  ['Revision', 'record_id'],
  ['FieldChange', 'revision_id'],
];

/** Texts in which ids of records are written among other things. */
const WITH_IDS: readonly (readonly [table: string, column: string])[] = [
  ['revision', 'before'],
  ['field_change', 'before'],
  ['field_change', 'after'],
  ['change_set', 'outcome'],
];

/** How many ids are replaced in texts at once: each nests an expression in another. */
const BATCH = 50;

/** A table, and those of its columns that hold ids. */
type Place = readonly [table: string, columns: readonly string[]];

/**
 * Gives records ids that follow from nothing, in all that refers to them, now and in the past; and what is named after them
 * as well. The result tells new ids by old ones.
 */
export async function giveNewIds(
  model: Model,
  manager: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const renaming = new Renaming(model, manager);
  await renaming.collect(ids);
  await renaming.inColumns();
  for (let start = 0; start < ids.length; start += BATCH)
    await renaming.inTexts(ids.slice(start, start + BATCH));
  return renaming.ids;
}

class Renaming {
  /** New ids by old ones. */
  readonly ids = new Map<string, string>();

  constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
  ) {}

  /** Finds all that is named after the records, and what is named after that; names it anew. */
  async collect(ids: readonly string[]): Promise<void> {
    for (let found = ids; found.length > 0;) {
      for (const id of found) this.ids.set(id, randomIdLike(id));
      const next = new Set<string>();
      for (const [name, column] of NAMED_AFTER) {
        const slugs = new Map<string, string>();
        const tables = tablesOf(kindNamed(this.model, name));
        for (const table of tables) {
          const columns = ['id', 'slug'];
          const rows = await rowsWhere<{ id: string; slug: string }>(
            this.manager,
            { table, columns, column },
            found,
          );
          for (const { id, slug } of rows) slugs.set(id, this.renamed(slug));
        }
        for (const table of tables) await this.replace([table, ['slug']], slugs, 'id');
        for (const id of slugs.keys()) next.add(id);
      }
      found = [...next];
    }
  }

  /** A slug such as `per-k3v9...-2`, after the new id. */
  private renamed(slug: string): string {
    const [prefix = '', letters = '', ...rest] = slug.split('-');
    const id = this.ids.get(`${prefix}_${letters}`);
    return id === undefined ? slug : [id.replace('_', '-'), ...rest].join('-');
  }

  /** Replaces the ids wherever a column holds one. */
  async inColumns(): Promise<void> {
    const kinds = [...this.model.kinds.values()];
    const live = kinds.map((kind): Place => [kind.table, idColumns(kind)]);
    const links = kinds.flatMap(({ fields }) =>
      [...fields.values()].flatMap((field): Place[] =>
        field.type === 'toMany' && field.owned && field.join.via === 'link'
          ? [[field.join.table, [field.join.own, field.join.target]]]
          : [],
      ),
    );
    // Search is told of records by their ids, and so are those who ask for a record that was merged into another.
    const search = ['search_text', 'search_word'].map((table): Place => [table, ['record_id']]);
    const kept = [...live, ...links, ...search].map(([table, columns]): Place => [
      historyTableName(table),
      columns,
    ]);
    await this.replaceTogether([...live, ...links]);
    for (const place of [...search, ['redirect', ['id', 'via_id', 'target_id']] as const, ...kept]) {
      await this.replace(place, this.ids);
    }
  }

  /** Replaces ids where texts have them in them. */
  async inTexts(ids: readonly string[]): Promise<void> {
    const position = this.isPostgres ? 'strpos' : 'instr';
    for (const [table, column] of WITH_IDS) {
      let text = `"${column}"`;
      for (const id of ids) text = `replace(${text}, ${quoted(id)}, ${quoted(this.ids.get(id) ?? id)})`;
      const isThere = ids.map((id) => `${position}("${column}", ${quoted(id)}) > 0`).join(' OR ');
      for (const place of [table, historyTableName(table)]) {
        await this.manager.query(`UPDATE "${place}" SET "${column}" = ${text} WHERE ${isThere}`);
      }
    }
  }

  /** Replaces ids in tables that refer to one another, between which no reference may lead nowhere. */
  private async replaceTogether(places: readonly Place[]): Promise<void> {
    if (!this.isPostgres) {
      await this.manager.query('PRAGMA defer_foreign_keys = ON');
      for (const place of places) await this.replace(place, this.ids);
      return;
    }
    // PostgreSQL looks at references when a statement is over: so they are all in one.
    const parts = places.map((place, index) => `u${index} AS (${this.update(place)})`);
    await this.manager.query(`WITH ${parts.join(', ')} SELECT 1`, [this.written(this.ids)]);
  }

  /** Replaces what columns hold, by itself or by another column, where there is something to replace it by. */
  private async replace(place: Place, by: ReadonlyMap<string, string>, key?: string): Promise<void> {
    if (by.size === 0) return;
    const text = this.update(place, key);
    const times = this.isPostgres ? 1 : text.split('?').length - 1;
    await this.manager.query(
      text,
      Array.from({ length: times }, () => this.written(by)),
    );
  }

  private update([table, columns]: Place, key?: string): string {
    const [map, keys] = this.isPostgres
      ? ['$1::json', 'SELECT key FROM json_each_text($1::json)']
      : ['?', 'SELECT key FROM json_each(?)'];
    const set = columns.map((column) => `"${column}" = coalesce(${map} ->> "${key ?? column}", "${column}")`);
    const where = columns.map((column) => `"${key ?? column}" IN (${keys})`);
    return `UPDATE "${table}" SET ${set.join(', ')} WHERE ${where.join(' OR ')}`;
  }

  private written(by: ReadonlyMap<string, string>): string {
    return JSON.stringify(Object.fromEntries(by));
  }

  private get isPostgres(): boolean {
    return this.manager.connection.options.type === 'postgres';
  }
}

function quoted(id: string): string {
  return `'${id.replaceAll("'", "''")}'`;
}

/** The table of a kind, and that of its history. */
function tablesOf({ table }: KindModel): readonly string[] {
  return [table, historyTableName(table)];
}

/** The columns of a kind that hold ids: its own, and those that it refers to. */
function idColumns({ fields }: KindModel): string[] {
  const references = [...fields.values()].flatMap((field) =>
    field.type === 'toOne' || field.type === 'record' ? [field.column] : [],
  );
  return ['id', ...references];
}
