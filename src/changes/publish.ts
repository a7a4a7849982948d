import { MoreThan, type EntityManager } from 'typeorm';
import { Person } from '../domain/person.js';
import { CellState, SUMMARIES, SummaryCell, type Summary } from '../domain/summary-cell.js';
import { Qualifier, type QuantityInput } from '../domain/values/quantity.js';
import { kindNamed, type Model } from '../model/model.js';
import type { Operation, Publication } from './operation.js';
import type { Problems } from './problems.js';
import { parameter } from './rows.js';
import { told } from './suppress.js';

/** What is needed to publish. */
export interface Publishing {
  readonly model: Model;
  readonly manager: EntityManager;
  readonly problems: Problems;
}

/**
 * The operations that publish a release of a summary table: a cell for each country and category. It counts the people
 * recorded since the last release, so that nobody is counted in two rows: rows then tell nothing of each other. When no
 * number could be told, that is TOO_FEW, and the people are left for a later release.
 */
export async function publishOperations(
  { model, manager, problems }: Publishing,
  { summary, suppressBelow, path }: Publication,
): Promise<Operation[]> {
  const last = await lastRelease(manager, summary);
  const release = last.release + 1;
  const rows = await countsByCountry(manager, summary, last.moment);
  const cells = [...rows].flatMap(([country, counts]) =>
    cellsOf(summary, counts, suppressBelow).map((cell) => ({ country, ...cell })),
  );
  if (!cells.some(({ state }) => state === CellState.KNOWN)) {
    problems.at(path, 'TOO_FEW', 'tooFewPeople', { least: suppressBelow });
    return [];
  }
  const kind = kindNamed(model, 'SummaryCell');
  const paths = { input: path, target: path };
  return cells.map(({ country, ...cell }): Operation => {
    const names = [summary, String(release), country ?? 'no country', cell.category];
    const slug = names.join('-').toLowerCase().replaceAll(/[_ ]/g, '-');
    return { action: 'create', kind, input: { slug, summary, release, country, ...cell }, paths };
  });
}

/**
 * The last release of a table, and when it was made; number 0 when there was none. Taken from history: people whose
 * numbers were told once are not counted anew when the release is deleted.
 */
async function lastRelease(
  manager: EntityManager,
  summary: Summary,
): Promise<{ readonly release: number; readonly moment: string }> {
  const { tableName } = manager.connection.getMetadata(SummaryCell);
  const [row] = (await manager.query(
    `SELECT max("release") AS "release", max("created_at") AS "moment" FROM "${tableName}_history" WHERE "summary" = ${parameter(manager, 1)}`,
    [summary],
  )) as { release: number | null; moment: string | null }[];
  return { release: row?.release ?? 0, moment: row?.moment ?? '' };
}

/** How many people recorded after a moment there are in each category, by the code of their country, in its order. */
async function countsByCountry(
  manager: EntityManager,
  summary: Summary,
  after: string,
): Promise<ReadonlyMap<string | null, readonly number[]>> {
  const categories = SUMMARIES[summary];
  const rows = new Map<string | null, number[]>();
  for (const [index, [, which]] of categories.entries()) {
    const counted = await manager
      .createQueryBuilder(Person, 'person')
      .leftJoin('person.country', 'country')
      .select('country.code', 'code')
      .addSelect('count(*)', 'people')
      .where({ ...which, createdAt: MoreThan(after) })
      .groupBy('country.code')
      .getRawMany<{ code: string | null; people: number | string }>();
    for (const { code, people } of counted) {
      const row = rows.get(code) ?? categories.map(() => 0);
      row[index] = Number(people);
      rows.set(code, row);
    }
  }
  return new Map([...rows].sort(([a], [b]) => ((a ?? '~') < (b ?? '~') ? -1 : 1)));
}

/** The cells of a row. */
function cellsOf(summary: Summary, counts: readonly number[], least: number) {
  const numbers = told(counts, least);
  const hidden = counts.reduce((sum, count, index) => sum + (numbers[index] === null ? count : 0), 0);
  return SUMMARIES[summary].map(([category], index) => {
    const number = numbers[index] ?? null;
    const people: QuantityInput = number ?? { qualifier: Qualifier.UP_TO, stated: hidden };
    return { category, state: number === null ? CellState.SUPPRESSED : CellState.KNOWN, people };
  });
}
