import { Lexer, Source, TokenKind } from 'graphql';
import { badInput } from '../model/errors.js';

/** What a request may weigh before it is parsed: a document that exceeds it could exhaust the parser. */
export const LIMITS = {
  bodyBytes: 256 * 1024,
  jsonDepth: 100,
  documentBytes: 64 * 1024,
  tokens: 4000,
  brackets: 100,
} as const;

/** Refuses a document that is too long or too deep. Throws a BAD_USER_INPUT error; a document that does not lex is left to the parser. */
export function scanDocument(document: string): void {
  if (Buffer.byteLength(document) > LIMITS.documentBytes) {
    throw badInput(
      `A document has at most ${LIMITS.documentBytes} bytes. Put long values into variables.`,
      ['query'],
      [],
    );
  }
  const lexer = new Lexer(new Source(document));
  let depth = 0;
  try {
    for (let tokens = 1; ; tokens += 1) {
      const { kind } = lexer.advance();
      if (kind === TokenKind.EOF) return;
      if (tokens > LIMITS.tokens) break;
      if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L)
        depth += 1;
      if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R)
        depth -= 1;
      if (depth > LIMITS.brackets) {
        throw badInput(`A document is nested at most ${LIMITS.brackets} brackets deep.`, ['query'], []);
      }
    }
  } catch (error) {
    if (error instanceof Error && 'extensions' in error && depth > LIMITS.brackets) throw error;
    return;
  }
  throw badInput(`A document has at most ${LIMITS.tokens} tokens. Ask in several requests.`, ['query'], []);
}

/** Refuses JSON text that is nested so deep that parsing it, or walking what it gives, could exhaust the stack. */
export function scanJson(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > LIMITS.jsonDepth) {
        throw badInput(`Variables are nested at most ${LIMITS.jsonDepth} brackets deep.`, ['variables'], []);
      }
    } else if (character === '}' || character === ']') depth -= 1;
  }
}
