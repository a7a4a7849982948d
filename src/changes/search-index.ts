import type { EntityManager } from 'typeorm';
import { derivedTexts } from '../domain/values/names.js';
import type { KindModel, Model, ValueField } from '../model/model.js';
import { historyTableName, VALID_FROM, VALID_TO } from '../model/naming.js';
import { isSearched, searchedFields } from '../model/searched.js';
import { insertRows } from './rows.js';
import type { Store } from '../store/store.js';
import { fold } from '../text/fold.js';
import { nearForms } from '../text/near.js';
import { stems } from '../text/stem.js';
import { wordsOf } from '../text/words.js';

/** Changes whenever `src/text` derives anything else from a text: then what is stored is derived anew at start. */
export const TEXT_VERSION = 1;

/** How many records are read and written at once. */
const BATCH = 2000;

/** Searching for more than the first words of a long text would find little and cost much. */
const MOST_WORDS = 2000;

/** What the texts of records are found by, and when: each has a history. */
const VERSIONED = ['search_text', 'search_word'];

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly slug: string };

/** Brings the index of search up to date with records that were just written, in the same transaction. */
export async function indexRecords(
  manager: EntityManager,
  kind: KindModel,
  ids: readonly string[],
): Promise<void> {
  if (!isSearched(kind)) return;
  for (let start = 0; start < ids.length; start += BATCH) {
    const some = ids.slice(start, start + BATCH);
    const rows = await query(
      manager,
      `SELECT * FROM "${kind.table}" WHERE "id" IN (${listed(manager)})`,
      some,
    );
    for (const table of VERSIONED) {
      await query(manager, `DELETE FROM "${table}" WHERE "record_id" IN (${listed(manager)})`, some);
    }
    await insert(manager, kind, rows as Row[]);
  }
}

/**
 * Derives everything that follows from texts anew, for all records, when the program derives it otherwise than the one
 * that wrote it, or `force` says so: folds, sort keys, the index of search, in all versions. That is no change of any
 * record, and makes no version: the database lets folds and sort keys be written at any time, and keeps the standing
 * versions in step; those that no longer stand, and the history of the index, are written here. `progress` is told how
 * many records are done.
 */
export async function keepIndex(
  model: Model,
  store: Store,
  {
    force = false,
    progress,
  }: { readonly force?: boolean; readonly progress?: (records: number) => void } = {},
): Promise<void> {
  await store.transaction(async (manager) => {
    const [state] = (await manager.query('SELECT "text_version" FROM "search_state"')) as {
      text_version: number;
    }[];
    if (state?.text_version === TEXT_VERSION && !force) return;
    const index = [...VERSIONED, ...VERSIONED.map(historyTableName), 'search_near', 'search_state'];
    for (const table of index) {
      await manager.query(`DELETE FROM "${table}"`);
    }
    let records = 0;
    for (const kind of model.kinds.values()) {
      for (let after = ''; ;) {
        const rows = (await query(
          manager,
          `SELECT * FROM "${kind.table}" WHERE "id" > ${isPostgres(manager) ? '($1::json ->> 0)' : '(? ->> 0)'} ORDER BY "id" LIMIT ${BATCH}`,
          [after],
        )) as Row[];
        const last = rows.at(-1);
        if (!last) break;
        after = last.id;
        await derive(manager, kind.table, ['id'], fieldsOfNames(kind), rows);
        if (isSearched(kind)) await insert(manager, kind, rows);
        records += rows.length;
        progress?.(records);
      }
      await deriveHistory(manager, kind);
    }
    await manager.query(`INSERT INTO "search_state" ("text_version") VALUES (${TEXT_VERSION})`);
    // PostgreSQL plans by what it last knew of a table: until it looks by itself, that these are empty.
    if (isPostgres(manager)) await manager.query('ANALYZE "search_text", "search_word", "search_near"');
  });
}

/** The same for every version of a kind's records. */
async function deriveHistory(manager: EntityManager, kind: KindModel): Promise<void> {
  const table = historyTableName(kind.table);
  for (let after = ['', '']; ;) {
    const rows = (await manager.query(
      `SELECT * FROM "${table}" WHERE ("id", "${VALID_FROM}") > (${placeholder(manager, 1)}, ${placeholder(manager, 2)}) ORDER BY "id", "${VALID_FROM}" LIMIT ${BATCH}`,
      after,
    )) as Row[];
    const last = rows.at(-1);
    if (!last) break;
    after = [last.id, String(last[VALID_FROM])];
    await derive(manager, table, ['id', VALID_FROM], fieldsOfNames(kind), rows);
    if (isSearched(kind)) await insert(manager, kind, rows, true);
  }
}

