import { startPostgres } from './postgres.mjs';

/** One PostgreSQL server for the whole run; each test file makes databases of its own in it. */
export default async function setUp() {
  globalThis.postgres = await startPostgres();
  process.env.SIJILL_TEST_POSTGRES = globalThis.postgres.url('postgres');
}
