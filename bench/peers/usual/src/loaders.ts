import DataLoader from 'dataloader';
import { In, type DataSource, type ObjectLiteral } from 'typeorm';
import {
  Country,
  Event,
  Organisation,
  Participation,
  Partnership,
  Person,
  Place,
  Programme,
  Sector,
} from './entities.js';

/** The loaders of one request: relations asked for in the same tick become one statement. */
export function makeLoaders(source: DataSource) {
  const byId = <Row extends ObjectLiteral & { id: string }>(entity: new () => Row) =>
    new DataLoader<string, Row | null>(async (ids) => {
      const rows = await source.getRepository(entity).findBy({ id: In([...ids]) } as never);
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? null);
    });
  const byParent = <Row extends ObjectLiteral>(entity: new () => Row, key: keyof Row & string) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const rows = await source
        .getRepository(entity)
        .find({ where: { [key]: In([...ids]) } as never, order: { slug: 'ASC' } as never });
      const found = new Map<string, Row[]>(ids.map((id) => [id, []]));
      for (const row of rows) found.get(String(row[key]))?.push(row);
      return ids.map((id) => found.get(id) ?? []);
    });
  return {
    country: byId(Country),
    place: byId(Place),
    organisation: byId(Organisation),
    sector: byId(Sector),
    programme: byId(Programme),
    person: byId(Person),
    participations: byParent(Participation, 'eventId'),
    partnerships: byParent(Partnership, 'eventId'),
    eventsOfProgramme: byParent(Event, 'programmeId'),
  };
}

export type Loaders = ReturnType<typeof makeLoaders>;
