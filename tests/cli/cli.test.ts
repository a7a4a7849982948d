import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

describe('the command line', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sijill-cli-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (args: string[], environment: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', SIJILL_DATA: join(folder, 'data'), ...environment },
    });
    return { status, stdout, stderr };
  };
  const oneLine = /^[^\n]+\n$/;

  it('explains itself', () => {
    expect(run(['--help'])).toEqual({ status: 0, stdout: expect.stringContaining('Usage:'), stderr: '' });
    expect(run([])).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining('Usage:') });
  });

  it.each([[['dance']], [['serve', 'a', 'b']], [['--loud']]])('does not guess what %j means', (args) => {
    expect(run(args)).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('See sijill --help'),
    });
  });

  it('lists every setting that cannot be understood', () => {
    const { status, stderr } = run(['serve'], { PORT: 'many', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    expect(status).toBe(1);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toMatch(/PORT .*LOG_LEVEL .*DATABASE_URL /);
  });

  it('migrates, seeds once, and changes nothing the second time', () => {
    expect(run(['migrate'])).toMatchObject({ status: 0, stderr: '' });
    expect(run(['seed']).stdout).toMatch(/^623 records created, 0 updated, 0 unchanged\.$/m);
    expect(run(['seed']).stdout).toMatch(/^0 records created, 0 updated, 623 unchanged\.$/m);
  });

  it('tells what is wrong with seeds, and exits with 1', () => {
    const seeds = mkdtempSync(join(folder, 'seeds-'));
    writeFileSync(join(seeds, 'topic.yaml'), '- { slug: x, name: { en: X } }\n- { slug: X, colour: red }\n');
    const { status, stderr } = run(['seed', seeds], { SIJILL_DATA: join(folder, 'other') });
    expect(status).toBe(1);
    expect(stderr).toContain('topic.yaml:2: [1].colour is not a field of Topic');
    expect(stderr).toContain('nothing was written');
  });

  it('writes the schema to a file, or prints it', () => {
    const file = join(folder, 'schema.graphql');
    expect(run(['schema', file])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run(['schema']).stdout).toBe(readFileSync(file, 'utf8'));
  });

  it('says in one line that a database is newer, is none, or has no folder', () => {
    run(['migrate'], { SIJILL_DATA: join(folder, 'newer') });
    const database = new Sqlite(join(folder, 'newer', 'sijill.db'));
    database.exec(`INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'Later')`);
    database.close();
    const newer = run(['serve'], { SIJILL_DATA: join(folder, 'newer') });
    expect(newer).toMatchObject({ status: 1, stderr: expect.stringMatching(oneLine) });
    expect(newer.stderr).toContain('newer Sijill');
    writeFileSync(join(folder, 'file'), '');
    expect(run(['serve'], { SIJILL_DATA: join(folder, 'file') })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(oneLine),
    });
    expect(run(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(oneLine),
    });
  });

  it('says in one line that the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const { status, stderr } = run(['serve'], { PORT: String(port), LOG_LEVEL: 'silent' });
    taken.close();
    expect(status).toBe(1);
    expect(stderr).toBe(`Port ${port} is in use. Stop the other program, or set PORT to another one.\n`);
  });

  it('serves, and stops when it is told to, though a client keeps its connection', async () => {
    const server = spawn(process.execPath, [MAIN, 'serve'], {
      env: { PATH: process.env.PATH ?? '', SIJILL_DATA: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = new Promise<number | null>((resolve) => server.once('exit', resolve));
    let log = '';
    server.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const address = await new Promise<string>((resolve) => {
      server.stderr.on('data', (chunk: Buffer) => {
        const found = /http:\/\/\S+/.exec(chunk.toString());
        if (found) resolve(found[0]);
      });
    });
    const agent = new Agent({ keepAlive: true });
    const status = await new Promise<number | undefined>((resolve) => {
      get(address.replace('/graphql', '/health/ready'), { agent }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
      });
    });
    expect(status).toBe(200);
    for (let times = 0; times < 2; times += 1) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ country(code: \\"AZ\\") { code } }"}',
      });
      expect(await response.text()).toBe('{"data":{"country":{"code":"AZ"}}}\n');
    }
    server.kill('SIGTERM');
    expect(await exited).toBe(0);
    agent.destroy();
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const answered = { msg: 'answered', status: 200, ms: expect.any(Number) };
    const question = { ...answered, method: 'POST', path: '/graphql' };
    expect(lines.slice(-3)).toEqual([
      expect.objectContaining({ ...answered, path: '/health/ready' }),
      expect.objectContaining(question),
      expect.objectContaining(question),
    ]);
  });
});
