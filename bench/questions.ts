import { slugOf } from './data.js';
import { decimal, json, whole, type Dialect, type Question } from './question.js';

export const EVENT = slugOf('evt', 500);
export const PROGRAMME = slugOf('prg', 7);

const groups = (where: string) => (dialect: Dialect) =>
  `WITH m AS (
      SELECT coalesce(t.country_id, p.country_id, o.country_id) AS k, a.money_currency AS c, count(*) AS n, ${whole(dialect, 'sum(a.money_amount)')} AS mt
      FROM award a LEFT JOIN team t ON t.id = a.team_id LEFT JOIN person p ON p.id = a.person_id LEFT JOIN organisation o ON o.id = a.organisation_id
      WHERE a.kind = 'WINNER' AND ${where} GROUP BY 1, 2),
    g AS (
      SELECT k, ${whole(dialect, 'sum(n)')} AS n, ${whole(dialect, "sum(CASE WHEN c = 'USD' THEN mt END)")} AS usd,
        string_agg('{"currency":"' || c || '","total":"' || ${decimal('mt')} || '"}', ',' ORDER BY c) AS money
      FROM m GROUP BY k),
    o AS (
      SELECT c.code, c.name_en, g.n, g.money FROM g LEFT JOIN country c ON c.id = g.k
      ORDER BY g.usd DESC NULLS LAST, c.code ASC NULLS LAST LIMIT 100)
    SELECT '{"nodes":[' || coalesce(string_agg('{"keys":[{"value":' || ${json(dialect, 'code')} || ',"label":' || ${json(dialect, 'name_en')} || '}],"count":' || CAST(n AS text) || ',"money":[' || coalesce(money, '') || ']}', ','), '') || ']}' FROM o`;

const GROUPS = `groups(by: [{ dimension: RECIPIENT_COUNTRY }], first: 100, orderBy: [{ money: { currency: USD, direction: DESC } }]) {
  nodes { keys { value label(lang: [EN]) } count money { currency total } } }`;

/** The rows of "groups, all" read and counted, no more: how that grows is the machine's doing. */
export const YARDSTICK: Question = {
  name: 'count, all',
  sijill: `{ awards(where: { kind: { eq: WINNER } }) { totalCount } }`,
  limit: () =>
    `SELECT '{"awards":{"totalCount":' || CAST((SELECT count(*) FROM award WHERE kind = 'WINNER') AS text) || '}}'`,
  atLeast: 1,
};

