import type { Asked } from '../question.js';
import { EVENT } from '../questions.js';

const NO_PATHS = 'groups by own columns only, not by a path over relations';

/** Its loader puts one limit on the related rows of all parents together. */
const NO_PAGES = 'cannot page a relation for each parent';

const BY_SLUG = 'sorting: [{ field: slug, direction: ASC }]';

/** Minor units, as they are stored, to the decimal text of the others. */
const amount = (value: unknown) => {
  const { moneyAmount } = value as { moneyAmount: number };
  return { moneyAmount: String(Number(moneyAmount) / 100) };
};

/** The questions in the schema that follows from the entities' classes. */
export const NESTJS_QUERY: Readonly<Record<string, Asked>> = {
  'point query': {
    query: `{ events(filter: { slug: { eq: "${EVENT}" } }, paging: { limit: 1 }) { nodes { slug nameEn kind startsOn place { nameEn } } } }`,
  },
  'nested list': { unable: NO_PAGES },
  'four levels': { unable: NO_PAGES },
  'groups, one programme': { unable: NO_PATHS },
  'groups, all': { unable: NO_PATHS },
  'relation filter, total': {
    query: `{ events(paging: { limit: 25 }, ${BY_SLUG}, filter: { participations: { person: { country: { code: { eq: "AB" } } } } }) { totalCount nodes { slug nameEn } } }`,
  },
  'listing of 10,000 rows': { unable: NO_PAGES },
  dashboard: {
    query: `{ events(paging: { limit: 1 }) { totalCount } people(paging: { limit: 1 }) { totalCount }
      awardAggregate { groupBy { kind } count { id } }
      winners: awardAggregate(filter: { kind: { eq: "WINNER" }, moneyCurrency: { isNot: null } }) { groupBy { moneyCurrency } sum { moneyAmount } }
      participationAggregate { groupBy { role } count { id } }
      eventAggregate { groupBy { kind } count { id } } }`,
    read: { sum: amount },
  },
  'name contains': {
    query: `{ events(paging: { limit: 25 }, ${BY_SLUG}, filter: { nameEn: { like: "%vent 77%" } }) { totalCount nodes { slug nameEn } } }`,
  },
  'text search': { unable: 'has no search of its own' },
};
