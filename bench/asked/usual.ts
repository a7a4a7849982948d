import type { Asked } from '../question.js';
import { EVENT, PROGRAMME } from '../questions.js';

/** The questions in the schema that people write: lists instead of connections, an argument for each need. */
export const USUAL: Readonly<Record<string, Asked>> = {
  'point query': {
    query: `{ event(slug: "${EVENT}") { slug name(lang: EN) kind startsOn place { name(lang: EN) } } }`,
  },
  'nested list': {
    query: `{ events(first: 50, orderBy: STARTS_ON_DESC) { slug name(lang: EN) startsOn
      programme { name(lang: EN) } sector { name(lang: EN) } organiser { name(lang: EN) }
      participations(first: 10) { role person { name(lang: EN) country { code } } }
      partnerships { role partner { name(lang: EN) } } } }`,
  },
  'four levels': {
    query: `{ programme(slug: "${PROGRAMME}") { slug events(first: 10) { slug participations(first: 10) { role person { name(lang: EN) country { code } } } } } }`,
  },
  'groups, one programme': {
    query: `{ awardsByCountry(programme: "${PROGRAMME}") { value label count money { currency total } } }`,
  },
  'groups, all': { query: `{ awardsByCountry { value label count money { currency total } } }` },
  'relation filter, total': {
    query: `{ eventsWithPeopleFrom(country: "AB", first: 25) { totalCount nodes { slug name(lang: EN) } } }`,
  },
  'listing of 10,000 rows': {
    query: `{ events(first: 1000, orderBy: SLUG) { slug participations(first: 10) { slug role person { name(lang: EN) } } } }`,
  },
  dashboard: {
    query: `{ eventCount personCount awardsByKind { value count } winnings { currency total } participationsByRole { value count } eventsByKind { value count } }`,
  },
  'name contains': {
    query: `{ eventsNamed(contains: "vent 77", first: 25) { totalCount nodes { slug name(lang: EN) } } }`,
  },
  'text search': { unable: 'has no search of its own' },
};
