import type { DataSource } from 'typeorm';
import type { Model } from '../model/model.js';

/** What one look at a database has found. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'wrong' | 'skipped';
  readonly message: string;
}

/** How many damages are told of at most. */
const MOST_PROBLEMS = 20;

/** Looks whether the database's own structures are whole. */
export async function examineStructure(source: DataSource): Promise<Finding> {
  const check = 'structure';
  try {
    const problems =
      source.options.type === 'postgres' ? await brokenIndexes(source) : await brokenPages(source);
    if (problems === null) {
      const message = 'PostgreSQL cannot look: CREATE EXTENSION amcheck lets it.';
      return { check, state: 'skipped', message };
    }
    return problems.length === 0
      ? { check, state: 'ok', message: 'Every page and index is whole.' }
      : { check, state: 'wrong', message: problems.join('; ') };
  } catch (error) {
    return {
      check,
      state: 'wrong',
      message: `The database cannot be read through: ${(error as Error).message}.`,
    };
  }
}

/** Looks whether every reference leads to a record that is there. */
export async function examineReferences(model: Model, source: DataSource): Promise<Finding> {
  const check = 'references';
  const problems: string[] = [];
  let looked = 0;
  for (const { from, column, to, name } of referencesOf(model)) {
    const [row] = (await source.query(
      `SELECT count(*) AS "lost" FROM "${from}" a LEFT JOIN "${to}" b ON b."id" = a."${column}" WHERE a."${column}" IS NOT NULL AND b."id" IS NULL`,
    )) as { readonly lost: number | string }[];
    looked += 1;
    if (Number(row?.lost) > 0)
      problems.push(`${row?.lost} rows of ${name} refer to a record that is not there`);
  }
  return problems.length === 0
    ? { check, state: 'ok', message: `All ${looked} relations lead to records that are there.` }
    : { check, state: 'wrong', message: problems.slice(0, MOST_PROBLEMS).join('; ') };
}

async function brokenPages(source: DataSource): Promise<string[]> {
  const rows = (await source.query(`PRAGMA integrity_check(${MOST_PROBLEMS})`)) as {
    readonly integrity_check: string;
  }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

/** The indexes that are broken; null where the extension that looks at them is not there. */
async function brokenIndexes(source: DataSource): Promise<string[] | null> {
  const installed = (await source.query(`SELECT 1 FROM pg_extension WHERE extname = 'amcheck'`)) as unknown[];
  if (installed.length === 0) return null;
  const indexes = (await source.query(
    `SELECT quote_ident(c.relname) AS name FROM pg_class c JOIN pg_am a ON a.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid WHERE a.amname = 'btree' AND i.indisvalid AND c.relnamespace = current_schema()::regnamespace`,
  )) as { readonly name: string }[];
  const problems: string[] = [];
  for (const { name } of indexes) {
    try {
      await source.query('SELECT bt_index_check($1::regclass)', [name]);
    } catch (error) {
      if (problems.length < MOST_PROBLEMS) problems.push((error as Error).message);
    }
  }
  return problems;
}

interface Reference {
  readonly from: string;
  readonly column: string;
  readonly to: string;
  readonly name: string;
}

function referencesOf(model: Model): Reference[] {
  const tableOf = (kind: string) => model.kinds.get(kind)?.table ?? '';
  return [...model.kinds.values()].flatMap((kind) =>
    [...kind.fields.values()].flatMap((field): Reference[] => {
      const name = `${kind.name}.${field.name}`;
      if (field.type === 'toOne') {
        return [{ from: kind.table, column: field.column, to: tableOf(field.target), name }];
      }
      if (field.type !== 'toMany' || !field.owned || field.join.via !== 'link') return [];
      const { table, own, target } = field.join;
      return [
        { from: table, column: own, to: kind.table, name },
        { from: table, column: target, to: tableOf(field.target), name },
      ];
    }),
  );
}
