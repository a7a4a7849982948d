import type { KindModel } from '../../src/model/model.js';
import type { Row } from './world.js';

/** A document, and what has to be known before it can be asked. */
export interface Question {
  /** The document; `@0:3` in it stands for a cursor to be taken from the first of {@link pages}. */
  readonly source: string;
  readonly pages: readonly CursorPage[];
  /** The reader's languages, best first. */
  readonly langs: readonly string[];
}

/** A list that cursors are taken from: all records of a kind in an order, or groups. */
export type CursorPage =
  | { readonly type: 'records'; readonly kind: KindModel; readonly order: string }
  | {
      readonly type: 'groups';
      /** A document whose `page.groups.pageInfo.endCursor` is the cursor after the first groups. */
      readonly source: string;
      readonly count: number;
    };

/** What a cursor stands for: a record in the order of its kind, or so many groups of a list. */
export type Place =
  | { readonly type: 'record'; readonly kind: KindModel; readonly row: Row }
  | { readonly type: 'groups'; readonly count: number };

/** What the evaluator is told of the cursors in a document, which are not for it to read. */
export interface Cursors {
  readonly places: ReadonlyMap<string, Place>;
  /** The cursors of records, by their ids. */
  readonly texts: ReadonlyMap<string, string>;
}
