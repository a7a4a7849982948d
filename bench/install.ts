import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Peer } from './question.js';

/** The folder of a peer, seen from the compiled benchmark. */
export function peerFolder(peer: Peer): string {
  return fileURLToPath(new URL(`../../peers/${peer}`, import.meta.url));
}

/**
 * Installs what a peer depends on, which the product must not, and compiles it. The lock file that was installed is
 * remembered, so that a new one is installed again.
 */
export function installPeer(peer: Peer): void {
  const folder = peerFolder(peer);
  const run = (command: string, args: string[]) => {
    const { status } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in bench/peers/${peer}.`);
  };
  const lock = createHash('sha256')
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest('hex');
  const installed = `${folder}/node_modules/.installed`;
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
    process.stderr.write(`Installing ${peer} (once; a minute when a native module has to be compiled)\n`);
    run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
    writeFileSync(installed, lock);
  }
  if (existsSync(`${folder}/tsconfig.json`))
    run(process.execPath, [`${folder}/node_modules/typescript/bin/tsc`, '-p', 'tsconfig.json']);
}

/** The versions that make a peer what it is: "package version" each. */
export function versionsOf(peer: Peer): string[] {
  const text = readFileSync(`${peerFolder(peer)}/package.json`, 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
}
