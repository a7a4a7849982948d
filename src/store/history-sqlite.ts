import type { EntityManager } from 'typeorm';
import { FOREVER, VALID_FROM, VALID_TO } from '../model/naming.js';
import {
  assigned,
  listed,
  OUTSIDE_CHANGE_SET,
  same,
  stated,
  type HistoryDialect,
  type Recorder,
  type TableColumn,
} from './history-dialect.js';
import type { VersionedTable } from './versioned.js';

/** SQLite has triggers for rows only; whether they are as they should be is told by their own text. */
export const sqliteHistory: HistoryDialect = {
  compact: 'WITHOUT ROWID',
  retype: () => [],

  async columns(manager) {
    const rows = (await manager.query(
      `SELECT m.name AS of, c.name, c.type, c.dflt_value AS fallback FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid`,
    )) as (TableColumn & { readonly of: string })[];
    const tables = new Map<string, TableColumn[]>();
    for (const { of, ...column } of rows) tables.set(of, [...(tables.get(of) ?? []), column]);
    return tables;
  },

  async recorders(manager) {
    const marks = new Map<string, string>();
    for (const { tbl_name: table, sql } of await triggers(manager)) {
      marks.set(table, `${marks.get(table) ?? ''}${sql}\n`);
    }
    return marks;
  },

  recorder(table, columns) {
    const statements = triggersOf(table, columns).sort();
    return { statements, mark: statements.map((text) => `${text}\n`).join('') } satisfies Recorder;
  },

  async removeRecorders(manager, table) {
    for (const { name, tbl_name: of } of await triggers(manager)) {
      if (table === undefined || of === table) await manager.query(`DROP TRIGGER "${name}"`);
    }
  },

  async run(manager, statements) {
    for (const statement of statements) await manager.query(statement);
  },
};

async function triggers(manager: EntityManager) {
  const rows = await manager.query(
    `SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_history\\_%' ESCAPE '\\' ORDER BY sql`,
  );
  return rows as { readonly name: string; readonly tbl_name: string; readonly sql: string }[];
}

const IS_OPEN = 'EXISTS (SELECT 1 FROM "registry_head" WHERE "change_set_id" IS NOT NULL)';
const MOMENT = '(SELECT "moment" FROM "registry_head")';

function triggersOf(table: VersionedTable, columns: readonly TableColumn[]): string[] {
  const { name, history, key, derived, guarded } = table;
  const all = columns.map((column) => column.name);
  const old = same(key, `"${history}"`, 'OLD');
  // What this very change set wrote is not kept: a record has one version a change set.
  const close = [
    `DELETE FROM "${history}" WHERE ${old} AND "${VALID_FROM}" = ${MOMENT}`,
    `UPDATE "${history}" SET "${VALID_TO}" = ${MOMENT} WHERE ${old} AND "${VALID_TO}" = '${FOREVER}'`,
  ];
  const open = `INSERT INTO "${history}" (${listed(all)}, "${VALID_FROM}", "${VALID_TO}") VALUES (${listed(all, 'NEW.')}, ${MOMENT}, '${FOREVER}')`;
  const trigger = (action: string, event: string, when: string, body: readonly string[]) =>
    `CREATE TRIGGER "${history}_${action}" ${event} ON "${name}" WHEN ${when} BEGIN ${body.map((text) => `${text};`).join(' ')} END`;
  const kept = [
    trigger('insert', 'AFTER INSERT', IS_OPEN, [open]),
    trigger('update', 'AFTER UPDATE', IS_OPEN, [...close, open]),
    trigger('delete', 'AFTER DELETE', IS_OPEN, close),
  ];
  if (!guarded) return kept;
  const refuse = (action: string, event: string) =>
    trigger(`guards_${action}`, `BEFORE ${event}`, `NOT ${IS_OPEN}`, [
      `SELECT RAISE(ABORT, '${OUTSIDE_CHANGE_SET}')`,
    ]);
  const derive = `UPDATE "${history}" SET ${assigned(derived, 'NEW')} WHERE ${old} AND "${VALID_TO}" = '${FOREVER}'`;
  return [
    ...kept,
    ...(derived.length > 0 ? [trigger('derive', 'AFTER UPDATE', `NOT ${IS_OPEN}`, [derive])] : []),
    refuse('insert', 'INSERT'),
    refuse('update', `UPDATE OF ${listed(stated(table, columns))}`),
    refuse('delete', 'DELETE'),
  ];
}