/** The workloads, in the order of the table. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'point query',
    sijill: `{ event(slug: "${EVENT}") { slug name(lang: [EN]) kind startsOn { edtf } place { name(lang: [EN]) } } }`,
    limit: (
      d,
    ) => `SELECT '{"event":{"slug":"' || e.slug || '","name":' || ${json(d, 'e.name_en')} || ',"kind":"' || e.kind || '","startsOn":{"edtf":' || ${json(d, 'e.starts_on_edtf')} || '},"place":{"name":' || ${json(d, 'p.name_en')} || '}}}'
      FROM event e LEFT JOIN place p ON p.id = e.place_id WHERE e.slug = '${EVENT}'`,
    atLeast: 1,
  },
  {
    name: 'nested list',
    sijill: `{ events(first: 50, orderBy: [{ startsOn: DESC }]) { nodes { slug name(lang: [EN]) startsOn { edtf }
      programme { name(lang: [EN]) } sector { name(lang: [EN]) } organiser { name(lang: [EN]) }
      participations(first: 10) { nodes { role person { name(lang: [EN]) country { code } } } }
      partnerships { nodes { role partner { name(lang: [EN]) } } } } } }`,
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
    sijill: `{ programme(slug: "${PROGRAMME}") { slug events(first: 10) { nodes { slug participations(first: 10) { nodes { role person { name(lang: [EN]) country { code } } } } } } } }`,
    limit: (
      d,
    ) => `SELECT '{"programme":{"slug":"' || g.slug || '","events":{"nodes":[' || (SELECT string_agg('{"slug":"' || e.slug || '","participations":{"nodes":[' || coalesce((
      SELECT string_agg('{"role":"' || a.role || '","person":' || coalesce((SELECT '{"name":' || ${json(d, 'p.name_en')} || ',"country":' || coalesce((SELECT '{"code":"' || c.code || '"}' FROM country c WHERE c.id = p.country_id), 'null') || '}' FROM person p WHERE p.id = a.person_id), 'null') || '}', ',')
      FROM (SELECT role, person_id FROM participation WHERE event_id = e.id ORDER BY slug LIMIT 10) a), '') || ']}}', ',')
      FROM (SELECT id, slug FROM event WHERE programme_id = g.id ORDER BY slug LIMIT 10) e) || ']}}}' FROM programme g WHERE g.slug = '${PROGRAMME}'`,
    atLeast: 50,
  },
  {
    name: 'groups, one programme',
    sijill: `{ programme(slug: "${PROGRAMME}") { awards(where: { kind: { eq: WINNER } }) { ${GROUPS} } } }`,
    limit: (d) =>
      `SELECT '{"programme":{"awards":{"groups":' || (${groups(`a.programme_id = (SELECT id FROM programme WHERE slug = '${PROGRAMME}')`)(d)}) || '}}}'`,
    atLeast: 60,
  },
  {
    name: 'groups, all',
    sijill: `{ awards(where: { kind: { eq: WINNER } }) { ${GROUPS} } }`,
    limit: (d) => `SELECT '{"awards":{"groups":' || (${groups('1 = 1')(d)}) || '}}'`,
    atLeast: 60,
  },
  {
    name: 'relation filter, total',
    sijill: `{ events(first: 25, where: { participations: { some: { person: { country: { code: { eq: "AB" } } } } } }) { totalCount nodes { slug name(lang: [EN]) } } }`,
    limit: (
      d,
    ) => `WITH f AS (SELECT DISTINCT a.event_id AS id FROM country c JOIN person p ON p.country_id = c.id JOIN participation a ON a.person_id = p.id WHERE c.code = 'AB' AND a.event_id IS NOT NULL)
      SELECT '{"events":{"totalCount":' || CAST((SELECT count(*) FROM f) AS text) || ',"nodes":[' || (SELECT string_agg('{"slug":"' || slug || '","name":' || ${json(d, 'name_en')} || '}', ',') FROM (SELECT slug, name_en FROM event WHERE id IN (SELECT id FROM f) ORDER BY slug LIMIT 25) e) || ']}}'`,
    atLeast: 25,
  },
  {
    name: 'listing of 10,000 rows',
    sijill: `{ events(first: 1000) { nodes { slug participations(first: 10) { nodes { slug role person { name(lang: [EN]) } } } } } }`,
    limit: (
      d,
    ) => `SELECT '{"events":{"nodes":[' || string_agg('{"slug":"' || e.slug || '","participations":{"nodes":[' || coalesce((
      SELECT string_agg('{"slug":"' || a.slug || '","role":"' || a.role || '","person":' || coalesce((SELECT '{"name":' || ${json(d, 'p.name_en')} || '}' FROM person p WHERE p.id = a.person_id), 'null') || '}', ',')
      FROM (SELECT slug, role, person_id FROM participation WHERE event_id = e.id ORDER BY slug LIMIT 10) a), '') || ']}}', ',') || ']}}'
      FROM (SELECT id, slug FROM event ORDER BY slug LIMIT 1000) e`,
    atLeast: 9000,
  },
  {
    name: 'dashboard',
    sijill: `{ events { totalCount } people { totalCount }
      awards { groups(by: [{ dimension: KIND }]) { nodes { keys { value } count } } }
      winners: awards(where: { kind: { eq: WINNER } }) { aggregate { money { currency total } } }
      participations { groups(by: [{ dimension: ROLE }]) { nodes { keys { value } count } } }
      kinds: events { groups(by: [{ dimension: KIND }]) { nodes { keys { value } count } } } }`,
    limit: (d) => {
      const counts = (table: string, column: string) =>
        `(SELECT '[' || string_agg('{"value":"' || k || '","count":' || n || '}', ',') || ']' FROM (SELECT ${column} AS k, CAST(count(*) AS text) AS n FROM ${table} GROUP BY ${column} ORDER BY count(*) DESC, ${column}) g)`;
      const money = `SELECT money_currency AS c, ${whole(d, 'sum(money_amount)')} AS mt FROM award WHERE kind = 'WINNER' AND money_currency IS NOT NULL GROUP BY money_currency`;
      return `SELECT '{"events":{"totalCount":' || CAST((SELECT count(*) FROM event) AS text) || '},"people":{"totalCount":' || CAST((SELECT count(*) FROM person) AS text)
        || '},"awards":' || ${counts('award', 'kind')} || ',"winners":[' || (SELECT string_agg('{"currency":"' || c || '","total":"' || ${decimal('mt')} || '"}', ',' ORDER BY c) FROM (${money}) m)
        || '],"participations":' || ${counts('participation', 'role')} || ',"kinds":' || ${counts('event', 'kind')} || '}'`;
    },
    atLeast: 30,
  },
  {
    name: 'name contains',
    sijill: `{ events(first: 25, where: { name: { contains: "vent 77" } }) { totalCount nodes { slug name(lang: [EN]) } } }`,
    limit: (d) => {
      const found = ['en', 'ar', 'fr'].map((lang) =>
        d === 'sqlite'
          ? `instr(name_${lang}_fold, 'vent 77') > 0`
          : `strpos(name_${lang}_fold, 'vent 77') > 0`,
      );
      return `SELECT '{"events":{"totalCount":' || CAST((SELECT count(*) FROM event WHERE ${found.join(' OR ')}) AS text) || ',"nodes":[' || (SELECT string_agg('{"slug":"' || slug || '","name":' || ${json(d, 'name_en')} || '}', ',') FROM (SELECT slug, name_en FROM event WHERE ${found.join(' OR ')} ORDER BY slug LIMIT 25) e) || ']}}'`;
    },
    atLeast: 51,
  },
  {
    name: 'text search',
    sijill: `{ search(text: "Event 777", first: 10) { totalCount nodes { kind text record { ... on Event { slug } } } } }`,
    // Whole words and the beginning of the last one only, which is all that this text needs: no stems, no slips.
    limit: (
      d,
    ) => `WITH f AS (SELECT t.record_id, t.kind, t.text, t.length, t.slug, CASE WHEN t.text = 'Event 777' THEN 0 ELSE 1 END AS rank FROM search_word w
        JOIN search_text t ON t.record_id = w.record_id AND t.field = w.field AND t.lang = w.lang
        WHERE w.form = 'w' AND w.term >= '777' AND w.term < '777' || ${d === 'sqlite' ? 'char(1114111)' : "U&'\\+10FFFF'"}
          AND EXISTS (SELECT 1 FROM search_word x WHERE x.form = 'w' AND x.term = 'event' AND x.record_id = w.record_id AND x.field = w.field AND x.lang = w.lang)),
        h AS (SELECT * FROM (SELECT f.*, row_number() OVER (PARTITION BY record_id ORDER BY rank, length) AS place FROM f) p WHERE place = 1)
      SELECT '{"search":{"totalCount":' || CAST((SELECT count(*) FROM h) AS text) || ',"nodes":[' || (SELECT string_agg('{"kind":"' || upper(kind) || '","text":' || ${json(d, 'text')} || ',"record":{"slug":"' || (SELECT slug FROM event WHERE id = r.record_id) || '"}}', ',') FROM (SELECT * FROM h ORDER BY rank, length, slug LIMIT 10) r) || ']}}'`,
    atLeast: 31,
  },
];
