import { askedOf } from './asked/asked.js';
import type { Server } from './contestants.js';
import { post } from './load.js';
import type { Question } from './question.js';

/** The limit's answer to a question, in the form that {@link compareAnswer} compares with. */
export async function limitAnswer(question: Question, limit: Server): Promise<string> {
  const values = await valuesOf(question, limit);
  if (values.length < question.atLeast)
    throw new Error(`The limit answers "${question.name}" with only ${values.length} values.`);
  return values.join('\n');
}

/**
 * Asks a contestant the question and throws unless it says the same as the limit: the same values, however they are
 * wrapped and named.
 */
export async function compareAnswer(question: Question, server: Server, limit: string): Promise<void> {
  const text = (await valuesOf(question, server)).join('\n');
  if (text === limit) return;
  const wanted = limit.split('\n');
  const said = text.split('\n');
  const different = said.find((value, index) => value !== wanted[index]);
  throw new Error(
    `It says something else: ${said.length} values for ${wanted.length}, the first difference at ${different ?? 'the end'}.`,
  );
}

async function valuesOf(question: Question, server: Server): Promise<string[]> {
  const target = server.target(question);
  if ('unable' in target) throw new Error(target.unable);
  const answer = JSON.parse(await post(target)) as { data?: unknown; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors).slice(0, 500));
  const { name } = server;
  const asked = name === 'limit' || name === 'sijill' ? undefined : askedOf(name, question);
  const read = asked && 'read' in asked ? asked.read : undefined;
  return leavesOf(read ? readThrough(answer.data, read) : answer.data).sort();
}

function readThrough(value: unknown, read: Readonly<Record<string, (value: unknown) => unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => readThrough(item, read));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, readThrough(read[key]?.(inner) ?? inner, read)]),
  );
}

function leavesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  return Object.values(value).flatMap(leavesOf);
}
