import { createHash } from 'node:crypto';
import { applyChanges } from '../../src/changes/apply.js';
import type { Applied, ChangeRequest, Operation } from '../../src/changes/operation.js';
import { kindNamed } from '../../src/model/model.js';
import type { Registry } from './registry.js';

/** What a test says of one change. */
export interface Step {
  readonly create?: string;
  readonly put?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly merge?: string;
  /** The record, by id or key. */
  readonly of?: string | undefined;
  readonly into?: string;
  readonly version?: number;
  readonly input?: Record<string, unknown>;
}

const ACTIONS = ['create', 'put', 'update', 'delete', 'merge'] as const;

/** Makes a change set of some steps, whose paths begin with their number. */
export function change(
  { model, store }: Pick<Registry, 'model' | 'store'>,
  steps: readonly Step[] | { readonly revert: string },
  options: Partial<ChangeRequest> = {},
): Promise<Applied> {
  const operations =
    'revert' in steps
      ? { ...steps, path: ['changeSet'] }
      : steps.map((step, index): Operation => {
          const action = ACTIONS.find((each) => step[each] !== undefined) ?? 'create';
          return {
            action,
            kind: kindNamed(model, step[action] ?? ''),
            input: step.input ?? {},
            ...(step.of === undefined ? {} : { target: step.of }),
            ...(step.into === undefined ? {} : { into: step.into }),
            ...(step.version === undefined ? {} : { expectedVersion: step.version }),
            paths: {
              input: [index, 'input'],
              target: [index, 'target'],
              into: [index, 'into'],
              expectedVersion: [index, 'expectedVersion'],
            },
          };
        });
  return applyChanges(model, store, { author: 'amina', message: 'A test.', operations, ...options });
}

/** Codes and paths of what is wrong, such as `TAKEN 0.input.slug`. */
export function told({ errors }: Applied): string[] {
  return errors.map(({ code, path }) => `${code} ${path.join('.')}`).sort();
}

/** What all tables that change sets write hold, in short, to see whether anything was left behind. */
export function everything({
  model,
  store,
}: Pick<Registry, 'model' | 'store'>): Promise<Record<string, string>> {
  return store.transaction(async (manager) => {
    const tables = [...model.kinds.values()].map(({ table }) => table);
    const rows: Record<string, string> = {};
    for (const table of [...tables, 'redirect', 'search_text', 'registry_head']) {
      const order =
        table === 'registry_head' ? 'sequence' : table === 'search_text' ? 'record_id, field, lang' : 'id';
      const found: unknown[] = await manager.query(`SELECT * FROM "${table}" ORDER BY ${order}`);
      rows[table] = `${found.length} ${createHash('sha256').update(JSON.stringify(found)).digest('hex')}`;
    }
    return rows;
  });
}
