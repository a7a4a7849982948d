// Mercurius with graphql-jit: resolvers and batched loaders written by hand over prepared SQL.
import fastify from 'fastify';
import mercurius, { type MercuriusLoaders } from 'mercurius';
import { openDatabase, type Row } from './database.js';

const SCHEMA = `
  enum EventOrder { SLUG LATEST }
  type Query {
    event(slug: String!): Event
    events(first: Int!, orderBy: EventOrder!): [Event!]!
    programme(slug: String!): Programme
    awardsByCountry: [CountryGroup!]!
    eventsWithPeopleFrom(country: String!, first: Int!): EventPage!
    eventsNamed(contains: String!, first: Int!): EventPage!
    eventCount: Int!
    personCount: Int!
    awardsByKind: [CountOf!]!
    participationsByRole: [CountOf!]!
    eventsByKind: [CountOf!]!
    winnings: [Amount!]!
  }
  type Event {
    slug: String! nameEn: String kind: String! startsOn: String
    place: Place programme: Programme sector: Sector organiser: Organisation
    participations(first: Int!): [Participation!]!
    partnerships(first: Int!): [Partnership!]!
  }
  type Place { nameEn: String }
  type Sector { nameEn: String }
  type Organisation { nameEn: String }
  type Country { code: String! nameEn: String }
  type Programme { slug: String! nameEn: String events(first: Int!): [Event!]! awardsByCountry: [CountryGroup!]! }
  type Participation { slug: String! role: String! person: Person }
  type Person { nameEn: String country: Country }
  type Partnership { role: String! partner: Organisation }
  type CountryGroup { code: String nameEn: String count: Int! money: [Amount!]! }
  type Amount { currency: String! total: String! }
  type CountOf { value: String! count: Int! }
  type EventPage { totalCount: Int! nodes: [Event!]! }
`;

const database = openDatabase();
const EVENT = `id, slug, name_en AS "nameEn", kind, starts_on_edtf AS "startsOn", place_id, programme_id, sector_id, organiser_id`;

type Queries = readonly { readonly obj: Row; readonly params: { readonly first?: number } }[];

