import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { KindModel, Model } from '../model/model.js';
import { pathText, type Draft, type Problem } from './draft.js';

/** An alias can stand for much more text than it takes; seeds have no need of them. */
const MOST_ALIASES = 100;

/** What a folder of seeds says: the records, and what could not even be read. */
export interface Seeds {
  readonly drafts: readonly Draft[];
  readonly problems: readonly Problem[];
}

/** Reads a folder with one YAML file a kind, named after its table with hyphens: `opening-hours.yaml`. */
export function readSeeds(model: Model, folder: string): Seeds {
  const drafts: Draft[] = [];
  const problems: Problem[] = [];
  const kinds = new Map(
    [...model.kinds.values()]
      .filter(({ written }) => written)
      .map((kind) => [`${kind.table.replaceAll('_', '-')}.yaml`, kind]),
  );
  const files = readdirSync(folder)
    .filter((file) => !file.startsWith('.'))
    .sort();
  for (const file of files) {
    const kind = kinds.get(file);
    if (!kind) {
      const message = `is not named after a kind; expected one of ${[...kinds.keys()].sort().join(', ')}`;
      problems.push({ file, line: 1, path: '', message });
      continue;
    }
    readFile(kind, file, readFileSync(join(folder, file)), drafts, problems);
  }
  return { drafts, problems };
}

function readFile(kind: KindModel, file: string, bytes: Buffer, drafts: Draft[], problems: Problem[]): void {
  const lines = new LineCounter();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    problems.push({ file, line: 1, path: '', message: 'is not UTF-8' });
    return;
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  for (const { pos, message } of document.errors) {
    problems.push({
      file,
      line: lines.linePos(pos[0]).line,
      path: '',
      message: message.replace(/ at line \d+[\s\S]*$/, ''),
    });
  }
  if (document.errors.length > 0) return;
  if (document.contents !== null && !isSeq(document.contents)) {
    problems.push({ file, line: 1, path: '', message: 'must be a list of records' });
    return;
  }
  let records: unknown;
  try {
    records = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    problems.push({ file, line: 1, path: '', message: 'uses too many aliases' });
    return;
  }
  ((records ?? []) as unknown[]).forEach((input, index) => {
    const line = (path: readonly (string | number)[]) => lineOf(document, lines, [index, ...path]);
    if (!isMap(document.getIn([index]))) {
      problems.push({
        file,
        line: line([]),
        path: pathText([index]),
        message: 'must be a record: fields and their values',
      });
      return;
    }
    drafts.push({ kind, input: input as Draft['input'], at: { file, line, path: [index] } });
  });
}

/** The line of the nearest thing that is there along a path. */
function lineOf(document: Document.Parsed, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
