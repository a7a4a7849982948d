import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';
import type * as PostgresSupport from '../support/postgres.mjs';
import type { Mutant } from './mutant-list.js';

/** A compiled file with a bug in it. Throws when the text that is to be replaced is not there exactly once. */
export function compile(sources: string, mutant: Mutant): string {
  const source = readFileSync(join(sources, mutant.file), 'utf8');
  const count = source.split(mutant.find).length - 1;
  if (count !== 1) {
    throw new Error(`In ${mutant.file} there is ${count} times, instead of once: ${mutant.find}`);
  }
  const { code } = transformSync(
    source.replace(mutant.find, () => mutant.replace),
    {
      jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
      module: { type: 'es6' },
    },
  );
  return code;
}

/** Tells what became of a bug: by what it was found, or that it was not. */
export function tell(mutant: Mutant, foundBy: string | null): void {
  console.log(`${(foundBy === null ? 'SURVIVED' : `found by ${foundBy}`).padEnd(14)} ${describe(mutant)}`);
}

/** Tells how many were found, and fails when too few were. */
export function tellShare(found: number, all: number, wanted: number): void {
  const share = found / all;
  console.log(`${found} of ${all} found: ${(100 * share).toFixed(1)} %.`);
  if (share < wanted) process.exitCode = 1;
}

/** A PostgreSQL server for tests of this process and those that it starts. */
export async function postgresServer(): Promise<PostgresSupport.PostgresServer> {
  const support = pathToFileURL(resolve('tests/support/postgres.mjs')).href;
  const { startPostgres } = (await import(support)) as typeof PostgresSupport;
  const server = await startPostgres();
  process.env.SIJILL_TEST_POSTGRES = server.url('postgres');
  return server;
}

function describe({ file, find, replace }: Mutant): string {
  const line = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  return `${file}: ${line(find)}  ->  ${line(replace) || '(nothing)'}`;
}