/** Loads what a column of many rows points to by one statement. */
function toOne(table: string, column: string, columns = 'name_en AS "nameEn"') {
  return async (queries: Queries) => {
    const ids = [...new Set(queries.flatMap(({ obj }) => obj[column] ?? []))];
    const rows = await database.rows(`SELECT id, ${columns} FROM ${table} WHERE id IN (${database.each})`, [
      ids,
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return queries.map(({ obj }) => byId.get(obj[column] ?? '') ?? null);
  };
}

/** Loads the first rows that point to each of many by one statement. */
function toMany(table: string, column: string, columns: string) {
  return async (queries: Queries) => {
    const first = Math.max(...queries.map(({ params }) => params.first ?? 0));
    const rows = await database.rows(
      `SELECT * FROM (SELECT ${column} AS parent, ${columns}, row_number() OVER (PARTITION BY ${column} ORDER BY slug) AS place
        FROM ${table} WHERE ${column} IN (${database.each})) numbered WHERE place <= ? ORDER BY place`,
      [queries.map(({ obj }) => obj.id), first],
    );
    const lists = new Map<unknown, Row[]>();
    for (const row of rows) {
      const list = lists.get(row.parent);
      if (list) list.push(row);
      else lists.set(row.parent, [row]);
    }
    return queries.map(({ obj, params }) => (lists.get(obj.id) ?? []).slice(0, params.first));
  };
}

async function one(table: string, columns: string, slug: string): Promise<Row | null> {
  return (await database.rows(`SELECT ${columns} FROM ${table} WHERE slug = ?`, [slug]))[0] ?? null;
}

async function count(table: string): Promise<number> {
  return Number((await database.rows(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
}

async function countsBy(table: string, column: string) {
  const rows = await database.rows(
    `SELECT ${column} AS value, count(*) AS n FROM ${table} GROUP BY ${column}`,
  );
  return rows.map(({ value, n }) => ({ value, count: Number(n) }));
}

const amount = (minor: Row[string] | undefined) => String(Number(minor) / 100);

async function awardsByCountry(programme?: string) {
  const rows = await database.rows(
    `SELECT c.code, c.name_en AS "nameEn", g.currency, g.n, g.total FROM (
        SELECT coalesce(t.country_id, p.country_id, o.country_id) AS country, a.money_currency AS currency, count(*) AS n, ${database.whole('sum(a.money_amount)')} AS total
        FROM award a LEFT JOIN team t ON t.id = a.team_id LEFT JOIN person p ON p.id = a.person_id LEFT JOIN organisation o ON o.id = a.organisation_id
        WHERE a.kind = 'WINNER'${programme ? ' AND a.programme_id = ?' : ''} GROUP BY 1, 2) g
      LEFT JOIN country c ON c.id = g.country ORDER BY g.currency`,
    programme ? [programme] : [],
  );
  const groups = new Map<
    unknown,
    { code: unknown; nameEn: unknown; count: number; usd: number; money: object[] }
  >();
  for (const { code = null, nameEn, currency, n, total } of rows) {
    const group = groups.get(code) ?? { code, nameEn, count: 0, usd: -1, money: [] };
    group.count += Number(n);
    if (currency === 'USD') group.usd = Number(total);
    if (currency) group.money.push({ currency, total: amount(total) });
    groups.set(code, group);
  }
  return [...groups.values()]
    .sort((a, b) => b.usd - a.usd || (String(a.code) < String(b.code) ? -1 : 1))
    .slice(0, 100);
}

async function eventPage(condition: string, value: string, first: number) {
  const [[total], nodes] = await Promise.all([
    database.rows(`SELECT count(*) AS n FROM event WHERE ${condition}`, [value]),
    database.rows(`SELECT ${EVENT} FROM event WHERE ${condition} ORDER BY slug LIMIT ?`, [value, first]),
  ]);
  return { totalCount: Number(total?.n), nodes };
}

const FROM_COUNTRY = `id IN (SELECT a.event_id FROM participation a JOIN person p ON p.id = a.person_id JOIN country c ON c.id = p.country_id WHERE c.code = ?)`;

const app = fastify({ logger: false });
await app.register(mercurius, {
  schema: SCHEMA,
  jit: 1,
  cache: 1000,
  graphiql: false,
  resolvers: {
    Query: {
      event: (_, { slug }: { slug: string }) => one('event', EVENT, slug),
      events: (_, { first, orderBy }: { first: number; orderBy: string }) =>
        database.rows(
          `SELECT ${EVENT} FROM event ORDER BY ${orderBy === 'SLUG' ? '' : 'starts_on_earliest DESC NULLS LAST, starts_on_latest DESC NULLS LAST, '}slug LIMIT ?`,
          [first],
        ),
      programme: (_, { slug }: { slug: string }) => one('programme', 'id, slug, name_en AS "nameEn"', slug),
      awardsByCountry: () => awardsByCountry(),
      eventsWithPeopleFrom: (_, { country, first }: { country: string; first: number }) =>
        eventPage(FROM_COUNTRY, country, first),
      eventsNamed: (_, { contains, first }: { contains: string; first: number }) =>
        eventPage('lower(name_en) LIKE ?', `%${contains.toLowerCase()}%`, first),
      eventCount: () => count('event'),
      personCount: () => count('person'),
      awardsByKind: () => countsBy('award', 'kind'),
      participationsByRole: () => countsBy('participation', 'role'),
      eventsByKind: () => countsBy('event', 'kind'),
      winnings: async () =>
        (
          await database.rows(
            `SELECT money_currency AS currency, ${database.whole('sum(money_amount)')} AS total FROM award WHERE kind = 'WINNER' AND money_currency IS NOT NULL GROUP BY money_currency ORDER BY 1`,
          )
        ).map(({ currency, total }) => ({ currency, total: amount(total) })),
    },
    Programme: { awardsByCountry: ({ id }: Row) => awardsByCountry(String(id)) },
  },
  loaders: {
    Event: {
      place: toOne('place', 'place_id'),
      programme: toOne('programme', 'programme_id', 'slug, name_en AS "nameEn"'),
      sector: toOne('sector', 'sector_id'),
      organiser: toOne('organisation', 'organiser_id'),
      participations: toMany('participation', 'event_id', 'slug, role, person_id'),
      partnerships: toMany('partnership', 'event_id', 'role, partner_id'),
    },
    Programme: { events: toMany('event', 'programme_id', EVENT) },
    Participation: { person: toOne('person', 'person_id', 'name_en AS "nameEn", country_id') },
    Person: { country: toOne('country', 'country_id', 'code, name_en AS "nameEn"') },
    Partnership: { partner: toOne('organisation', 'partner_id') },
  } as unknown as MercuriusLoaders,
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
process.on('SIGTERM', () => process.exit(0));
