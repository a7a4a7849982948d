import { statSync } from 'node:fs';
import { isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { fileProblem, pathText, type Draft, type Problem } from '../changes/draft.js';
import type { InputPath } from '../model/errors.js';
import { kindOfFile, type Reading } from './reading.js';
import { readText } from './text.js';
import { Unreadable } from './unreadable.js';

/** An alias can stand for much more text than it takes; records have no need of them. */
const MOST_ALIASES = 100;

/** YAML is understood only as a whole, and takes many times its bytes in memory. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Reads a list of records in YAML. */
export async function* readYaml(reading: Reading): AsyncGenerator<Draft | Problem> {
  const { path, name: file } = reading;
  const kind = kindOfFile(reading);
  if (statSync(path).size > MOST_BYTES) {
    throw new Unreadable(`has more than ${MOST_BYTES} bytes; write so many records as JSON Lines or CSV`);
  }
  let text = '';
  for await (const part of readText(reading)) text += part;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true });
  for (const { pos, message } of document.errors) {
    const { line } = lines.linePos(pos[0]);
    yield fileProblem({ file, line }, message.replace(/ at line \d+[\s\S]*$/, ''));
  }
  if (document.errors.length > 0) return;
  if (document.contents !== null && !isSeq(document.contents))
    throw new Unreadable('must be a list of records');
  let records: unknown[];
  try {
    records = (document.toJS({ maxAliasCount: MOST_ALIASES }) ?? []) as unknown[];
  } catch {
    throw new Unreadable('uses too many aliases');
  }
  for (const [index, input] of records.entries()) {
    const spot = (inner: InputPath) => {
      return { file, sheet: null, line: lineOf(document, lines, [index, ...inner]), column: null };
    };
    if (isMap(document.getIn([index]))) {
      yield { kind, input: input as Draft['input'], at: { spot, path: [index] } };
    } else {
      const problem = fileProblem(spot([]), 'must be a record: fields and their values');
      yield { ...problem, path: pathText([index]) };
    }
  }
}

/** The line of the nearest thing that is there along a path. */
function lineOf(document: Document.Parsed, lines: LineCounter, path: InputPath): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
