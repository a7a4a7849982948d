import type { Prepared } from '../planner/planner.js';
import type { AnswerText, Reader, ReadOptions } from '../store/store.js';

/** The JSON text of each root field, by response key. */
export type AnswerTexts = readonly (readonly [key: string, json: AnswerText])[];

/** Runs the statements of an operation. */
export async function runPrepared(
  { roots }: Prepared,
  reader: Reader,
  asker: ReadOptions,
): Promise<AnswerTexts> {
  const statements = roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
  const answers = statements.length > 0 ? [...(await reader.read(statements, asker))] : [];
  return roots.map((root) => [root.key, 'json' in root ? root.json : (answers.shift() ?? 'null')]);
}

/** The body of a response whose every root field the database gave: bytes when one of them is long, else a string. */
export function writeWhole(texts: AnswerTexts, extensions: unknown): string | Buffer {
  const parts: AnswerText[] = ['{"data":{'];
  for (const [index, [key, json]] of texts.entries()) parts.push(`${index === 0 ? '' : ','}"${key}":`, json);
  parts.push(extensions ? `},"extensions":${JSON.stringify(extensions)}}\n` : '}}\n');
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
