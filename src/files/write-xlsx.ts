import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { calledFile } from './reading.js';
import { columnsOf, type Cell } from './columns.js';
import { ExportError, type KindPages } from './kind-pages.js';
import { guarded } from './guard.js';
import { cellsOf } from './write-csv.js';

/** What a sheet and a cell hold at most. */
const MOST_ROWS = 1_048_576;
const LONGEST_CELL = 32_767;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const LINKS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The same moment in every workbook, so that the same records give the same bytes. */
const MTIME = new Date(Date.UTC(2000, 0, 1));

/**
 * A workbook with a sheet a kind, as Office Open XML (ECMA-376) has it: texts in the cells themselves, so that nothing
 * is collected while it is written. Throws an {@link ExportError} when there is more than a sheet or a cell holds.
 */
export async function* writeXlsx(kinds: readonly KindPages[]): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const options = { mtime: MTIME, forceDosTimestamp: true };
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, options);
  const sheets = kinds.map(({ kind }, index) => ({ name: calledFile(kind), number: index + 1 }));
  add('[Content_Types].xml', contentTypes(sheets.length));
  add('_rels/.rels', relations([[`${LINKS}/officeDocument`, 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbook(sheets));
  add(
    'xl/_rels/workbook.xml.rels',
    relations(sheets.map(({ number }) => [`${LINKS}/worksheet`, `worksheets/sheet${number}.xml`])),
  );
  const output = zip.outputStream as Readable;
  kinds.forEach((each, index) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, options, (callback) => {
      const sheet = Readable.from(sheetOf(each));
      sheet.on('error', (error) => output.destroy(error));
      callback(null, sheet);
    });
  });
  zip.end();
  yield* output as AsyncIterable<Buffer>;
}

async function* sheetOf({ kind, pages }: KindPages): AsyncGenerator<string> {
  const columns = columnsOf(kind);
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  yield row(columns.map(({ heading }) => heading));
  let rows = 1;
  for await (const page of pages) {
    rows += page.length;
    if (rows > MOST_ROWS) {
      throw new ExportError(
        `There are more records of ${kind.name} than a sheet has rows. Export them as CSV or JSON Lines.`,
      );
    }
    yield page.map((record) => row(cellsOf(columns, record))).join('');
  }
  yield '</sheetData></worksheet>';
}

function row(cells: readonly Cell[]): string {
  return `<row>${cells.map(cellText).join('')}</row>`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c t="b"><v>${Number(cell)}</v></c>`;
  const text = guarded(cell);
  if (text.length > LONGEST_CELL) {
    throw new ExportError(
      'A text is longer than a cell of a workbook. Export the records as CSV or JSON Lines.',
    );
  }
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** Carriage returns would be read as line feeds. */
function escaped(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function contentTypes(sheets: number): string {
  const override = (part: string, type: string) => `<Override PartName="/${part}" ContentType="${type}"/>`;
  const parts = [override('xl/workbook.xml', `${TYPE}.sheet.main+xml`)];
  for (let number = 1; number <= sheets; number += 1) {
    parts.push(override(`xl/worksheets/sheet${number}.xml`, `${TYPE}.worksheet+xml`));
  }
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${parts.join('')}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const all = targets.map(
    ([type, target], index) => `<Relationship Id="r${index + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
}

function workbook(sheets: readonly { readonly name: string; readonly number: number }[]): string {
  const all = sheets.map(
    ({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="r${number}"/>`,
  );
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${LINKS}"><sheets>${all.join('')}</sheets></workbook>`;
}
