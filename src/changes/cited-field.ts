import { notesOf } from '../domain/kind.js';
import type { Registered } from '../domain/registered.js';
import { kindOfId, type KindModel, type Model } from '../model/model.js';
import { citableFields } from '../model/written.js';
import { valueIn } from './written.js';

/**
 * Reports texts that should name a field of another record and do not: a citation of a field that its record does not
 * have supports nothing.
 */
export function checkCitedFields(
  model: Model,
  kind: KindModel,
  entity: Registered,
  report: (
    path: readonly string[],
    code: 'INVALID',
    key: 'notCitable',
    values: { readonly kind: string; readonly keys: string },
  ) => void,
): void {
  for (const [property, record] of notesOf(kind.entity).fieldNames) {
    const name = valueIn(entity, property);
    const about = record === null ? undefined : kindOfId(model, String(valueIn(entity, record)));
    if (typeof name !== 'string' || !about) continue;
    const known = citableFields(about);
    if (!known.includes(name))
      report([property], 'INVALID', 'notCitable', { kind: about.name, keys: known.join(', ') });
  }
}
