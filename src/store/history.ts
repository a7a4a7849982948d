import type { DataSource, EntityManager } from 'typeorm';
import { FOREVER, VALID_FROM, VALID_TO } from '../model/naming.js';
import { assigned, listed, same, type HistoryDialect, type TableColumn } from './history-dialect.js';
import { postgresHistory } from './history-postgres.js';
import { sqliteHistory } from './history-sqlite.js';
import { versionedTables, type VersionedTable } from './versioned.js';

/** A table whose history is not as it should be: it is missing, or something in it is. */
interface Gap {
  readonly table: VersionedTable;
  readonly columns: readonly TableColumn[];
  /** The columns of the history, where there is one. */
  readonly kept: readonly TableColumn[] | undefined;
}

/**
 * Gives each table of a kind, each table of pairs and the index of search a history that the database keeps by itself:
 * every version of every row, written by triggers in the transaction of the change. The same triggers refuse what is
 * written outside a change set. To be called when the migrations are done; where all is in place, it only looks.
 */
export async function keepHistory(source: DataSource): Promise<void> {
  const dialect = dialectOf(source);
  const columns = await dialect.columns(source.manager);
  const recorders = await dialect.recorders(source.manager);
  const gaps = versionedTables(source).flatMap((table): Gap[] => {
    const own = columns.get(table.name) ?? [];
    const kept = columns.get(table.history);
    const isKept = kept && recorders.get(table.name) === dialect.recorder(table, own).mark;
    return isKept ? [] : [{ table, columns: own, kept }];
  });
  if (gaps.length === 0) return;
  await source.transaction(async (manager) => {
    for (const { table } of gaps) {
      if (recorders.has(table.name)) await dialect.removeRecorders(manager, table.name);
    }
    const statements = gaps.flatMap((gap) => [
      ...shape(dialect, gap),
      ...caughtUp(gap),
      ...dialect.recorder(gap.table, gap.columns).statements,
    ]);
    await dialect.run(manager, statements);
  });
}

/**
 * Stops keeping the history, so that tables can be altered and rows rewritten by migrations. What they do to rows is
 * taken as what was written in the first place, when {@link keepHistory} is called again.
 */
export async function suspendHistory(source: DataSource): Promise<void> {
  await source.transaction((manager: EntityManager) => dialectOf(source).removeRecorders(manager));
}

function dialectOf(source: DataSource): HistoryDialect {
  return source.options.type === 'postgres' ? postgresHistory : sqliteHistory;
}

/** The table of versions, its columns and indexes. */
function shape(dialect: HistoryDialect, { table, columns, kept }: Gap): string[] {
  const { history, key, indexes } = table;
  const indexed = indexes.map(
    ({ columns: names, where }) =>
      `CREATE INDEX IF NOT EXISTS "${history}_by_${names.join('_')}" ON "${history}" (${listed(names)})${where ? ` WHERE ${where}` : ''}`,
  );
  if (!kept) {
    const own = columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
    const span = [VALID_FROM, VALID_TO].map((name) => `"${name}" ${momentType(columns)} NOT NULL`).join(', ');
    const compact = key.length === columns.length ? ` ${dialect.compact}` : '';
    return [
      `CREATE TABLE "${history}" (${own}, ${span}, PRIMARY KEY (${listed([...key, VALID_FROM])}))${compact}`,
      ...indexed,
    ];
  }
  const altered = columns.flatMap((column): string[] => {
    const known = kept.find(({ name }) => name === column.name);
    if (known) return known.type === column.type ? [] : dialect.retype(history, column);
    // The versions of before get what the migration gave the rows: no value, or the default.
    const fallback = column.fallback === null ? '' : ` DEFAULT ${column.fallback}`;
    return [`ALTER TABLE "${history}" ADD COLUMN "${column.name}" ${column.type}${fallback}`];
  });
  return [...altered, ...indexed];
}

/** Moments are compared by code point, as ids are: their type is the same but for its length. */
function momentType(columns: readonly TableColumn[]): string {
  return columns.some(({ type }) => type.endsWith('COLLATE "C"')) ? 'varchar(24) COLLATE "C"' : 'varchar(24)';
}

/**
 * Makes the standing versions what the rows are: all of them where the history begins, else what was written while
 * nobody kept it. It counts as written by the last change set, so that all of it stands together: what is asked as of
 * an earlier moment never meets half of a record's relations.
 */
function caughtUp({ table, columns }: Gap): string[] {
  const { name, history, key } = table;
  const all = columns.map((column) => column.name);
  const row = `"${name}"`;
  const version = `"${history}"`;
  const stands = `${version}."${VALID_TO}" = '${FOREVER}'`;
  const moment = '(SELECT "moment" FROM "registry_head")';
  const isGone = `${stands} AND NOT EXISTS (SELECT 1 FROM ${row} WHERE ${same(key, row, version)})`;
  const others = all.filter((column) => !key.includes(column));
  const differs = others.map((column) => `${version}."${column}" IS DISTINCT FROM ${row}."${column}"`);
  return [
    `DELETE FROM ${version} WHERE "${VALID_FROM}" = ${moment} AND ${isGone}`,
    `UPDATE ${version} SET "${VALID_TO}" = ${moment} WHERE ${isGone}`,
    ...(others.length > 0
      ? [
          `UPDATE ${version} SET ${assigned(others, row)} FROM ${row} WHERE ${same(key, row, version)} AND ${stands} AND (${differs.join(' OR ')})`,
        ]
      : []),
    `INSERT INTO ${version} (${listed(all)}, "${VALID_FROM}", "${VALID_TO}") SELECT ${listed(all)}, ${moment}, '${FOREVER}' FROM ${row} WHERE NOT EXISTS (SELECT 1 FROM ${version} WHERE ${same(key, row, version)} AND ${stands})`,
  ];
}
