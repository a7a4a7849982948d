import type { Asked } from '../question.js';
import { EVENT, PROGRAMME } from '../questions.js';

const GROUPS = 'awardsByCountry { code nameEn count money { currency total } }';

/** The questions in a schema written for them. */
export const MERCURIUS: Readonly<Record<string, Asked>> = {
  'point query': { query: `{ event(slug: "${EVENT}") { slug nameEn kind startsOn place { nameEn } } }` },
  'nested list': {
    query: `{ events(first: 50, orderBy: LATEST) { slug nameEn startsOn programme { nameEn } sector { nameEn } organiser { nameEn }
      participations(first: 10) { role person { nameEn country { code } } } partnerships(first: 25) { role partner { nameEn } } } }`,
  },
  'four levels': {
    query: `{ programme(slug: "${PROGRAMME}") { slug events(first: 10) { slug participations(first: 10) { role person { nameEn country { code } } } } } }`,
  },
  'groups, one programme': { query: `{ programme(slug: "${PROGRAMME}") { ${GROUPS} } }` },
  'groups, all': { query: `{ ${GROUPS} }` },
  'relation filter, total': {
    query: `{ eventsWithPeopleFrom(country: "AB", first: 25) { totalCount nodes { slug nameEn } } }`,
  },
  'listing of 10,000 rows': {
    query: `{ events(first: 1000, orderBy: SLUG) { slug participations(first: 10) { slug role person { nameEn } } } }`,
  },
  dashboard: {
    query: `{ eventCount personCount awardsByKind { value count } winnings { currency total } participationsByRole { value count } eventsByKind { value count } }`,
  },
  'name contains': {
    query: `{ eventsNamed(contains: "vent 77", first: 25) { totalCount nodes { slug nameEn } } }`,
  },
  'text search': { unable: 'has no search of its own' },
};
