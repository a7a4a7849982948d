import type { EntityManager } from 'typeorm';
import { listOf } from './rows.js';

/** What a revision changed of a record. */
export interface Change {
  readonly recordId: string;
  /** The version of the record after it. */
  readonly version: number;
  /** The field; null when it was the whole record. */
  readonly field: string | null;
  readonly author: string;
  /** The id of the change set. */
  readonly changeSet: string;
}

/** Every change of these records so far, in the order of their versions. */
export async function laterChanges(manager: EntityManager, ids: readonly string[]): Promise<Change[]> {
  if (ids.length === 0) return [];
  const rows = (await manager.query(
    `SELECT r."record_id", r."record_version", f."field", c."author", c."id" AS "change_set" FROM "revision" r
     JOIN "change_set" c ON c."id" = r."change_set_id" LEFT JOIN "field_change" f ON f."revision_id" = r."id"
     WHERE r."record_id" IN (${listOf(manager)}) ORDER BY r."record_version", f."field"`,
    [JSON.stringify([...new Set(ids)])],
  )) as Readonly<Record<string, string>>[];
  return rows.map((row) => ({
    recordId: row.record_id ?? '',
    version: Number(row.record_version),
    field: row.field ?? null,
    author: row.author ?? '',
    changeSet: row.change_set ?? '',
  }));
}
