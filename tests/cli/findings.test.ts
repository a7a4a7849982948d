import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenWorld, FINDINGS } from '../findings/broken-world.js';
import { writeSeeds } from '../support/world.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

describe('sijill findings', () => {
  let folder: string;

  const run = (data: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', SIJILL_DATA: join(folder, data) },
    });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sijill-findings-'));
    const seeds = writeSeeds(brokenWorld());
    expect(run('broken', 'seed', seeds)).toMatchObject({ status: 0, stderr: '' });
    rmSync(seeds, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lists each finding under what is wrong and what to do, and ends with 1 when there are errors', () => {
    const { status, stdout } = run('broken', 'findings');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^ERROR WEEKDAY_MISMATCH: The weekday .*\n {2}event weekday-of-the-end-wrong\n {2}event weekday-wrong$/m,
    );
    expect(stdout).toMatch(/\d+ ERROR, \d+ WARNING, 3 INFO\.\n$/);
  });

  it('lists one severity, as JSON Lines, and ends with 0 when none is an error', () => {
    const { status, stdout } = run('broken', 'findings', '--severity', 'INFO', '--json');
    expect(status).toBe(0);
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found.map(({ code, severity, records }: any) => [code, severity, records.length])).toEqual([
      ['AGREEMENT_OF_ONE', 'INFO', 2],
      ['MONEY_WITHOUT_PRIZE', 'INFO', 1],
      ['SAME_PARTICIPATION', 'INFO', 2],
    ]);
    const all = run('broken', 'findings', '--json').stdout.trim().split('\n');
    expect(all).toHaveLength(Object.values(FINDINGS).flat().length);
  });

  it('says so when nothing is found', () => {
    expect(run('first', 'seed').status).toBe(0);
    expect(run('first', 'findings')).toEqual({ status: 0, stdout: 'Nothing was found.\n', stderr: '' });
  });

  it.each([
    ['findings', '--severity', 'BAD'],
    ['findings', 'now'],
    ['migrate', '--json'],
  ])('does not guess what %s %s means', (...args) => {
    expect(run('first', ...args)).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('See sijill --help'),
    });
  });
});
