/** Lists that are written inside the record that they are about, and the kind that each holds. */
export const NESTED: Readonly<Record<string, string>> = Object.assign(
  // No other names than these, whatever is looked up: fields can be called anything.
  Object.create(null) as Record<string, string>,
  { citations: 'Citation', externalIds: 'ExternalId' },
);
