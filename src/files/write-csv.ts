import { stringify } from 'csv-stringify/sync';
import { SEPARATOR, columnsOf, type Cell, type Column } from './columns.js';
import type { ExportedRecord } from './exported.js';
import type { KindPages } from './kind-pages.js';
import { guarded } from './guard.js';

/** A table with a row a record, and headings in the first. No cell of it is taken for a formula. */
export async function* writeCsv({ kind, pages }: KindPages): AsyncGenerator<string> {
  const columns = columnsOf(kind);
  let isFirst = true;
  for await (const page of pages) {
    const rows = page.map((record) => cellsOf(columns, record).map(printed));
    const headings = columns.map(({ heading }) => heading);
    yield stringify(isFirst ? [headings, ...rows] : rows);
    isFirst = false;
  }
}

function printed(cell: Cell): string {
  return cell === null ? '' : guarded(String(cell));
}

/** What a record has in each column. */
export function cellsOf(columns: readonly Column[], record: ExportedRecord): Cell[] {
  return columns.map(({ path, form }) => {
    let value: unknown = record;
    for (const step of path) value = (value as Record<string, unknown> | null | undefined)?.[step];
    if (value === undefined || value === null) return null;
    if (form === 'list') return (value as string[]).join(SEPARATOR);
    return form === 'json' ? JSON.stringify(value) : (value as Cell);
  });
}
