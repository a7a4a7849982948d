import { Archive } from './archive.js';
import { Unreadable } from './unreadable.js';
import { readXml, type XmlHandler } from './xml.js';

/** Texts that cells share are in memory all at once. */
const MOST_SHARED = 64 * 1024 * 1024;

/** Formats of dates that need no definition. */
const DATE_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58,
]);

/** What leads out of a workbook, or runs in it. */
const FORBIDDEN = /vbaProject|externalLinks\/|activeX|embeddings\//i;

/** A workbook: its sheets, and what its cells refer to. */
export interface Workbook {
  readonly archive: Archive;
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly texts: readonly string[];
  /** Styles of cells, by number, that show a number as a date. */
  readonly dateStyles: ReadonlySet<number>;
  /** Which day is day 0, in milliseconds since 1970. */
  readonly dayZero: number;
}

/** Opens a workbook. Throws an {@link Unreadable} when it is none, or has macros or links in it. */
export async function openWorkbook(path: string): Promise<Workbook> {
  const archive = await Archive.open(path);
  try {
    if (archive.names.some((name) => FORBIDDEN.test(name))) {
      throw new Unreadable('has macros, links to other files or objects in it; save it without them');
    }
    if (!archive.names.includes('xl/workbook.xml')) throw new Unreadable('is no workbook');
    const { sheets, dayZero } = await readBook(archive);
    return {
      archive,
      sheets,
      dayZero,
      texts: await readTexts(archive),
      dateStyles: await readStyles(archive),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function readAll(archive: Archive, part: string, handler: XmlHandler): Promise<void> {
  // Workbooks without shared texts or styles have no such parts.
  if (!archive.names.includes(part)) return;
  const pieces = readXml(archive.text(part), handler);
  while (!(await pieces.next()).done);
}

async function readBook(archive: Archive) {
  const parts = new Map<string, string>();
  await readAll(archive, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id = '', Target = '' }) {
      if (name === 'Relationship') parts.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets: { name: string; part: string }[] = [];
  let isOf1904 = false;
  await readAll(archive, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') isOf1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      sheets.push({ name: attributes.name ?? '', part: parts.get(id) ?? '' });
    },
  });
  // Day 60 of the other calendar is one that never was: from 1900-03-01 on, its days are those since 1899-12-30.
  return { sheets, dayZero: isOf1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30) };
}

async function readTexts(archive: Archive): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let isPhonetic = false;
  let length = 0;
  await readAll(archive, 'xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't';
    },
    text(part) {
      if (isText && !isPhonetic) text += part;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name !== 'si') return;
      texts.push(text);
      length += text.length;
      if (length > MOST_SHARED) {
        throw new Unreadable(`has more than ${MOST_SHARED} characters of shared texts; save it as CSV`);
      }
    },
  });
  return texts;
}

async function readStyles(archive: Archive): Promise<Set<number>> {
  const formats = new Set(DATE_FORMATS);
  const styles = new Set<number>();
  let isCellStyle = false;
  let number = 0;
  await readAll(archive, 'xl/styles.xml', {
    open(name, { numFmtId = '', formatCode = '' }) {
      if (name === 'numFmt' && isDateFormat(formatCode)) formats.add(Number(numFmtId));
      if (name === 'cellXfs') isCellStyle = true;
      if (name !== 'xf' || !isCellStyle) return;
      if (formats.has(Number(numFmtId))) styles.add(number);
      number += 1;
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return styles;
}

/** True for a format that shows days, months or years: outside of quoted text and of colours. */
function isDateFormat(code: string): boolean {
  return /[dy]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));
}
