import { notesOf } from '../domain/kind.js';
import { kindOfId, type KindModel, type Model } from '../model/model.js';
import { citableFields } from '../model/written.js';

/**
 * Reports texts that should name a field of another record and do not: a citation of a field that its record does not
 * have supports nothing.
 */
export function checkCitedFields(
  model: Model,
  kind: KindModel,
  input: Readonly<Record<string, unknown>>,
  report: (path: readonly (string | number)[], message: string) => void,
): void {
  for (const [property, record] of notesOf(kind.entity).fieldNames) {
    const name = input[property];
    const about = kindOfId(model, String(input[record]));
    if (typeof name !== 'string' || !about) continue;
    const known = citableFields(about);
    if (!known.includes(name)) {
      report([property], `is not a field of ${about.name} that can be cited; it has ${known.join(', ')}`);
    }
  }
}
