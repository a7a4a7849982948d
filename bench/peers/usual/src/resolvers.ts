import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import {
  Amount,
  Award,
  CountOf,
  Country,
  CountryGroup,
  Event,
  EventOrder,
  EventPage,
  Lang,
  Organisation,
  Participation,
  Partnership,
  Person,
  Place,
  Programme,
  Sector,
  Team,
} from './entities.js';
import type { Loaders } from './loaders.js';

export interface Context {
  readonly source: DataSource;
  readonly loaders: Loaders;
}

interface HasName {
  nameAr: string | null;
  nameEn: string | null;
  nameFr: string | null;
}

function named(row: HasName, lang: Lang): string | null {
  const wanted = { AR: row.nameAr, EN: row.nameEn, FR: row.nameFr }[lang];
  return wanted ?? row.nameAr ?? row.nameEn ?? row.nameFr;
}

function nameResolver(type: new () => HasName) {
  @Resolver(() => type)
  class NameResolver {
    @FieldResolver(() => String, { nullable: true })
    name(
      @Root() row: HasName,
      @Arg('lang', () => Lang, { defaultValue: Lang.EN }) lang: Lang,
    ): string | null {
      return named(row, lang);
    }
  }
  return NameResolver;
}

@Resolver(() => Event)
class EventResolver {
  @Query(() => Event, { nullable: true })
  event(@Arg('slug', () => String) slug: string, @Ctx() { source }: Context): Promise<Event | null> {
    return source.getRepository(Event).findOneBy({ slug });
  }

  @Query(() => [Event])
  events(
    @Arg('first', () => Int) first: number,
    @Arg('orderBy', () => EventOrder) orderBy: EventOrder,
    @Ctx() { source }: Context,
  ): Promise<Event[]> {
    const order = orderBy === EventOrder.SLUG ? { slug: 'ASC' as const } : LATEST_FIRST;
    return source.getRepository(Event).find({ order, take: first });
  }

  @Query(() => EventPage)
  async eventsWithPeopleFrom(
    @Arg('country', () => String) country: string,
    @Arg('first', () => Int) first: number,
    @Ctx() { source }: Context,
  ): Promise<EventPage> {
    const matching = source
      .getRepository(Event)
      .createQueryBuilder('event')
      .where((query) => {
        const related = query
          .subQuery()
          .select('participation.eventId')
          .from(Participation, 'participation')
          .innerJoin(Person, 'person', 'person.id = participation.personId')
          .innerJoin(Country, 'country', 'country.id = person.countryId')
          .where('country.code = :country')
          .getQuery();
        return `event.id IN ${related}`;
      })
      .setParameter('country', country)
      .orderBy('event.slug', 'ASC')
      .limit(first);
    const [nodes, totalCount] = await matching.getManyAndCount();
    return { nodes, totalCount };
  }

  @Query(() => EventPage)
  async eventsNamed(
    @Arg('contains', () => String) contains: string,
    @Arg('first', () => Int) first: number,
    @Ctx() { source }: Context,
  ): Promise<EventPage> {
    const [nodes, totalCount] = await source
      .getRepository(Event)
      .createQueryBuilder('event')
      .where('lower(event.nameEn) LIKE :part', { part: `%${contains.toLowerCase()}%` })
      .orderBy('event.slug', 'ASC')
      .limit(first)
      .getManyAndCount();
    return { nodes, totalCount };
  }

  @FieldResolver(() => Programme, { nullable: true })
  programme(@Root() event: Event, @Ctx() { loaders }: Context) {
    return event.programmeId ? loaders.programme.load(event.programmeId) : null;
  }

  @FieldResolver(() => Place, { nullable: true })
  place(@Root() event: Event, @Ctx() { loaders }: Context) {
    return event.placeId ? loaders.place.load(event.placeId) : null;
  }

  @FieldResolver(() => Organisation, { nullable: true })
  organiser(@Root() event: Event, @Ctx() { loaders }: Context) {
    return event.organiserId ? loaders.organisation.load(event.organiserId) : null;
  }

  @FieldResolver(() => Sector, { nullable: true })
  sector(@Root() event: Event, @Ctx() { loaders }: Context) {
    return event.sectorId ? loaders.sector.load(event.sectorId) : null;
  }

  @FieldResolver(() => [Participation])
  async participations(
    @Root() event: Event,
    @Arg('first', () => Int, { defaultValue: 25 }) first: number,
    @Ctx() { loaders }: Context,
  ) {
    return (await loaders.participations.load(event.id)).slice(0, first);
  }

  @FieldResolver(() => [Partnership])
  async partnerships(@Root() event: Event, @Ctx() { loaders }: Context) {
    return (await loaders.partnerships.load(event.id)).slice(0, 25);
  }
}

const LATEST_FIRST = {
  startsOnEarliest: { direction: 'DESC', nulls: 'LAST' },
  startsOnLatest: { direction: 'DESC', nulls: 'LAST' },
  slug: 'ASC',
} as const;

@Resolver(() => Programme)
class ProgrammeResolver {
  @Query(() => Programme, { nullable: true })
  programme(@Arg('slug', () => String) slug: string, @Ctx() { source }: Context): Promise<Programme | null> {
    return source.getRepository(Programme).findOneBy({ slug });
  }

