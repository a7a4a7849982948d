import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * The memory of a process and of those it started, in bytes, as Linux tells it; NaN elsewhere. What processes share, such
 * as Node's own code, is counted in each, so a server of several processes looks larger than it is.
 */
export function residentBytes(pid: number): number {
  return sumOf(pid, 'VmRSS');
}

/** The most that it ever was, each process for itself, since the start or {@link forgetPeak}. */
export function peakBytes(pid: number): number {
  return sumOf(pid, 'VmHWM');
}

/** Makes the peak what the memory is now. */
export function forgetPeak(pid: number): void {
  for (const of of familyOf(pid)) {
    try {
      writeFileSync(`/proc/${of}/clear_refs`, '5');
    } catch {
      // Not on Linux, or it has ended: then there is no peak to forget.
    }
  }
}

function sumOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  let bytes = NaN;
  for (const of of familyOf(pid)) {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(textOf(`/proc/${of}/status`))?.[1];
    if (kilobytes) bytes = (Number.isNaN(bytes) ? 0 : bytes) + Number(kilobytes) * 1024;
  }
  return bytes;
}

function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of processes()) {
    // The name, in brackets, may hold anything; the parent is the second field after it.
    const parent = /^.*\) \S (\d+)/s.exec(textOf(`/proc/${entry}/stat`))?.[1];
    if (parent) parents.set(entry, Number(parent));
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
