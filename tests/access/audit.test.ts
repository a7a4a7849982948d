import {
  addToAudit,
  AuditAction,
  headOf,
  verifyAudit,
  type AuditHead,
  type AuditNote,
} from '../../src/access/audit.js';
import { Journal } from '../../src/access/journal.js';
import { loadModel } from '../../src/model/load.js';
import { openStore, type Store } from '../../src/store/store.js';
import { Chance } from '../fuzz/chance.js';
import { auditOf, type AuditRow } from '../support/audit.js';
import { DIALECTS, emptyDatabase, type Dialect, type EmptyDatabase } from '../support/databases.js';

const TAMPERINGS = Number(process.env.TAMPERINGS ?? 100);

const NOTE: AuditNote = { actor: 'a', action: AuditAction.WRITE, subject: 's', detail: {} };

describe.each(DIALECTS)('the audit log on %s', (dialect) => {
  let database: EmptyDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await emptyDatabase(dialect);
    store = await openStore(await loadModel(), database.settings);
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const add = (count: number) =>
    store.transaction((manager) =>
      addToAudit(
        manager,
        Array.from({ length: count }, (_, index) => ({ ...NOTE, subject: `subject ${index}` })),
      ),
    );
  const verify = (kept?: AuditHead) => store.transaction((manager) => verifyAudit(manager, kept));

  it('is whole while it is empty and while it grows, and holds every head that was kept', async () => {
    const kept: AuditHead[] = [(await verify()).head];
    for (let count = 1; count < 5; count += 1) {
      await add(count);
      kept.push((await verify()).head);
    }
    for (const head of kept) expect(await verify(head)).toEqual({ head: kept.at(-1), problem: null });
    expect(kept.at(-1)?.sequence).toBe(10);
  });

  it('takes no change, no removal, and nothing away', async () => {
    await add(3);
    const statements = [
      'UPDATE "audit_entry" SET "actor" = \'b\' WHERE "sequence" = 2',
      'DELETE FROM "audit_entry" WHERE "sequence" = 3',
      'DELETE FROM "audit_entry"',
      ...(dialect === 'postgres' ? ['TRUNCATE "audit_entry"'] : []),
    ];
    for (const statement of statements) {
      await expect(store.transaction((manager) => manager.query(statement))).rejects.toThrow(
        'only ever added to',
      );
    }
    expect(await auditOf(store)).toHaveLength(3);
  });

  it('keeps its entries in one chain, however many write at once', async () => {
    // On SQLite there is one writer in a process: two would wait for each other.
    const second = dialect === 'postgres' ? await openStore(await loadModel(), database.settings) : store;
    const rounds = Array.from({ length: 20 }, (_, round) =>
      (round % 2 === 0 ? store : second).transaction((manager) => addToAudit(manager, [NOTE, NOTE])),
    );
    await Promise.all(rounds);
    if (second !== store) await second.close();
    expect(await verify()).toMatchObject({ head: { sequence: 40 }, problem: null });
  });

  it(`shows each of ${TAMPERINGS} ways of tampering with it, against a head that was kept elsewhere`, async () => {
    await add(15);
    const kept = await store.transaction(headOf);
    const whole = await auditOf(store);
    const unfound: unknown[] = [];
    for (let round = 0; round < TAMPERINGS; round += 1) {
      const { name, entries } = tamper(whole, new Chance(round));
      await replace(store, dialect, entries);
      const { problem } = await verify(kept);
      if (problem === null) unfound.push([round, name]);
      await replace(store, dialect, whole);
    }
    expect(unfound).toEqual([]);
    expect((await verify(kept)).problem).toBeNull();
  });

  it('gets what a server has noted, the same notes as one, and all of it when the server stops', async () => {
    const journal = new Journal(store, { error: () => undefined });
    for (let times = 0; times < 100; times += 1) journal.restrictedRead('editor', ['Person.email']);
    journal.restrictedRead('editor', ['Person.email', 'Person.phone']);
    journal.signInFailed('key');
    await journal.close();
    expect((await auditOf(store)).map(({ actor, subject, detail }) => [actor, subject, detail])).toEqual([
      ['editor', 'Person.email', '{"times":100}'],
      ['editor', 'Person.email Person.phone', '{"times":1}'],
      ['anonymous', 'key', '{"times":1}'],
    ]);
  });

  it('gets what could not be written at first as soon as it can', async () => {
    let isThere = false;
    const transaction = store.transaction.bind(store);
    const away = Object.assign(Object.create(store) as Store, {
      transaction: (work: never) => (isThere ? transaction(work) : Promise.reject(new Error('away'))),
    });
    const journal = new Journal(away, { error: () => undefined });
    journal.signInFailed('key');
    await expect(journal.flush()).rejects.toThrow('away');
    journal.signInFailed('key');
    isThere = true;
    await journal.close();
    expect((await auditOf(store)).map(({ detail }) => detail)).toEqual(['{"times":2}']);
  });
});

