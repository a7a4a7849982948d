import { slugOf } from './data.js';

export type Dialect = 'sqlite' | 'postgres';

/** One workload, as each contestant is asked. */
export interface Question {
  readonly name: string;
  readonly sijill: string;
  /** The same for the usual stack, whose schema is what people write: lists instead of connections. */
  readonly usual: string;
  /** The same by hand: one statement that gives the JSON text of the root fields. */
  readonly limit: (dialect: Dialect) => string;
  /** How many records, or groups, an answer must hold at least: an empty answer would be fast. */
  readonly atLeast: number;
}

const event = slugOf('evt', 500);
const programme = slugOf('prg', 7);

/** Text as JSON, as each database writes it fastest. */
const json = (dialect: Dialect, text: string) =>
  dialect === 'sqlite' ? `json_quote(${text})` : `coalesce(to_json(${text})::text, 'null')`;

const money = `CASE WHEN mt % 100 = 0 THEN CAST(mt / 100 AS text) ELSE CAST(mt / 100 AS text) || '.' || substr(CAST(100 + mt % 100 AS text), 2) END`;

const groups = (where: string) => (dialect: Dialect) => {
  const whole = (text: string) => (dialect === 'sqlite' ? text : `CAST(${text} AS bigint)`);
  return `WITH m AS (
      SELECT coalesce(t.country_id, p.country_id, o.country_id) AS k, a.money_currency AS c, count(*) AS n, ${whole('sum(a.money_amount)')} AS mt
      FROM award a LEFT JOIN team t ON t.id = a.team_id LEFT JOIN person p ON p.id = a.person_id LEFT JOIN organisation o ON o.id = a.organisation_id
      WHERE a.kind = 'WINNER' AND ${where} GROUP BY 1, 2),
    g AS (
      SELECT k, ${whole('sum(n)')} AS n, ${whole("sum(CASE WHEN c = 'USD' THEN mt END)")} AS usd,
        string_agg('{"currency":"' || c || '","total":"' || ${money} || '"}', ',' ORDER BY c) AS money
      FROM m GROUP BY k),
    o AS (
      SELECT c.code, c.name_en, g.n, g.money FROM g LEFT JOIN country c ON c.id = g.k
      ORDER BY g.usd DESC NULLS LAST, c.code ASC NULLS LAST LIMIT 100)
    SELECT '{"nodes":[' || coalesce(string_agg('{"keys":[{"value":' || ${json(dialect, 'code')} || ',"label":' || ${json(dialect, 'name_en')} || '}],"count":' || CAST(n AS text) || ',"money":[' || coalesce(money, '') || ']}', ','), '') || ']}' FROM o`;
};

const GROUPS = `groups(by: [{ dimension: RECIPIENT_COUNTRY }], first: 100, orderBy: [{ money: { currency: USD, direction: DESC } }]) {
  nodes { keys { value label(lang: [EN]) } count money { currency total } } }`;

