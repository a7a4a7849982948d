/**
 * What may be told of how the people of a row fall into categories, when anybody can know how many they are: null for
 * what may not. Numbers below `least` are not told, 0 among them; and with them the smallest of the others is not, or all
 * that are as small, since a single gap is the rest of the row.
 *
 * Which numbers are hidden follows from the numbers alone, not from their places: were those that are hidden to change
 * places, the same would be told. So whoever knows this rule still cannot tell of any gap whether it is below `least`,
 * unless everything is hidden; then they know no more than the sum.
 */
export function told(counts: readonly number[], least: number): readonly (number | null)[] {
  if (counts.every((count) => count >= least)) return counts;
  const second = Math.min(...counts.filter((count) => count >= least));
  return counts.map((count) => (count > second ? count : null));
}