/** The log as somebody would like it to be. Who writes it all anew makes a chain that fits. */
function tamper(whole: readonly AuditRow[], chance: Chance): { name: string; entries: AuditRow[] } {
  const entries = whole.map((entry) => ({ ...entry }));
  const at = chance.below(entries.length);
  const entry = entries[at] as AuditRow;
  switch (chance.below(6)) {
    case 0: {
      const column = chance.pick(['actor', 'subject', 'detail', 'moment', 'action', 'hash'] as const);
      entries[at] = { ...entry, [column]: `${entry[column].slice(1)}x` };
      return { name: `${column} of ${at} edited`, entries };
    }
    case 1:
      entries.splice(at, 1);
      return { name: `${at} removed`, entries };
    case 2:
      return { name: `cut from ${at}`, entries: entries.slice(0, at) };
    case 3: {
      const other = (at + 1 + chance.below(entries.length - 1)) % entries.length;
      const swapped = entries[other] as AuditRow;
      entries[at] = { ...swapped, sequence: entry.sequence };
      entries[other] = { ...entry, sequence: swapped.sequence };
      return { name: `${at} and ${other} swapped`, entries };
    }
    case 4:
      entries.splice(at, 0, { ...entry });
      return {
        name: `${at} inserted`,
        entries: entries.map((row, index) => ({ ...row, sequence: index + 1 })),
      };
    default:
      return { name: 'cut and its head moved', entries: entries.slice(0, chance.below(12)) };
  }
}

/** Writes the log anew, as somebody can who owns the database: without triggers, and with a head that fits. */
async function replace(store: Store, dialect: Dialect, entries: readonly AuditRow[]): Promise<void> {
  await store.transaction(async (manager) => {
    const isPostgres = dialect === 'postgres';
    if (isPostgres) await manager.query('ALTER TABLE "audit_entry" DISABLE TRIGGER ALL');
    const triggers = isPostgres
      ? []
      : ((await manager.query(
          `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'`,
        )) as { name: string; sql: string }[]);
    for (const { name } of triggers) await manager.query(`DROP TRIGGER "${name}"`);
    await manager.query('DELETE FROM "audit_entry"');
    for (const entry of entries) {
      const values = Object.values(entry);
      const places = values.map((_, index) => (isPostgres ? `$${index + 1}` : '?'));
      const columns = Object.keys(entry).map((column) => `"${column}"`);
      await manager.query(
        `INSERT INTO "audit_entry" (${columns.join(', ')}) VALUES (${places.join(', ')})`,
        values,
      );
    }
    const last = entries.at(-1) ?? { sequence: 0, hash: '0'.repeat(64) };
    await manager.query(`UPDATE "audit_head" SET "sequence" = ${last.sequence}, "hash" = '${last.hash}'`);
    for (const { sql } of triggers) await manager.query(sql);
    if (isPostgres) await manager.query('ALTER TABLE "audit_entry" ENABLE TRIGGER ALL');
  });
}
