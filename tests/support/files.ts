import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZipFile, type Options } from 'yazl';
import { importDrafts, type Imported, type ImportRequest } from '../../src/changes/import.js';
import { readFiles } from '../../src/files/read-file.js';
import type { ReadOptions } from '../../src/files/reading.js';
import type { Registry } from './registry.js';

/** A folder for temporary files, gone with `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sijill-files-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Imports files that have these names and contents. */
export async function importFiles(
  { model, store }: Pick<Registry, 'model' | 'store'>,
  files: Readonly<Record<string, string | Buffer>>,
  options: ReadOptions & Partial<ImportRequest> = {},
): Promise<Imported> {
  const folder = temporaryFolder();
  try {
    const all = Object.entries(files).map(([name, content]) => {
      const path = join(folder.path, name);
      writeFileSync(path, content);
      return { name, path };
    });
    const { author = 'tests', message = 'A test.', dryRun, tell, lang, ...reading } = options;
    const request = {
      author,
      message,
      ...(dryRun ? { dryRun } : {}),
      ...(tell ? { tell } : {}),
      ...(lang ? { lang } : {}),
    };
    return await importDrafts(model, store, readFiles(model, all, reading), request);
  } finally {
    folder.remove();
  }
}

/** The files of a folder, by name. */
export function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** An archive of files with these names and contents. */
export async function archiveOf(
  files: readonly (readonly [name: string, content: string | Buffer, options?: Partial<Options>])[],
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content, options] of files) zip.addBuffer(Buffer.from(content), name, options);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const LINKS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook with one sheet, of this name and with this XML for its rows; and other parts. */
export function workbookOf(
  sheet: string,
  rows: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  return archiveOf([
    [
      'xl/workbook.xml',
      `<workbook ${MAIN} xmlns:r="${LINKS}"><sheets><sheet name="${sheet}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ],
    ['xl/worksheets/sheet1.xml', `<worksheet ${MAIN}><sheetData>${rows}</sheetData></worksheet>`],
    ...Object.entries(others),
  ]);
}
