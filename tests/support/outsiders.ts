import { Role } from '../../src/access/identity.js';
import type { Registry } from './registry.js';

/** Those who may not see what is restricted, by the headers that they send. */
export async function outsidersOf(registry: Registry): Promise<[string, Record<string, string>][]> {
  return [
    ['anonymous', {}],
    ['a reader', await registry.signedIn(Role.READER)],
    ['an analyst', await registry.signedIn(Role.ANALYST)],
  ];
}