  @FieldResolver(() => [Event])
  async events(
    @Root() programme: Programme,
    @Arg('first', () => Int) first: number,
    @Ctx() { loaders }: Context,
  ) {
    return (await loaders.eventsOfProgramme.load(programme.id)).slice(0, first);
  }
}

@Resolver(() => Participation)
class ParticipationResolver {
  @FieldResolver(() => Person, { nullable: true })
  person(@Root() participation: Participation, @Ctx() { loaders }: Context) {
    return participation.personId ? loaders.person.load(participation.personId) : null;
  }
}

@Resolver(() => Person)
class PersonResolver {
  @FieldResolver(() => Country, { nullable: true })
  country(@Root() person: Person, @Ctx() { loaders }: Context) {
    return person.countryId ? loaders.country.load(person.countryId) : null;
  }
}

@Resolver(() => Partnership)
class PartnershipResolver {
  @FieldResolver(() => Organisation)
  partner(@Root() partnership: Partnership, @Ctx() { loaders }: Context) {
    return loaders.organisation.load(partnership.partnerId);
  }
}

@Resolver()
class AwardResolver {
  @Query(() => [CountryGroup])
  async awardsByCountry(
    @Arg('programme', () => String, { nullable: true }) programme: string | null,
    @Ctx() { source }: Context,
  ): Promise<CountryGroup[]> {
    const query = source
      .getRepository(Award)
      .createQueryBuilder('award')
      .leftJoin(Team, 'team', 'team.id = award.teamId')
      .leftJoin(Person, 'person', 'person.id = award.personId')
      .leftJoin(Organisation, 'organisation', 'organisation.id = award.organisationId')
      .leftJoin(
        Country,
        'country',
        'country.id = coalesce(team.countryId, person.countryId, organisation.countryId)',
      )
      .select('country.code', 'code')
      .addSelect('country.nameEn', 'label')
      .addSelect('award.moneyCurrency', 'currency')
      .addSelect('count(*)', 'count')
      .addSelect('sum(award.moneyAmount)', 'total')
      .where("award.kind = 'WINNER'")
      .groupBy('country.code')
      .addGroupBy('country.nameEn')
      .addGroupBy('award.moneyCurrency');
    if (programme)
      query
        .innerJoin(Programme, 'programme', 'programme.id = award.programmeId')
        .andWhere('programme.slug = :programme', { programme });
    const groups = new Map<string | null, CountryGroup & { dollars: number }>();
    for (const row of await query.getRawMany<{
      code: string | null;
      label: string | null;
      currency: string;
      count: number;
      total: number;
    }>()) {
      const group = groups.get(row.code) ?? {
        value: row.code,
        label: row.label,
        count: 0,
        money: [],
        dollars: 0,
      };
      group.count += Number(row.count);
      group.money.push({ currency: row.currency, total: String(Number(row.total) / 100) });
      if (row.currency === 'USD') group.dollars = Number(row.total);
      groups.set(row.code, group);
    }
    for (const { money } of groups.values()) money.sort((a, b) => (a.currency < b.currency ? -1 : 1));
    return [...groups.values()].sort(
      (a, b) =>
        b.dollars - a.dollars || (a.value === null ? 1 : b.value === null ? -1 : a.value < b.value ? -1 : 1),
    );
  }
}

@Resolver()
class DashboardResolver {
  @Query(() => Int)
  eventCount(@Ctx() { source }: Context): Promise<number> {
    return source.getRepository(Event).count();
  }

  @Query(() => Int)
  personCount(@Ctx() { source }: Context): Promise<number> {
    return source.getRepository(Person).count();
  }

  @Query(() => [CountOf])
  awardsByKind(@Ctx() { source }: Context): Promise<CountOf[]> {
    return countsBy(source, Award, 'kind');
  }

  @Query(() => [CountOf])
  participationsByRole(@Ctx() { source }: Context): Promise<CountOf[]> {
    return countsBy(source, Participation, 'role');
  }

  @Query(() => [CountOf])
  eventsByKind(@Ctx() { source }: Context): Promise<CountOf[]> {
    return countsBy(source, Event, 'kind');
  }

  @Query(() => [Amount])
  async winnings(@Ctx() { source }: Context): Promise<Amount[]> {
    const rows = await source
      .getRepository(Award)
      .createQueryBuilder('award')
      .select('award.moneyCurrency', 'currency')
      .addSelect('sum(award.moneyAmount)', 'total')
      .where("award.kind = 'WINNER' AND award.moneyCurrency IS NOT NULL")
      .groupBy('award.moneyCurrency')
      .orderBy('award.moneyCurrency')
      .getRawMany<{ currency: string; total: number }>();
    return rows.map(({ currency, total }) => ({ currency, total: String(Number(total) / 100) }));
  }
}

async function countsBy(source: DataSource, of: new () => object, field: string): Promise<CountOf[]> {
  const rows = await source
    .getRepository(of)
    .createQueryBuilder('row')
    .select(`row.${field}`, 'value')
    .addSelect('count(*)', 'count')
    .groupBy(`row.${field}`)
    .getRawMany<{ value: string; count: number }>();
  return rows.map(({ value, count }) => ({ value, count: Number(count) }));
}

export const RESOLVERS = [
  EventResolver,
  ProgrammeResolver,
  ParticipationResolver,
  PersonResolver,
  PartnershipResolver,
  AwardResolver,
  DashboardResolver,
  ...[Country, Place, Organisation, Sector, Programme, Event, Person].map(nameResolver),
] as const;
