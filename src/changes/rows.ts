import type { EntityManager } from 'typeorm';

/** How many values one statement is given. */
const BATCH = 2000;

/** The rows whose column has one of these values; only the columns that are named. */
export async function rowsWhere<Row>(
  manager: EntityManager,
  {
    table,
    columns,
    column,
  }: { readonly table: string; readonly columns: readonly string[]; readonly column: string },
  values: readonly string[],
): Promise<Row[]> {
  const found: Row[] = [];
  const names = columns.map((name) => `"${name}"`).join(', ');
  for (let start = 0; start < values.length; start += BATCH) {
    const text = `SELECT ${names} FROM "${table}" WHERE "${column}" IN (${listOf(manager)})`;
    found.push(
      ...((await manager.query(text, [JSON.stringify(values.slice(start, start + BATCH))])) as Row[]),
    );
  }
  return found;
}

/** How many parameters a statement of SQLite has at most, and a little less. */
const PARAMETERS = 30_000;

/** Rows to insert: texts, numbers, booleans and nulls. */
interface NewRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** True to leave those alone that are there already, rather than to fail. */
  readonly isAgain?: boolean;
}

/** Inserts rows, many in one statement. */
export async function insertRows(
  manager: EntityManager,
  { table, columns, rows, isAgain = false }: NewRows,
): Promise<void> {
  const end = isAgain ? ' ON CONFLICT DO NOTHING' : '';
  const names = columns.map((name) => `"${name}"`).join(', ');
  if (isPostgres(manager)) {
    const text = `INSERT INTO "${table}" (${names}) SELECT ${names} FROM json_populate_recordset(NULL::"${table}", $1)${end}`;
    for (let start = 0; start < rows.length; start += 10 * BATCH) {
      const some = rows.slice(start, start + 10 * BATCH);
      const records = some.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
      await manager.query(text, [JSON.stringify(records)]);
    }
    return;
  }
  const many = Math.floor(PARAMETERS / columns.length);
  const place = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += many) {
    const some = rows.slice(start, start + many);
    const places = Array.from(some, () => place).join(', ');
    await manager.query(`INSERT INTO "${table}" (${names}) VALUES ${places}${end}`, some.flat());
  }
}

/** Inserts records of an entity. TypeORM's own way takes longer to write the statement than the database to run it. */
export async function insertRecords(
  manager: EntityManager,
  entity: new () => object,
  records: readonly object[],
): Promise<void> {
  const { driver } = manager.connection;
  const { tableName, columns } = manager.connection.getMetadata(entity);
  const rows = records.map((record) =>
    columns.map((column) => {
      const value: unknown = column.getEntityValue(record, true);
      return (driver.preparePersistentValue(value, column) as unknown) ?? null;
    }),
  );
  const names = columns.map(({ databaseName }) => databaseName);
  await insertRows(manager, { table: tableName, columns: names, rows });
}

/** A sub-select of the values of a list that is bound as JSON, as the first parameter. */
export function listOf(manager: EntityManager): string {
  return isPostgres(manager)
    ? 'SELECT value FROM json_array_elements_text($1::json) AS list(value)'
    : 'SELECT value FROM json_each(?)';
}

/** The placeholder of a parameter: they are bound in their order, each once. */
export function parameter(manager: EntityManager, number: number): string {
  return isPostgres(manager) ? `$${number}` : '?';
}

function isPostgres(manager: EntityManager): boolean {
  return manager.connection.options.type === 'postgres';
}
