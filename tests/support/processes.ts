import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { DatabaseSettings } from '../../src/store/settings.js';

/** True while a process runs; one that has ended but that nobody has asked about yet does not count. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The running children of a process whose command line names a program. */
export function childrenOf(parent: number, program: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isRunning(pid) && isChild(pid, parent, program));
}

function isChild(pid: number, parent: number, program: string): boolean {
  try {
    const [, stat = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const isOurs = Number(stat.split(' ')[1]) === parent;
    return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program);
  } catch {
    return false;
  }
}

/** How many milliseconds of a processor a process has used. */
function processorMs(pid: number): number {
  const [, fields = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * 10;
}

/** True while statements run for a store of this process: at the server, or in reader processes that use a processor. */
export async function isAtWork(settings: DatabaseSettings): Promise<boolean> {
  if (settings.dialect === 'sqlite') {
    const readers = childrenOf(process.pid, 'reader-main.js');
    const before = readers.map(processorMs);
    await pause(100);
    return readers.some((pid, index) => isRunning(pid) && processorMs(pid) - (before[index] ?? 0) > 50);
  }
  const client = new pg.Client({ connectionString: settings.url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sijill' AND state = 'active'`,
  );
  await client.end();
  return rows.length > 0;
}

/** Waits until something holds; fails when it does not within ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; !(await holds()); attempt += 1) {
    if (attempt === 1000) throw new Error('It did not come to hold within ten seconds.');
    await pause(10);
  }
}

/** Waits a while. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
