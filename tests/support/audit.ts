import type { Store } from '../../src/store/store.js';

/** An entry of the audit log as the database holds it. */
export interface AuditRow {
  readonly sequence: number;
  readonly moment: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly hash: string;
}

/** The whole audit log, in order. */
export function auditOf(store: Store): Promise<AuditRow[]> {
  return store.transaction((manager) => manager.query('SELECT * FROM "audit_entry" ORDER BY "sequence"'));
}
