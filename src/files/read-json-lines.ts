import { fileProblem, type Draft, type Problem } from '../changes/draft.js';
import { kindCalled, kindOfFile, withoutEnding, type Reading } from './reading.js';
import { readText } from './text.js';
import { Unreadable } from './unreadable.js';

/** Longer than any record: a line that does not end would otherwise be held in memory, however long. */
const LONGEST_LINE = 1024 * 1024;

/**
 * Reads a record a line. A file that is not named after a kind can hold records of several: each then says its own, as
 * `{"kind": ..., "record": {...}}`.
 */
export async function* readJsonLines(reading: Reading): AsyncGenerator<Draft | Problem> {
  const { model, name: file } = reading;
  const ofFile = reading.kind ?? kindCalled(model, withoutEnding(file));
  let line = 0;
  for await (const text of linesOf(readText(reading))) {
    line += 1;
    if (text.trim() === '') continue;
    const at = { spot: () => ({ file, sheet: null, line: number, column: null }), path: [] };
    const number = line;
    const value = parsed(text);
    const named = ofFile
      ? null
      : isObject(value) && isObject(value.record)
        ? kindCalled(model, String(value.kind))
        : null;
    if (!isObject(value)) {
      yield fileProblem({ file, line }, 'must be a JSON object: fields and their values');
    } else if (ofFile) {
      yield { kind: ofFile, input: value, at };
    } else if (named) {
      yield { kind: named, input: value.record as Draft['input'], at };
    } else if ('kind' in value && 'record' in value) {
      yield fileProblem({ file, line }, 'is of no kind that there is');
    } else kindOfFile(reading);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The lines of a text that comes in pieces. Throws an {@link Unreadable} at a line that is too long. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let line = 1;
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) {
      yield each.endsWith('\r') ? each.slice(0, -1) : each;
      line += 1;
    }
    if (rest.length > LONGEST_LINE) {
      throw new Unreadable(`has a line of more than ${LONGEST_LINE} characters`, { line });
    }
  }
  if (rest !== '') yield rest;
}
