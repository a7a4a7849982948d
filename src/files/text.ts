import { TextDecoder } from 'node:util';
import { createReadStream } from 'node:fs';
import { Unreadable } from './unreadable.js';

/** Byte-order marks, and the encodings that they tell. */
const MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** A text in a file. */
export interface TextSource {
  readonly path: string;
  readonly encoding?: string | undefined;
  readonly progress?: ((bytes: number) => void) | undefined;
}

/**
 * The text of a file in pieces, without its byte-order mark. Throws an {@link Unreadable} when its bytes are not of the
 * encoding: nothing is guessed, since a wrong guess would give other words.
 */
export async function* readText({ path, encoding, progress }: TextSource): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = chunk as Buffer;
    decoder ??= decoderOf(bytes, encoding);
    yield decoded(decoder, bytes);
    progress?.(bytes.length);
  }
  if (decoder) yield decoded(decoder);
}

/** True for an encoding that texts can be read in. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== 'replacement';
  } catch {
    return false;
  }
}

function decoderOf(bytes: Buffer, encoding: string | undefined): TextDecoder {
  const told = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
  return new TextDecoder(told ?? encoding ?? 'utf-8', { fatal: true });
}

function decoded(decoder: TextDecoder, bytes?: Buffer): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    const name = decoder.encoding.toUpperCase();
    throw new Unreadable(
      `is not ${name}; save it as UTF-8, or say what it is: Excel in Arabic writes windows-1256, in French windows-1252`,
    );
  }
}
