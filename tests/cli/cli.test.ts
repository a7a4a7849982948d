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

  it.each([
    ['nothing', ''],
    ['1001 characters', 'm'.repeat(1001)],
  ])('does not import with a message of %s, and says what one has', (_case, message) => {
    const file = join(folder, 'topic.csv');
    writeFileSync(file, 'slug,name.en\nx,X\n');
    expect(run(['import', file, '--message', message], { SIJILL_DATA: join(folder, 'told') })).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('--message has 1 to 1000 characters'),
    });
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

  it('makes keys that are shown once, lists them without secrets, and revokes them', () => {
    const made = run(['key', 'create', 'Ops dashboard', '--role', 'analyst', '--expires', '2199-12-31']);
    expect(made).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^sijill_[0-9a-f]{12}_[0-9a-f]{48}\n$/),
    });
    const [, id = '', secret = ''] = made.stdout.trim().split('_');
    expect(made.stderr).toContain(id);
    const { stdout } = run(['key', 'list']);
    expect(stdout).toMatch(
      new RegExp(`^${id} +Ops dashboard +Analyst +\\d{4}-\\d\\d-\\d\\d +2199-12-31 +never +holds$`, 'm'),
    );
    expect(stdout).not.toContain(secret);
    expect(run(['key', 'create', 'Ops dashboard', '--role', 'reader'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(oneLine),
    });
    expect(run(['key', 'revoke', id])).toMatchObject({ status: 0, stdout: expect.stringMatching(oneLine) });
    expect(run(['key', 'revoke', id])).toMatchObject({ status: 1, stderr: expect.stringMatching(oneLine) });
    expect(run(['key', 'list']).stdout).toMatch(/revoked \d{4}-\d\d-\d\d$/m);
  });

  it.each([
    [['key'], 'Usage:'],
    [['key', 'create', 'x'], '--role'],
    [['key', 'create', 'x', '--role', 'owner'], '--role'],
    [['key', 'create', 'x', '--role', 'reader', '--expires', '2199-02-30'], '--expires'],
    [['key', 'create', 'x', '--role', 'reader', '--expires', '2001-01-01'], '--expires'],
    [['key', 'list', '--role', 'reader'], 'Usage:'],
    [['erase-person'], 'Usage:'],
    [['doctor', 'now'], 'Usage:'],
    [['doctor', '--head', '7'], '--print-head'],
    [['doctor', '--loud'], 'See sijill --help'],
  ])('says of %j what is missing', (args, word) => {
    expect(run(args)).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(word) });
  });

  it('erases a person by id, and says of an unknown one that there is none', () => {
    const database = new Sqlite(join(folder, 'data', 'sijill.db'));
    const idOf = (slug: string) =>
      (database.prepare('SELECT id FROM person WHERE slug = ?').get(slug) as any)?.id;
    const id = idOf('moussa-khaddam');
    const { status, stdout } = run(['erase-person', id]);
    expect([status, stdout]).toEqual([0, expect.stringContaining(`The person ${id} is erased`)]);
    expect(idOf('moussa-khaddam')).toBeUndefined();
    database.close();
    expect(run(['erase-person', 'per_nobody'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(oneLine),
    });
  });

  it('finds nothing wrong with a whole registry, and what is wrong with one that was tampered with', () => {
    const whole = run(['doctor']);
    expect(whole.stdout.split('\n').filter(Boolean)).toHaveLength(4);
    expect([whole.status, whole.stdout]).toEqual([0, expect.not.stringContaining('wrong')]);
    const head = run(['doctor', '--print-head']).stdout.trim();
    expect(run(['doctor', '--head', head])).toMatchObject({ status: 0 });
    const database = new Sqlite(join(folder, 'data', 'sijill.db'));
    database.exec('DROP TRIGGER "audit_entry_no_delete"');
    database.exec('DELETE FROM audit_entry WHERE sequence = (SELECT max(sequence) FROM audit_entry)');
    database.exec(
      'UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1)',
    );
    // Without the head that was kept, a tail that was cut off with care is not to be seen.
    expect(run(['doctor'])).toMatchObject({ status: 0 });
    expect(run(['doctor', '--head', head])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('wrong'),
    });
    database.pragma('foreign_keys = OFF');
    database.exec(`UPDATE registry_head SET change_set_id = 'chs_by_hand'`);
    database.exec(`UPDATE participation SET person_id = 'per_lost' WHERE person_id IS NOT NULL`);
    database.exec('UPDATE registry_head SET change_set_id = NULL');
    database.close();
    const { status, stdout } = run(['doctor', '--json']);
    const states = Object.fromEntries(
      (JSON.parse(stdout) as any[]).map(({ check, state }) => [check, state]),
    );
    expect([status, states]).toEqual([
      1,
      { structure: 'ok', migrations: 'ok', references: 'wrong', 'audit log': 'ok' },
    ]);
  });

  it('says that a file is no database, or is damaged, or is not there', () => {
    const damaged = join(folder, 'damaged');
    run(['seed'], { SIJILL_DATA: damaged });
    const file = join(damaged, 'sijill.db');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096 * 20, 4096 * 60);
    writeFileSync(file, bytes);
    expect(run(['doctor'], { SIJILL_DATA: damaged })).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^wrong +structure: /),
    });
    writeFileSync(file, 'no database at all, but a text that is long enough to be taken for one'.repeat(100));
    expect(run(['doctor'], { SIJILL_DATA: damaged })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(oneLine),
    });
    expect(run(['doctor'], { SIJILL_DATA: join(folder, 'nowhere') })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(oneLine),
    });
  });

  it('lists settings of sign-in that cannot be understood', () => {
    const { status, stderr } = run(['serve'], {
      SIJILL_ANONYMOUS: 'no',
      OIDC_ISSUER: 'https://login.example.org',
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/SIJILL_ANONYMOUS .*OIDC_ISSUER and OIDC_AUDIENCE/),
    ]);
    const plain = run(['serve'], { OIDC_ISSUER: 'http://login.example.org', OIDC_AUDIENCE: 'sijill' });
    expect([plain.status, plain.stderr]).toEqual([1, expect.stringContaining('https://')]);
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
