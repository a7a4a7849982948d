import { FrameParser, frameHeader } from '../../src/store/frames.js';

const frames = [Buffer.from('سجل'), Buffer.alloc(0), Buffer.alloc(70_000, 'x'), Buffer.from('{}')];
const stream = Buffer.concat(
  frames.flatMap((content, index) => [frameHeader(index + 1, index / 4, content.length), content]),
);

describe('the frames of a reader', () => {
  it.each([1, 2, 5, 13, 64, 65_536, stream.length])('come whole out of pieces of %d bytes', (size) => {
    const seen: [number, number, Buffer][] = [];
    const parser = new FrameParser((...frame) => seen.push(frame));
    for (let at = 0; at < stream.length; at += size) {
      parser.push(stream.subarray(at, at + size));
      if (at + size < stream.length && seen.length === 0) expect(parser.isOpen).toBe(true);
    }
    expect(seen).toEqual(frames.map((content, index) => [index + 1, index / 4, content]));
    expect(parser.isOpen).toBe(false);
  });
});
