import { Lexer, Source, TokenKind } from 'graphql';
import { LRUCache } from 'lru-cache';
import { badInput, type InputPath } from '../model/errors.js';

/** What a request may weigh before it is parsed: a document that exceeds it could exhaust the parser. */
export const LIMITS = {
  bodyBytes: 256 * 1024,
  jsonDepth: 100,
  documentBytes: 64 * 1024,
  tokens: 4000,
  brackets: 100,
  /** How many fields and fragments it selects when every fragment is written out. */
  selections: 5000,
} as const;

/** Documents that were found to be within the limits: those that come again need not be lexed again. */
const known = new LRUCache<string, true>({
  max: 1000,
  maxSize: 8 * 1024 * 1024,
  sizeCalculation: (_, { length }) => length,
});

/**
 * Refuses a document that is too long or too deep. Throws a BAD_USER_INPUT error, whose path is where the document stands
 * in the request; a document that does not lex is left to the parser.
 */
export function scanDocument(document: string, path: InputPath = ['query'], field: InputPath = []): void {
  if (known.has(document)) return;
  if (Buffer.byteLength(document) > LIMITS.documentBytes) {
    throw badInput(
      `A document has at most ${LIMITS.documentBytes} bytes. Put long values into variables.`,
      path,
      field,
    );
  }
  const lexer = new Lexer(new Source(document));
  let depth = 0;
  try {
    for (let tokens = 1; ; tokens += 1) {
      const { kind } = lexer.advance();
      if (kind === TokenKind.EOF) {
        known.set(document, true);
        return;
      }
      if (tokens > LIMITS.tokens) break;
      if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L)
        depth += 1;
      if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R)
        depth -= 1;
      if (depth > LIMITS.brackets) {
        throw badInput(`A document is nested at most ${LIMITS.brackets} brackets deep.`, path, field);
      }
    }
  } catch (error) {
    if (error instanceof Error && 'extensions' in error && depth > LIMITS.brackets) throw error;
    return;
  }
  throw badInput(`A document has at most ${LIMITS.tokens} tokens. Ask in several requests.`, path, field);
}

const [QUOTE, BACKSLASH, BRACE, END_OF_BRACE, BRACKET, END_OF_BRACKET] = [34, 92, 123, 125, 91, 93] as const;

/** How `__proto__` can be written as a key; to look at every key for it would cost more than to parse. */
const MAY_HOLD_PROTOTYPE = /__proto__|\\u/;

/** Parses JSON text that is not nested too deep and has no key `__proto__`; throws on any other. */
export function parseJson(text: string): unknown {
  scanJson(text);
  return MAY_HOLD_PROTOTYPE.test(text) ? JSON.parse(text, refusePrototype) : JSON.parse(text);
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('A body must not have the key __proto__.');
  return value;
}

/** Refuses JSON text that is nested so deep that parsing it, or walking what it gives, could exhaust the stack. */
function scanJson(text: string): void {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index + 1);
        break;
      case BRACE:
      case BRACKET:
        depth += 1;
        if (depth > LIMITS.jsonDepth) {
          throw badInput(
            `Variables are nested at most ${LIMITS.jsonDepth} brackets deep.`,
            ['variables'],
            [],
          );
        }
        break;
      case END_OF_BRACE:
      case END_OF_BRACKET:
        depth -= 1;
    }
  }
}

/** Where the quote is that ends a string of JSON. */
function endOfString(text: string, start: number): number {
  for (let index = start; ;) {
    const end = text.indexOf('"', index);
    if (end < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    index = end + 1;
  }
}
