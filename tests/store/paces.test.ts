import { Paces, QUICK_MS } from '../../src/store/paces.js';

describe('what is known of how long statements take', () => {
  it('is nothing at first: not quick, and not slow either', () => {
    const paces = new Paces();
    expect([paces.areQuick(['a']), paces.isSlow('a')]).toEqual([false, false]);
  });

  it('is how long each took the last time', () => {
    const paces = new Paces();
    paces.note('a', QUICK_MS + 1);
    expect([paces.areQuick(['a']), paces.isSlow('a'), paces.isSlow('a', QUICK_MS + 1)]).toEqual([
      false,
      true,
      false,
    ]);
    paces.note('a', QUICK_MS - 1);
    expect([paces.areQuick(['a']), paces.isSlow('a')]).toEqual([true, false]);
  });

  it('counts the statements of an operation together', () => {
    const paces = new Paces();
    for (const text of ['a', 'b']) paces.note(text, QUICK_MS * 0.6);
    expect([paces.areQuick(['a']), paces.areQuick(['a', 'b']), paces.areQuick(['a', 'c'])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
