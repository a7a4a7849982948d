/** PostgreSQL's driver gives a bigint as text, SQLite's as a number; below 2^53 both are the same number. */
export const wholeNumber = {
  from: (stored: string | number | null): number | null => (stored === null ? null : Number(stored)),
  to: (value: number | null): number | null => value,
};