/** The workloads, in the order of the table. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'point query',
    sijill: `{ event(slug: "${event}") { slug name(lang: [EN]) kind startsOn { edtf } place { name(lang: [EN]) } } }`,
    usual: `{ event(slug: "${event}") { slug name(lang: EN) kind startsOn place { name(lang: EN) } } }`,
    limit: (
      d,
    ) => `SELECT '{"event":{"slug":"' || e.slug || '","name":' || ${json(d, 'e.name_en')} || ',"kind":"' || e.kind || '","startsOn":{"edtf":' || ${json(d, 'e.starts_on_edtf')} || '},"place":{"name":' || ${json(d, 'p.name_en')} || '}}}'
      FROM event e LEFT JOIN place p ON p.id = e.place_id WHERE e.slug = '${event}'`,
    atLeast: 1,
  },
  {
    name: 'nested list',
    sijill: `{ events(first: 50, orderBy: [{ startsOn: DESC }]) { nodes { slug name(lang: [EN]) startsOn { edtf }
      programme { name(lang: [EN]) } sector { name(lang: [EN]) } organiser { name(lang: [EN]) }
      participations(first: 10) { nodes { role person { name(lang: [EN]) country { code } } } }
      partnerships { nodes { role partner { name(lang: [EN]) } } } } } }`,
    usual: `{ events(first: 50, orderBy: STARTS_ON_DESC) { slug name(lang: EN) startsOn
      programme { name(lang: EN) } sector { name(lang: EN) } organiser { name(lang: EN) }
      participations(first: 10) { role person { name(lang: EN) country { code } } }
      partnerships { role partner { name(lang: EN) } } } }`,
    limit: (d) => `SELECT '{"events":{"nodes":[' || string_agg(
      '{"slug":"' || e.slug || '","name":' || ${json(d, 'e.name_en')} || ',"startsOn":{"edtf":' || ${json(d, 'e.starts_on_edtf')} || '},"programme":{"name":' || ${json(d, '(SELECT name_en FROM programme WHERE id = e.programme_id)')}
      || '},"sector":{"name":' || ${json(d, '(SELECT name_en FROM sector WHERE id = e.sector_id)')} || '},"organiser":{"name":' || ${json(d, '(SELECT name_en FROM organisation WHERE id = e.organiser_id)')}
      || '},"participations":{"nodes":[' || coalesce((SELECT string_agg('{"role":"' || a.role || '","person":' || coalesce((SELECT '{"name":' || ${json(d, 'p.name_en')} || ',"country":' || coalesce((SELECT '{"code":"' || c.code || '"}' FROM country c WHERE c.id = p.country_id), 'null') || '}' FROM person p WHERE p.id = a.person_id), 'null') || '}', ',')
        FROM (SELECT role, person_id FROM participation WHERE event_id = e.id ORDER BY slug LIMIT 10) a), '')
      || ']},"partnerships":{"nodes":[' || coalesce((SELECT string_agg('{"role":"' || s.role || '","partner":{"name":' || ${json(d, '(SELECT o.name_en FROM organisation o WHERE o.id = s.partner_id)')} || '}}', ',')
        FROM (SELECT role, partner_id FROM partnership WHERE event_id = e.id ORDER BY slug LIMIT 25) s), '') || ']}}', ',') || ']}}'
      FROM (SELECT id, slug, name_en, starts_on_edtf, programme_id, sector_id, organiser_id FROM event ORDER BY starts_on_earliest DESC NULLS LAST, starts_on_latest DESC NULLS LAST, slug LIMIT 50) e`,
    atLeast: 500,
  },
  {
    name: 'four levels',
    sijill: `{ programme(slug: "${programme}") { slug events(first: 10) { nodes { slug participations(first: 10) { nodes { role person { name(lang: [EN]) country { code } } } } } } } }`,
    usual: `{ programme(slug: "${programme}") { slug events(first: 10) { slug participations(first: 10) { role person { name(lang: EN) country { code } } } } } }`,
    limit: (
      d,
    ) => `SELECT '{"programme":{"slug":"' || g.slug || '","events":{"nodes":[' || (SELECT string_agg('{"slug":"' || e.slug || '","participations":{"nodes":[' || coalesce((
      SELECT string_agg('{"role":"' || a.role || '","person":' || coalesce((SELECT '{"name":' || ${json(d, 'p.name_en')} || ',"country":' || coalesce((SELECT '{"code":"' || c.code || '"}' FROM country c WHERE c.id = p.country_id), 'null') || '}' FROM person p WHERE p.id = a.person_id), 'null') || '}', ',')
      FROM (SELECT role, person_id FROM participation WHERE event_id = e.id ORDER BY slug LIMIT 10) a), '') || ']}}', ',')
      FROM (SELECT id, slug FROM event WHERE programme_id = g.id ORDER BY slug LIMIT 10) e) || ']}}}' FROM programme g WHERE g.slug = '${programme}'`,
    atLeast: 50,
  },
  {
    name: 'groups, one programme',
    sijill: `{ programme(slug: "${programme}") { awards(where: { kind: { eq: WINNER } }) { ${GROUPS} } } }`,
    usual: `{ awardsByCountry(programme: "${programme}") { value label count money { currency total } } }`,
    limit: (d) =>
      `SELECT '{"programme":{"awards":{"groups":' || (${groups(`a.programme_id = (SELECT id FROM programme WHERE slug = '${programme}')`)(d)}) || '}}}'`,
    atLeast: 60,
  },
  {
    name: 'groups, all',
    sijill: `{ awards(where: { kind: { eq: WINNER } }) { ${GROUPS} } }`,
    usual: `{ awardsByCountry { value label count money { currency total } } }`,
    limit: (d) => `SELECT '{"awards":{"groups":' || (${groups('1 = 1')(d)}) || '}}'`,
    atLeast: 60,
  },
  {
    name: 'relation filter, total',
    sijill: `{ events(first: 25, where: { participations: { some: { person: { country: { code: { eq: "AB" } } } } } }) { totalCount nodes { slug name(lang: [EN]) } } }`,
    usual: `{ eventsWithPeopleFrom(country: "AB", first: 25) { totalCount nodes { slug name(lang: EN) } } }`,
    limit: (
      d,
    ) => `WITH f AS (SELECT DISTINCT a.event_id AS id FROM country c JOIN person p ON p.country_id = c.id JOIN participation a ON a.person_id = p.id WHERE c.code = 'AB' AND a.event_id IS NOT NULL)
      SELECT '{"events":{"totalCount":' || CAST((SELECT count(*) FROM f) AS text) || ',"nodes":[' || (SELECT string_agg('{"slug":"' || slug || '","name":' || ${json(d, 'name_en')} || '}', ',') FROM (SELECT slug, name_en FROM event WHERE id IN (SELECT id FROM f) ORDER BY slug LIMIT 25) e) || ']}}'`,
    atLeast: 25,
  },
  {
    name: 'listing of 10,000 rows',
    sijill: `{ events(first: 1000) { nodes { slug participations(first: 10) { nodes { slug role person { name(lang: [EN]) } } } } } }`,
    usual: `{ events(first: 1000, orderBy: SLUG) { slug participations(first: 10) { slug role person { name(lang: EN) } } } }`,
    limit: (
      d,
    ) => `SELECT '{"events":{"nodes":[' || string_agg('{"slug":"' || e.slug || '","participations":{"nodes":[' || coalesce((
      SELECT string_agg('{"slug":"' || a.slug || '","role":"' || a.role || '","person":' || coalesce((SELECT '{"name":' || ${json(d, 'p.name_en')} || '}' FROM person p WHERE p.id = a.person_id), 'null') || '}', ',')
      FROM (SELECT slug, role, person_id FROM participation WHERE event_id = e.id ORDER BY slug LIMIT 10) a), '') || ']}}', ',') || ']}}'
      FROM (SELECT id, slug FROM event ORDER BY slug LIMIT 1000) e`,
    atLeast: 9000,
  },
];
