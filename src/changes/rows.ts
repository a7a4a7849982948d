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
