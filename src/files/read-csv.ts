import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Draft, Problem } from '../changes/draft.js';
import { Table } from './columns.js';
import { unguarded } from './guard.js';
import { kindOfFile, type Reading } from './reading.js';
import { readText } from './text.js';
import { Unreadable } from './unreadable.js';

/** How many columns a table has at most, and how many characters a row. */
const MOST_COLUMNS = 1000;
const LONGEST_ROW = 1024 * 1024;

/** Reads a table of records, one a row, with headings in the first. Commas, semicolons or tabs stand between the cells. */
export async function* readCsv(reading: Reading): AsyncGenerator<Draft | Problem> {
  const { model, name: file, columns } = reading;
  const kind = kindOfFile(reading);
  const [first, text] = await begun(readText(reading));
  const delimiter = extname(file).toLowerCase() === '.tsv' ? '\t' : delimiterOf(first);
  const parser = parse({
    delimiter,
    info: true,
    max_record_size: LONGEST_ROW,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let table: Table | undefined;
  try {
    for await (const row of parser) {
      const { record, info } = row as { record: string[]; info: { lines: number } };
      const spot = { file, sheet: null, line: info.lines };
      if (table) {
        const draft = table.draft(record.map(unguarded), spot);
        if (draft) yield draft;
        continue;
      }
      if (record.length > MOST_COLUMNS) throw new Unreadable(`has more than ${MOST_COLUMNS} columns`);
      table = new Table(model, kind, record, columns, spot);
      yield* table.problems;
      if (table.problems.length > 0) return;
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function unreadable({ code, lines }: CsvError & { readonly lines?: number }): Unreadable {
  const spot = lines === undefined ? {} : { line: lines };
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new Unreadable(`has a row of more than ${LONGEST_ROW} characters; is a quote not closed?`, spot);
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new Unreadable('has a quote that is not closed', spot);
  return new Unreadable(
    'has a quote where none can be; quotes inside a cell are doubled, and the cell quoted',
    spot,
  );
}

/** The first piece of a text that is not empty, and the text with it. */
async function begun(text: AsyncGenerator<string>): Promise<[string, AsyncGenerator<string>]> {
  const { value } = await text.next();
  const first = (value as string | undefined) ?? '';
  return [
    first,
    (async function* () {
      yield first;
      yield* text;
    })(),
  ];
}

/** What stands between the headings: whichever of three they have most of. */
function delimiterOf(text: string): string {
  const [headings = ''] = text.split(/\r?\n/, 1);
  const count = (character: string) => headings.split(character).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
