import type { EntityManager } from 'typeorm';
import { beginChange, endChange } from '../../src/store/head.js';
import type { Store } from '../../src/store/store.js';

/** Writes rows by hand, as the work of a change set that is not itself recorded. */
export function byHand<Result>(
  store: Store,
  write: (manager: EntityManager, moment: string) => Promise<Result>,
): Promise<Result> {
  return store.transaction(async (manager) => {
    const { moment } = await beginChange(manager, 'chs_by_hand');
    const result = await write(manager, moment);
    await endChange(manager, { made: false });
    return result;
  });
}
