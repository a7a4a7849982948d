import { createHash } from 'node:crypto';
import { FOREVER, VALID_FROM, VALID_TO } from '../model/naming.js';
import {
  assigned,
  listed,
  OUTSIDE_CHANGE_SET,
  same,
  stated,
  type HistoryDialect,
  type TableColumn,
} from './history-dialect.js';
import type { VersionedTable } from './versioned.js';

/** How the function of a table's triggers is called, after the name of the table. */
const FUNCTION = '_history_record';

/**
 * PostgreSQL has triggers for statements, which see all rows at once. Those of a table share one function, whose comment
 * is the hash of all that they say.
 */
export const postgresHistory: HistoryDialect = {
  compact: '',
  retype: (history, { name, type }) => [`ALTER TABLE "${history}" ALTER COLUMN "${name}" TYPE ${type}`],

  async columns(manager) {
    const rows = (await manager.query(
      `SELECT c.relname AS of, a.attname AS name, format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE ' || quote_ident(nullif(l.collname, 'default')), '') AS type, pg_get_expr(d.adbin, d.adrelid) AS fallback
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY c.relname, a.attnum`,
    )) as (TableColumn & { readonly of: string })[];
    const tables = new Map<string, TableColumn[]>();
    for (const { of, ...column } of rows) tables.set(of, [...(tables.get(of) ?? []), column]);
    return tables;
  },

  async recorders(manager) {
    const rows = (await manager.query(
      `SELECT c.relname AS of, obj_description(p.oid, 'pg_proc') || ' ' || count(*) AS mark
      FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
      WHERE p.pronamespace = current_schema()::regnamespace AND right(p.proname, ${FUNCTION.length}) = '${FUNCTION}' AND t.tgenabled <> 'D'
      GROUP BY c.relname, p.oid`,
    )) as { readonly of: string; readonly mark: string }[];
    return new Map(rows.map(({ of, mark }) => [of, mark]));
  },

  recorder(table, columns) {
    const triggers = triggersOf(table, columns);
    const made = [functionOf(table, columns), ...triggers];
    // The types are no part of the text, but of what is kept.
    const said = [...made, ...columns.map(({ type }) => type)].join('\n');
    const hash = createHash('sha256').update(said).digest('hex').slice(0, 16);
    return {
      statements: [...made, `COMMENT ON FUNCTION "${table.name}${FUNCTION}"() IS '${hash}'`],
      mark: `${hash} ${triggers.length}`,
    };
  },

  async removeRecorders(manager, table) {
    const rows = (await manager.query(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND right(proname, ${FUNCTION.length}) = '${FUNCTION}'`,
    )) as { readonly name: string }[];
    const names = rows.filter(({ name }) => table === undefined || name === `${table}${FUNCTION}`);
    for (const { name } of names) await manager.query(`DROP FUNCTION "${name}"() CASCADE`);
  },

  async run(manager, statements) {
    if (statements.length > 0) await manager.query(statements.join(';\n'));
  },
};

function triggersOf(table: VersionedTable, columns: readonly TableColumn[]): string[] {
  const { name, history, guarded } = table;
  const trigger = (action: string, event: string, referencing: string) =>
    `CREATE TRIGGER "${history}_${action}" ${event} ON "${name}"${referencing} FOR EACH STATEMENT EXECUTE FUNCTION "${name}${FUNCTION}"()`;
  const written = listed(stated(table, columns));
  return [
    trigger('insert', 'AFTER INSERT', ' REFERENCING NEW TABLE AS come'),
    trigger('update', 'AFTER UPDATE', ' REFERENCING OLD TABLE AS gone NEW TABLE AS come'),
    trigger('delete', 'AFTER DELETE', ' REFERENCING OLD TABLE AS gone'),
    trigger('truncate', 'AFTER TRUNCATE', ''),
    ...(guarded ? [trigger('guard', `BEFORE INSERT OR UPDATE OF ${written} OR DELETE OR TRUNCATE`, '')] : []),
  ];
}

/**
 * A statement that is planned for the rows that were written just now. As part of the function it would be planned for as
 * many as the first statement of the session wrote: after an import, the whole history would be read for the one row of an
 * edit.
 */
function planned(statement: string): string {
  return `EXECUTE $statement$${statement}$statement$ USING now_at`;
}

function functionOf(
  { name, history, key, derived }: VersionedTable,
  columns: readonly TableColumn[],
): string {
  const all = columns.map((column) => column.name);
  const ofGone = same(key, 'kept', 'gone');
  const standing = `kept."${VALID_TO}" = '${FOREVER}'`;
  const derive = `UPDATE "${history}" kept SET ${assigned(derived, 'come')} FROM come WHERE ${same(key, 'kept', 'come')} AND ${standing}`;
  const open = `INSERT INTO "${history}" (${listed(all)}, "${VALID_FROM}", "${VALID_TO}") SELECT ${listed(all, 'come.')}, $1, '${FOREVER}' FROM come`;
  // What this very change set wrote is not kept: a record has one version a change set.
  return `CREATE FUNCTION "${name}${FUNCTION}"() RETURNS trigger LANGUAGE plpgsql AS $record$
DECLARE
  now_at varchar;
  maker varchar;
BEGIN
  SELECT "moment", "change_set_id" INTO now_at, maker FROM "registry_head";
  IF TG_WHEN = 'BEFORE' THEN
    IF maker IS NULL THEN RAISE EXCEPTION '${OUTSIDE_CHANGE_SET}'; END IF;
    RETURN NULL;
  END IF;
  IF maker IS NULL THEN
    ${derived.length > 0 ? `IF TG_OP = 'UPDATE' THEN ${planned(derive)}; END IF;` : ''}
    RETURN NULL;
  END IF;
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM "${history}" kept WHERE kept."${VALID_FROM}" = now_at;
    UPDATE "${history}" kept SET "${VALID_TO}" = now_at WHERE ${standing};
  ELSIF TG_OP <> 'INSERT' THEN
    ${planned(`DELETE FROM "${history}" kept USING gone WHERE ${ofGone} AND kept."${VALID_FROM}" = $1`)};
    ${planned(`UPDATE "${history}" kept SET "${VALID_TO}" = $1 FROM gone WHERE ${ofGone} AND ${standing}`)};
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' THEN
    ${planned(open)};
  END IF;
  RETURN NULL;
END $record$`;
}
