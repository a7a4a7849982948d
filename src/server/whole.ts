import type { Prepared } from '../planner/planner.js';
import type { AnswerText, Reader, ReadOptions, ReadStatement } from '../store/store.js';

/** The JSON text of each root field, by response key. */
export type AnswerTexts = readonly (readonly [key: string, json: AnswerText])[];

/** Runs the statements of an operation. */
export async function runPrepared(
  prepared: Prepared,
  reader: Reader,
  asker: ReadOptions,
): Promise<AnswerTexts> {
  const [texts = []] = await runTogether([prepared], reader, asker);
  return texts;
}

/** Runs the statements of several operations, on the same snapshot. */
export async function runTogether(
  all: readonly Prepared[],
  reader: Reader,
  asker: ReadOptions,
): Promise<AnswerTexts[]> {
  const statements = all.flatMap(statementsOf);
  const answers = statements.length > 0 ? await reader.read(statements, asker) : [];
  let next = 0;
  return all.map((prepared) => {
    const start = next;
    next += statementsOf(prepared).length;
    return textsOf(prepared, answers.slice(start, next));
  });
}

/** Runs the statements of an operation here and now, where that can be; null where it cannot. */
export function runNow(prepared: Prepared, reader: Reader): AnswerTexts | null {
  const answers = reader.readNow(statementsOf(prepared));
  return answers && textsOf(prepared, answers);
}

function statementsOf({ roots }: Prepared): readonly ReadStatement[] {
  return roots.flatMap((root) => ('statement' in root ? [root.statement] : []));
}

function textsOf({ roots }: Prepared, answers: readonly AnswerText[]): AnswerTexts {
  let next = 0;
  return roots.map((root) => [root.key, 'json' in root ? root.json : (answers[next++] ?? 'null')]);
}

/** The body of a response whose every root field the database gave: bytes when one of them is long, else a string. */
export function writeWhole(texts: AnswerTexts, extensions: unknown): string | Buffer {
  const parts: AnswerText[] = ['{"data":{'];
  for (const [index, [key, json]] of texts.entries()) parts.push(`${index === 0 ? '' : ','}"${key}":`, json);
  parts.push(extensions ? `},"extensions":${JSON.stringify(extensions)}}\n` : '}}\n');
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
