import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import type { KindModel, Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { Exporter } from './exported.js';
import { ExportError, type KindPages } from './kind-pages.js';
import { NESTED } from '../changes/nested.js';
import { calledFile, writtenKinds } from './reading.js';
import { writeCsv } from './write-csv.js';
import { writeJsonLines } from './write-json-lines.js';
import { writeXlsx } from './write-xlsx.js';
import { writeYaml } from './write-yaml.js';

type Writer = (kind: KindPages) => AsyncIterable<string>;

/** Writers of a file a kind; a workbook has a sheet a kind. */
const WRITERS: Readonly<Record<string, Writer>> = {
  yaml: writeYaml,
  jsonl: writeJsonLines,
  csv: writeCsv,
};

/** What can be written. */
export const FORMATS = [...Object.keys(WRITERS), 'xlsx'];

/** What to export. */
export interface ExportRequest {
  /** A folder that is empty, or that is not there yet. */
  readonly folder: string;
  /** One of {@link FORMATS}. */
  readonly format: string;
  /** Only these kinds; all unless given. */
  readonly kinds?: readonly KindModel[] | undefined;
  /** Called now and then with the number of records that have been written. */
  readonly progress?: (records: number) => void;
}

/**
 * Writes the records as they stand into a folder, all as of one moment: a file a kind, or a workbook. To import them
 * into an empty registry gives the same registry. The result is how many there are. Throws an {@link ExportError} when
 * the folder is not empty, or a workbook cannot hold what there is.
 */
export async function exportRecords(
  model: Model,
  store: Store,
  { folder, format, kinds = exportedKinds(model), progress }: ExportRequest,
): Promise<number> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new ExportError(`The folder ${folder} is not empty. Name another one, which is made if need be.`);
  }
  mkdirSync(folder, { recursive: true });
  let records = 0;
  const counted = async function* (manager: EntityManager, kind: KindModel) {
    for await (const page of new Exporter(model, manager).pages(kind)) {
      records += page.length;
      progress?.(records);
      yield page;
    }
  };
  await store.snapshot(async (manager) => {
    const all = kinds.map((kind) => ({ kind, pages: counted(manager, kind) }));
    const writer = WRITERS[format];
    if (!writer) await writeFile(join(folder, 'registry.xlsx'), writeXlsx(all));
    else {
      for (const each of all) {
        const text = writer(each);
        await writeFile(join(folder, `${calledFile(each.kind)}.${format}`), text);
      }
    }
  });
  return records;
}

/** The kinds that have files of their own: what is written inside other records is exported with these. */
function exportedKinds(model: Model): KindModel[] {
  const nested = Object.values(NESTED);
  return writtenKinds(model).filter(({ name }) => !nested.includes(name));
}

/** Writes a file, which is there only when it is complete; none where there would be nothing in it. */
async function writeFile(path: string, pieces: AsyncIterable<string | Buffer>): Promise<void> {
  const part = `${path}.part`;
  const file = createWriteStream(part);
  try {
    for await (const piece of pieces) if (!file.write(piece)) await once(file, 'drain');
    file.end();
    await once(file, 'finish');
    if (file.bytesWritten === 0) rmSync(part);
    else renameSync(part, path);
  } catch (error) {
    file.destroy();
    rmSync(part, { force: true });
    throw error;
  }
}
