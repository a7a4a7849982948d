import type { EntityManager } from 'typeorm';

/** The point in the registry's history at which a change set stands. */
export interface Head {
  /** How many change sets there are, this one included. */
  readonly sequence: number;
  /** When it is made, in UTC with milliseconds: later than every change set before it, whatever the clock says. */
  readonly moment: string;
}

/**
 * Opens a change set in a transaction: what is written from here to {@link endChange} is recorded as its work. Change
 * sets are made one after the other, also by several servers: who comes second waits here until the first is done, so
 * that their order is the order in which they can be seen.
 */
export async function beginChange(manager: EntityManager, changeSetId: string): Promise<Head> {
  const isPostgres = manager.connection.options.type === 'postgres';
  const parameters = isPostgres ? ['$1', '$2'] : ['?', '?'];
  await manager.query(
    `UPDATE "registry_head" SET "change_set_id" = ${parameters[0]}, "sequence" = "sequence" + 1, "moment" = ${parameters[1]}`,
    [changeSetId, await nextMoment(manager, isPostgres)],
  );
  const [head] = (await manager.query('SELECT "sequence", "moment" FROM "registry_head"')) as Head[];
  if (!head) throw new Error('The registry has no head: its migrations have not run.');
  return head;
}

/** Closes the change set: nothing more can be written in its name. One that came to nothing leaves no gap in the numbers. */
export async function endChange(manager: EntityManager, { made }: { readonly made: boolean }): Promise<void> {
  await manager.query(
    `UPDATE "registry_head" SET "change_set_id" = NULL${made ? '' : ', "sequence" = "sequence" - 1'}`,
  );
}

/** Now, or a millisecond after the last change set where the clock stands or has gone back. */
async function nextMoment(manager: EntityManager, isPostgres: boolean): Promise<string> {
  const [head] = (await manager.query(
    `SELECT "moment" FROM "registry_head"${isPostgres ? ' FOR UPDATE' : ''}`,
  )) as { moment: string }[];
  return new Date(Math.max(Date.now(), Date.parse(head?.moment ?? '') + 1)).toISOString();
}
