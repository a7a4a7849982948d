import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Unreadable } from './unreadable.js';

/** What is met in a document, in order. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads a document piece by piece, by the local names of its elements; yields after each piece, so that what it has
 * given so far can be taken away. Throws an {@link Unreadable} when it is broken, or declares entities.
 */
export async function* readXml(pieces: AsyncIterable<string>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw new Unreadable('declares a document type, which no workbook has');
  });
  parser.on('error', () => {
    throw new Unreadable('is no workbook, or a broken one');
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => handler.open?.(local(name), attributes));
  parser.on('text', (text) => handler.text?.(text));
  parser.on('closetag', ({ name }) => handler.close?.(local(name)));
  for await (const piece of pieces) {
    parser.write(piece);
    yield;
  }
  parser.close();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
