import type { KindModel } from '../model/model.js';
import type { ExportedRecord } from './exported.js';

/** Thrown when nothing can be exported: why, and what to do. */
export class ExportError extends Error {}

/** The pages of one kind's records, for a writer to turn into bytes. */
export interface KindPages {
  readonly kind: KindModel;
  readonly pages: AsyncIterable<readonly ExportedRecord[]>;
}
