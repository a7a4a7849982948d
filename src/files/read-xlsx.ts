import { statSync } from 'node:fs';
import { fileProblem, type Draft, type Problem } from '../changes/draft.js';
import type { KindModel } from '../model/model.js';
import { Table, type Cell } from './columns.js';
import { unguarded } from './guard.js';
import {
  calledFile,
  inOrderOfKinds,
  kindCalled,
  withoutEnding,
  writtenKinds,
  type Reading,
} from './reading.js';
import { openWorkbook, type Workbook } from './workbook.js';
import { readXml } from './xml.js';

/** What a sheet has at most. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
const LONGEST_CELL = 65_536;

const DAY_MS = 24 * 60 * 60 * 1000;

/** A row of a sheet, and what is wrong with its cells. */
interface Row {
  readonly number: number;
  readonly cells: Cell[];
  readonly problems: { readonly column: string; readonly message: string }[];
}

/** Reads a workbook: each sheet is a table of the kind that it is named after. */
export async function* readXlsx(reading: Reading): AsyncGenerator<Draft | Problem> {
  const { model, path, name: file } = reading;
  const book = await openWorkbook(path);
  try {
    const { sheets } = book;
    const ofFile = reading.kind ?? kindCalled(model, withoutEnding(file));
    const kindOf = ({ name }: { readonly name: string }) =>
      kindCalled(model, name) ?? (sheets.length === 1 ? ofFile : undefined);
    for (const sheet of inOrderOfKinds(model, sheets, kindOf)) {
      const kind = kindOf(sheet);
      if (kind) yield* readSheet(reading, book, { ...sheet, kind });
      else {
        const names = writtenKinds(model).map(calledFile).sort().join(', ');
        const message = `is a sheet that is not named after a kind; expected one of ${names}`;
        yield fileProblem({ file, sheet: sheet.name }, message);
      }
    }
    if (sheets.length === 0) yield fileProblem({ file }, 'has no sheets');
    reading.progress?.(statSync(path).size);
  } finally {
    book.archive.close();
  }
}

async function* readSheet(
  { model, name: file, columns }: Reading,
  book: Workbook,
  sheet: { readonly name: string; readonly part: string; readonly kind: KindModel },
): AsyncGenerator<Draft | Problem> {
  let table: Table | undefined;
  for await (const { number, cells, problems } of rowsOf(book, sheet.part)) {
    const spot = { file, sheet: sheet.name, line: number };
    yield* problems.map(({ column, message }) => fileProblem({ ...spot, column }, message));
    if (table) {
      const draft = problems.length > 0 ? null : table.draft(cells, spot);
      if (draft) yield draft;
      continue;
    }
    table = new Table(
      model,
      sheet.kind,
      cells.map((cell) => String(cell ?? '')),
      columns,
      spot,
    );
    yield* table.problems;
    if (table.problems.length > 0) return;
  }
}

/** The rows of a sheet that have cells. */
async function* rowsOf(book: Workbook, part: string): AsyncGenerator<Row> {
  const reader = new SheetReader(book);
  for await (const _ of readXml(book.archive.text(part), reader)) yield* reader.take();
  yield* reader.take();
}

/** Puts together the rows of a sheet from its elements. */
class SheetReader {
  private rows: Row[] = [];
  private row: Row = { number: 0, cells: [], problems: [] };
  private column = 0;
  private type = '';
  private style = 0;
  private value = '';
  private isValue = false;
  private isPhonetic = false;

  constructor(private readonly book: Workbook) {}

  /** The rows that are complete, each once. */
  take(): Row[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.row = { number: Number(attributes.r ?? this.row.number + 1), cells: [], problems: [] };
      this.column = 0;
      if (!(this.row.number <= MOST_ROWS))
        this.refuse(`is below row ${MOST_ROWS}, the last that a sheet has`);
    } else if (name === 'c') {
      this.column = attributes.r === undefined ? this.column + 1 : columnNumber(attributes.r);
      this.type = attributes.t ?? 'n';
      this.style = Number(attributes.s ?? -1);
      this.value = '';
      if (!(this.column <= MOST_COLUMNS)) {
        this.column = MOST_COLUMNS + 1;
        this.refuse(`is right of column ${MOST_COLUMNS}, the last that a sheet has`);
      }
    } else if (name === 'f') {
      this.refuse('holds a formula; paste its value in its place');
    }
    if (name === 'rPh') this.isPhonetic = true;
    this.isValue = (name === 'v' || name === 't') && !this.isPhonetic;
  }

  text(text: string): void {
    if (!this.isValue) return;
    if (this.value.length <= LONGEST_CELL) this.value += text;
  }

  close(name: string): void {
    this.isValue = false;
    if (name === 'rPh') this.isPhonetic = false;
    if (name === 'c') this.endCell();
    if (name === 'row' && (this.row.cells.length > 0 || this.row.problems.length > 0))
      this.rows.push(this.row);
  }

  private endCell(): void {
    if (this.value === '' || this.column > MOST_COLUMNS) return;
    if (this.value.length > LONGEST_CELL) this.refuse(`has more than ${LONGEST_CELL} characters`);
    else this.set(this.cell());
  }

  private set(cell: Cell): void {
    const { cells } = this.row;
    while (cells.length < this.column) cells.push(null);
    cells[this.column - 1] = cell;
  }

  private cell(): Cell {
    const { value, type, book } = this;
    if (type === 's') return unguarded(book.texts[Number(value)] ?? '');
    if (type === 'b') return value === '1';
    if (type === 'e') this.refuse('holds an error; correct it');
    if (type === 'd') return value.slice(0, 10);
    if (type !== 'n') return unguarded(value);
    return book.dateStyles.has(this.style) ? dateOf(Number(value), book.dayZero) : Number(value);
  }

  private refuse(message: string): void {
    this.row.problems.push({ column: `${columnLetters(this.column)}${this.row.number}`, message });
  }
}

/** The day of a serial number; what is no whole day keeps nothing of the hour, which no field here has. */
function dateOf(serial: number, dayZero: number): string {
  const date = new Date(dayZero + Math.floor(serial) * DAY_MS);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/** The number of a column from a cell's name: 28 for `AB17`. */
function columnNumber(reference: string): number {
  const letters = /^[A-Z]{1,7}/.exec(reference)?.[0] ?? '';
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) || Infinity;
}

function columnLetters(number: number): string {
  return number > 0
    ? columnLetters(Math.floor((number - 1) / 26)) + String.fromCharCode(65 + ((number - 1) % 26))
    : '';
}
