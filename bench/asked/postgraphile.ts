import type { Asked } from '../question.js';
import { EVENT, PROGRAMME } from '../questions.js';

const NO_PATHS = 'groups by own columns only, not by a path over relations';

/** What comes as text because it may be a big integer. */
const count = (value: unknown) => ({
  ...(value as object),
  rowId: Number((value as { rowId: string }).rowId),
});

/** Minor units, as they are stored, to the decimal text of the others. */
const amount = (value: unknown) => {
  const { moneyAmount } = value as { moneyAmount: string };
  return { moneyAmount: String(Number(moneyAmount) / 100) };
};

/** The questions in the schema that follows from the tables. */
export const POSTGRAPHILE: Readonly<Record<string, Asked>> = {
  'point query': {
    query: `{ eventBySlug(slug: "${EVENT}") { slug nameEn kind startsOnEdtf placeByPlaceId { nameEn } } }`,
  },
  'nested list': {
    query: `{ allEvents(first: 50, orderBy: [STARTS_ON_EARLIEST_DESC, STARTS_ON_LATEST_DESC, SLUG_ASC]) { nodes { slug nameEn startsOnEdtf
      programmeByProgrammeId { nameEn } sectorBySectorId { nameEn } organisationByOrganiserId { nameEn }
      participationsByEventId(first: 10, orderBy: SLUG_ASC) { nodes { role personByPersonId { nameEn countryByCountryId { code } } } }
      partnershipsByEventId(first: 25, orderBy: SLUG_ASC) { nodes { role organisationByPartnerId { nameEn } } } } } }`,
  },
  'four levels': {
    query: `{ programmeBySlug(slug: "${PROGRAMME}") { slug eventsByProgrammeId(first: 10, orderBy: SLUG_ASC) { nodes { slug
      participationsByEventId(first: 10, orderBy: SLUG_ASC) { nodes { role personByPersonId { nameEn countryByCountryId { code } } } } } } } }`,
  },
  'groups, one programme': { unable: NO_PATHS },
  'groups, all': { unable: NO_PATHS },
  'relation filter, total': {
    query: `{ allEvents(first: 25, orderBy: SLUG_ASC, filter: { participationsByEventId: { some: { personByPersonId: { countryByCountryId: { code: { equalTo: "AB" } } } } } }) { totalCount nodes { slug nameEn } } }`,
  },
  'listing of 10,000 rows': {
    query: `{ allEvents(first: 1000, orderBy: SLUG_ASC) { nodes { slug participationsByEventId(first: 10, orderBy: SLUG_ASC) { nodes { slug role personByPersonId { nameEn } } } } } }`,
  },
  dashboard: {
    query: `{ allEvents { totalCount } allPeople { totalCount }
      allAwards { groupedAggregates(groupBy: KIND) { keys distinctCount { rowId } } }
      winners: allAwards(filter: { kind: { equalTo: "WINNER" }, moneyCurrency: { isNull: false } }) { groupedAggregates(groupBy: MONEY_CURRENCY) { keys sum { moneyAmount } } }
      allParticipations { groupedAggregates(groupBy: ROLE) { keys distinctCount { rowId } } }
      kinds: allEvents { groupedAggregates(groupBy: KIND) { keys distinctCount { rowId } } } }`,
    read: { distinctCount: count, sum: amount },
  },
  'name contains': {
    query: `{ allEvents(first: 25, orderBy: SLUG_ASC, filter: { nameEn: { includesInsensitive: "vent 77" } }) { totalCount nodes { slug nameEn } } }`,
  },
  'text search': { unable: 'has no search of its own' },
};
