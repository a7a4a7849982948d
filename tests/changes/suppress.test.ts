import { told } from '../../src/changes/suppress.js';

/** Every way in which so many people fall into so many categories. */
function* waysOf(people: number, categories: number): Generator<number[]> {
  if (categories === 1) return yield [people];
  for (let first = 0; first <= people; first += 1) {
    for (const rest of waysOf(people - first, categories - 1)) yield [first, ...rest];
  }
}

/**
 * What somebody can make of what is told of a row, who knows how many people it has, and the rule: for each number that
 * is not told, all that it can be.
 */
function possible(people: number, categories: number, least: number): Map<string, ReadonlySet<number>[]> {
  const found = new Map<string, Set<number>[]>();
  for (const counts of waysOf(people, categories)) {
    const seen = JSON.stringify(told(counts, least));
    const sets = found.get(seen) ?? counts.map(() => new Set<number>());
    for (const [index, count] of counts.entries()) sets[index]?.add(count);
    found.set(seen, sets);
  }
  return found;
}

describe('what is told of a row', () => {
  const rows = [2, 3, 5].flatMap((least) =>
    [2, 3, 4].flatMap((categories) =>
      Array.from({ length: 26 }, (_, people) => ({ least, categories, people: people + 1 })),
    ),
  );

  it('is the number itself, and never one that is too small', () => {
    const wrong = rows.flatMap(({ least, categories, people }) =>
      [...waysOf(people, categories)].filter((counts) =>
        told(counts, least).some(
          (number, index) => number !== null && (number !== counts[index] || number < least),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves open of each gap what it is, to whoever knows the sum and the rule', () => {
    for (const { least, categories, people } of rows) {
      for (const [seen, sets] of possible(people, categories, least)) {
        const gaps = sets.filter((_, index) => (JSON.parse(seen) as unknown[])[index] === null);
        for (const set of gaps) expect([seen, people, set.size > 1]).toEqual([seen, people, true]);
      }
    }
  });

  it('leaves open whether a gap is small, unless the whole row is a gap', () => {
    for (const { least, categories, people } of rows) {
      for (const [seen, sets] of possible(people, categories, least)) {
        const numbers = JSON.parse(seen) as (number | null)[];
        if (numbers.every((number) => number === null)) continue;
        for (const set of sets.filter((_, index) => numbers[index] === null)) {
          const small = [...set].filter((number) => number < least).length;
          expect([seen, small > 0 && small < set.size]).toEqual([seen, true]);
        }
      }
    }
  });

  it('is all of it where nothing is small, and as much as that allows elsewhere', () => {
    expect(told([12, 9, 5], 5)).toEqual([12, 9, 5]);
    expect(told([40, 30, 2], 5)).toEqual([40, null, null]);
    expect(told([40, 6, 6, 0], 5)).toEqual([40, null, null, null]);
    expect(told([300, 0], 5)).toEqual([null, null]);
    expect(told([4, 4, 4], 5)).toEqual([null, null, null]);
  });
});
