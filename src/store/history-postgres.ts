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

const EVENTS = {
  insert: { event: 'INSERT', referencing: ' REFERENCING NEW TABLE AS come' },
  update: { event: 'UPDATE', referencing: ' REFERENCING OLD TABLE AS gone NEW TABLE AS come' },
  delete: { event: 'DELETE', referencing: ' REFERENCING OLD TABLE AS gone' },
  truncate: { event: 'TRUNCATE', referencing: '' },
} as const;

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
    const made = [functionOf(table, columns), ...triggersOf(table)];
    // The types are no part of the text, but of what is kept.
    const said = [...made, ...columns.map(({ type }) => type)].join('\n');
    const hash = createHash('sha256').update(said).digest('hex').slice(0, 16);
    return {
      statements: [...made, `COMMENT ON FUNCTION "${table.name}${FUNCTION}"() IS '${hash}'`],
      mark: `${hash} ${Object.keys(EVENTS).length}`,
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

function triggersOf({ name, history }: VersionedTable): string[] {
  return Object.entries(EVENTS).map(
    ([action, { event, referencing }]) =>
      `CREATE TRIGGER "${history}_${action}" AFTER ${event} ON "${name}"${referencing} FOR EACH STATEMENT EXECUTE FUNCTION "${name}${FUNCTION}"()`,
  );
}

/**
 * The function is planned anew at each call: a plan made for the 100,000 rows of an import would read the whole history
 * for the one row of an edit.
 */
function functionOf(table: VersionedTable, columns: readonly TableColumn[]): string {
  const { name, history, key, derived, guarded } = table;
  const all = columns.map((column) => column.name);
  const standing = `${same(key, 'kept', 'come')} AND kept."${VALID_TO}" = '${FOREVER}'`;
  const written = stated(table, columns);
  const isOther = `(${listed(written, 'gone.')}) IS DISTINCT FROM (${listed(written, 'come.')})`;
  const refuse = `RAISE EXCEPTION '${OUTSIDE_CHANGE_SET}'`;
  const derive =
    derived.length > 0
      ? `UPDATE "${history}" kept SET ${assigned(derived, 'come')} FROM come WHERE ${standing};`
      : '';
  // A statement that finds no row writes nothing.
  const outside = `
    IF TG_OP = 'INSERT' THEN
      IF EXISTS (SELECT 1 FROM come) THEN ${refuse}; END IF;
    ELSIF TG_OP = 'DELETE' THEN
      IF EXISTS (SELECT 1 FROM gone) THEN ${refuse}; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
      IF EXISTS (SELECT 1 FROM come LEFT JOIN gone ON ${same(key, 'gone', 'come')} WHERE ${isOther}) THEN ${refuse}; END IF;
      ${derive}
    ELSE
      ${refuse};
    END IF;`;
  // What this very change set wrote is not kept: a record has one version a change set.
  return `CREATE FUNCTION "${name}${FUNCTION}"() RETURNS trigger LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $record$
DECLARE
  now_at varchar;
  maker varchar;
BEGIN
  SELECT "moment", "change_set_id" INTO now_at, maker FROM "registry_head";
  IF maker IS NULL THEN${guarded ? outside : ''}
    RETURN NULL;
  END IF;
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM "${history}" kept WHERE kept."${VALID_FROM}" = now_at;
    UPDATE "${history}" kept SET "${VALID_TO}" = now_at WHERE kept."${VALID_TO}" = '${FOREVER}';
  ELSIF TG_OP <> 'INSERT' THEN
    DELETE FROM "${history}" kept USING gone WHERE ${same(key, 'kept', 'gone')} AND kept."${VALID_FROM}" = now_at;
    UPDATE "${history}" kept SET "${VALID_TO}" = now_at FROM gone WHERE ${same(key, 'kept', 'gone')} AND kept."${VALID_TO}" = '${FOREVER}';
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' THEN
    INSERT INTO "${history}" (${listed(all)}, "${VALID_FROM}", "${VALID_TO}") SELECT ${listed(all, 'come.')}, now_at, '${FOREVER}' FROM come;
  END IF;
  RETURN NULL;
END $record$`;
}
