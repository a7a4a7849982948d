import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import base from '../../jest.config.js';
import { DIALECTS, type Dialect } from '../support/databases.js';
import { CHECKS, type Check } from './check-list.js';
import { compile, postgresServer, tell, tellShare } from './plant.js';

/** Few documents are enough to find what everybody sees; a check that only many of them find is not tested well. */
const DOCUMENTS = '60';

/** The part of jest's report that is read. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Takes out checks one at a time, in files with this in their name, and runs the tests that promise what it is for. */
export async function takeOutChecks(only: string): Promise<void> {
  const checks = CHECKS.filter(({ file }) => file.includes(only));
  // All of them are compiled first: a text that is no longer there is told at once.
  for (const check of checks) compile(resolve('src'), check);
  const server = await postgresServer();
  const folder = mkdtempSync(join(tmpdir(), 'sijill-checks-'));
  const config = join(folder, 'jest.config.json');
  writeFileSync(config, JSON.stringify(configuration()));
  const firstOf = (check: Check | null, suites: readonly string[]): string | null => {
    for (const dialect of DIALECTS) {
      for (const suite of suites) {
        const test = failureIn(folder, check, suite, dialect);
        if (test !== null) return test;
      }
    }
    return null;
  };
  try {
    const failed = firstOf(null, [...new Set(checks.flatMap(({ suites }) => suites))]);
    if (failed !== null) throw new Error(`With every check in its place, this fails: ${failed}`);
    let found = 0;
    for (const check of checks) {
      const test = firstOf(check, check.suites);
      if (test !== null) found += 1;
      tell(check, test);
    }
    tellShare(found, checks.length, 1);
  } finally {
    rmSync(folder, { recursive: true });
    await server.stop();
  }
}

/** The configuration of all tests, but that a piece of what is compiled is replaced. */
function configuration(): object {
  const { globalSetup: _setUp, globalTeardown: _tearDown, coverageThreshold: _threshold, ...kept } = base;
  const transform = Object.entries(base.transform).map(([pattern, [, options]]) => [
    pattern,
    [resolve('tests/support/planting.mjs'), options],
  ]);
  return { ...kept, rootDir: resolve('.'), transform: Object.fromEntries(transform) };
}

/** The first test of a suite that fails on a database without a check; null when none does. Throws when it cannot be run. */
function failureIn(folder: string, check: Check | null, suite: string, dialect: Dialect): string | null {
  const output = join(folder, 'report.json');
  rmSync(output, { force: true });
  const planted = check && { ...check, file: resolve('src', check.file) };
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      resolve('node_modules/jest/bin/jest.js'),
      '--runTestsByPath',
      resolve(suite),
      '--config',
      join(folder, 'jest.config.json'),
      '--runInBand',
      // A test that fails may leave a server behind.
      '--forceExit',
      '--json',
      '--outputFile',
      output,
      // Tests that name no database are those of what is the same on both.
      '--passWithNoTests',
      '--testNamePattern',
      dialect === 'sqlite' ? '^(?!.* on postgres)' : ' on postgres',
    ],
    {
      encoding: 'utf8',
      maxBuffer: 1024 ** 3,
      env: { ...process.env, RESTRICTED_DOCUMENTS: DOCUMENTS, SIJILL_PLANTED: JSON.stringify(planted ?? {}) },
    },
  );
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find((result) => result.status === 'failed');
  if (failed) return `"${failed.fullName}"`;
  if (status === 0) return null;
  throw new Error(`The tests cannot be run: ${stderr}`);
}
