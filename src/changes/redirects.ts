import type { EntityManager } from 'typeorm';
import type { KindModel } from '../model/model.js';
import { listOf, parameter, rowsWhere } from './rows.js';

/** A record that was merged into another: its id and its key keep answering. */
export interface Redirect {
  readonly id: string;
  readonly key: string;
  /** The id of the record that stands for it now. */
  readonly target: string;
}

interface Row {
  readonly id: string;
  readonly key: string;
  readonly via_id: string;
  readonly target_id: string;
}

const TABLE = 'redirect';

/** The merged records of a kind that have one of these ids or keys. */
export async function redirectsOf(
  manager: EntityManager,
  kind: KindModel,
  names: readonly string[],
): Promise<Redirect[]> {
  const found: Redirect[] = [];
  for (const column of ['id', 'key']) {
    const columns = ['id', 'key', 'kind', 'target_id'];
    const rows = await rowsWhere<Row & { kind: string }>(manager, { table: TABLE, columns, column }, names);
    found.push(
      ...rows
        .filter((row) => row.kind === kind.name)
        .map(({ id, key, target_id: target }) => ({ id, key, target })),
    );
  }
  return found;
}

/** Lets a merged record answer as the one that stands for it; so do those that were merged into it before. */
export async function redirect(
  manager: EntityManager,
  kind: KindModel,
  merged: { readonly id: string; readonly key: string; readonly into: string },
): Promise<void> {
  const place = (number: number) => parameter(manager, number);
  await manager.query(
    `INSERT INTO "${TABLE}" ("id", "kind", "key", "via_id", "target_id") VALUES (${[1, 2, 3, 4, 5].map(place).join(', ')})`,
    [merged.id, kind.name, merged.key, merged.into, merged.into],
  );
  await manager.query(`UPDATE "${TABLE}" SET "target_id" = ${place(1)} WHERE "target_id" = ${place(2)}`, [
    merged.into,
    merged.id,
  ]);
}

/** Ends the redirects of records that are there again; those that led through them lead to them. */
export async function endRedirects(manager: EntityManager, ids: readonly string[]): Promise<void> {
  const columns = ['id', 'key', 'via_id', 'target_id'];
  const ended = await rowsWhere<Row>(manager, { table: TABLE, columns, column: 'id' }, ids);
  if (ended.length === 0) return;
  const bound = [JSON.stringify(ended.map(({ id }) => id))];
  await manager.query(`DELETE FROM "${TABLE}" WHERE "id" IN (${listOf(manager)})`, bound);
  const targets = [...new Set(ended.map((row) => row.target_id))];
  const others = await rowsWhere<Row>(manager, { table: TABLE, columns, column: 'target_id' }, targets);
  const via = new Map(others.map((row) => [row.id, row.via_id]));
  const place = (number: number) => parameter(manager, number);
  for (const row of others) {
    let end = row.via_id;
    for (let next = via.get(end); next !== undefined; next = via.get(end)) end = next;
    if (end === row.target_id) continue;
    const text = `UPDATE "${TABLE}" SET "target_id" = ${place(1)} WHERE "id" = ${place(2)}`;
    await manager.query(text, [end, row.id]);
  }
}
