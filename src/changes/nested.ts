/** Lists that are written inside the record that they are about, and the kind that each holds. */
export const NESTED: Readonly<Record<string, string>> = { citations: 'Citation', externalIds: 'ExternalId' };
