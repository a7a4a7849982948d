import { MigrationExecutor, type DataSource } from 'typeorm';
import { keepHistory, suspendHistory } from './history.js';
import { StartError } from './settings.js';

/** Any number will do, as long as every server takes the same. */
const MIGRATION_LOCK = 7_245_001;

/**
 * Runs the migrations that the database has not seen, and sees to it that the history of every table is kept. Throws a
 * {@link StartError} when it is newer than the program.
 */
export async function migrate(source: DataSource): Promise<void> {
  const isPostgres = source.options.type === 'postgres';
  const runner = source.createQueryRunner();
  try {
    // Several servers may start at once; one migrates, the others wait.
    if (isPostgres) await runner.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await refuseNewer(source);
    const pending = await new MigrationExecutor(source).getPendingMigrations();
    if (pending.length > 0) await suspendHistory(source);
    await source.runMigrations({ transaction: 'each' });
    await keepHistory(source);
    if (isPostgres) await runner.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
  } finally {
    await runner.release();
  }
}

/** Undoes the last migration. Until {@link migrate} is called again, nothing keeps the history of what is written. */
export async function undoMigration(source: DataSource): Promise<void> {
  await suspendHistory(source);
  await source.undoLastMigration({ transaction: 'each' });
}

async function refuseNewer(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    if (!(await runner.hasTable('migration'))) return;
    const done = (await runner.query('SELECT name FROM migration')) as { name: string }[];
    const known = new Set(source.migrations.map(({ name, constructor }) => name ?? constructor.name));
    const unknown = done.find(({ name }) => !known.has(name));
    if (unknown) {
      throw new StartError(
        `The database was made by a newer Sijill (it has the migration ${unknown.name}). Start that version, or restore an older backup.`,
      );
    }
  } finally {
    await runner.release();
  }
}