function fieldsOfNames(kind: KindModel): ValueField[] {
  return [...kind.fields.values()].filter(
    (field): field is ValueField => field.type === 'value' && field.value === 'names',
  );
}

/** Writes the folds and sort keys of names again where they are not what they would be now. */
async function derive(
  manager: EntityManager,
  table: string,
  key: readonly string[],
  fields: readonly ValueField[],
  rows: readonly Row[],
): Promise<void> {
  for (const row of rows) {
    const changes = fields.flatMap(({ columns }) => {
      const texts = { ar: row[columns.ar ?? ''], en: row[columns.en ?? ''], fr: row[columns.fr ?? ''] };
      return Object.entries(derivedTexts(texts))
        .map(([property, text]) => [columns[property] ?? '', text] as const)
        .filter(([column, text]) => row[column] !== text);
    });
    if (changes.length === 0) continue;
    const set = changes.map(([column], index) => `"${column}" = ${placeholder(manager, index + 1)}`);
    const same = key.map(
      (column, index) => `"${column}" = ${placeholder(manager, changes.length + index + 1)}`,
    );
    await manager.query(`UPDATE "${table}" SET ${set.join(', ')} WHERE ${same.join(' AND ')}`, [
      ...changes.map(([, text]) => text),
      ...key.map((column) => row[column]),
    ]);
  }
}

async function insert(
  manager: EntityManager,
  kind: KindModel,
  rows: readonly Row[],
  versions = false,
): Promise<void> {
  const texts: unknown[][] = [];
  const terms: unknown[][] = [];
  const near = new Set<string>();
  const tableOf = (table: string) => (versions ? historyTableName(table) : table);
  const span = versions ? [VALID_FROM, VALID_TO] : [];
  for (const row of rows) {
    const stood = span.map((column) => row[column]);
    for (const { name, isName, columns } of searchedFields(kind)) {
      for (const { lang, column } of columns) {
        const text = row[column];
        if (typeof text !== 'string') continue;
        const folded = fold(text);
        const place = [row.id, name, lang];
        const found = [...new Set(wordsOf(folded).slice(0, MOST_WORDS))];
        // A description is read, not compared: only what it is found by is kept.
        texts.push([
          ...place,
          kind.name,
          row.slug,
          isName ? 1 : 0,
          folded.length,
          text,
          isName ? folded : '',
          ...stood,
        ]);
        for (const word of found) {
          terms.push(['w', word, ...place, ...stood]);
          if (isName) near.add(word);
        }
        for (const stem of new Set(found.flatMap(stems))) {
          terms.push(['s', stem, ...place, ...stood]);
          if (isName) near.add(stem);
        }
      }
    }
  }
  const forms = [...near].flatMap((word) => nearForms(word).map((form) => [form, word]));
  const ofTexts = ['record_id', 'field', 'lang', 'kind', 'slug', 'is_name', 'length', 'text', 'folded'];
  const ofTerms = ['form', 'term', 'record_id', 'field', 'lang'];
  const isAgain = true;
  await insertRows(manager, {
    table: tableOf('search_text'),
    columns: [...ofTexts, ...span],
    rows: texts,
    isAgain,
  });
  await insertRows(manager, {
    table: tableOf('search_word'),
    columns: [...ofTerms, ...span],
    rows: terms,
    isAgain,
  });
  await insertRows(manager, { table: 'search_near', columns: ['form', 'word'], rows: forms, isAgain });
}

function query(manager: EntityManager, text: string, list: readonly string[]): Promise<unknown[]> {
  return manager.query(text, [JSON.stringify(list)]) as Promise<unknown[]>;
}

/** The values of a list that is bound as JSON. */
function listed(manager: EntityManager): string {
  return isPostgres(manager)
    ? 'SELECT value FROM json_array_elements_text($1::json) AS list(value)'
    : 'SELECT value FROM json_each(?)';
}

function placeholder(manager: EntityManager, index: number): string {
  return isPostgres(manager) ? `$${index}` : '?';
}

function isPostgres(manager: EntityManager): boolean {
  return manager.connection.options.type === 'postgres';
}
