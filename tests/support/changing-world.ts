import { rmSync } from 'node:fs';
import { indexRecords } from '../../src/changes/search-index.js';
import { seed } from '../../src/files/seed.js';
import { ChangeSet } from '../../src/domain/change-set.js';
import { Prose } from '../../src/domain/values/prose.js';
import type { KindModel, Model } from '../../src/model/model.js';
import { beginChange, endChange } from '../../src/store/head.js';
import type { Store } from '../../src/store/store.js';
import { Chance } from '../fuzz/chance.js';
import { randomWorld } from '../fuzz/random-world.js';
import { writeSeeds, type Rows } from './world.js';

type Row = Rows[string][number];

/** How many other worlds the values of changed rows are taken from. */
const OTHERS = 5;

/** A random registry that goes on changing: records are added, changed, linked otherwise, and removed. */
export class ChangingWorld {
  /** The records that it holds. */
  private rows: Rows;
  private readonly others: readonly Rows[];
  private readonly chance: Chance;
  private made = 0;
  /** Why the last change that was tried was not made. */
  private refusal: unknown;

  constructor(
    private readonly model: Model,
    seedNumber: number,
  ) {
    this.chance = new Chance(seedNumber);
    this.rows = randomWorld(model, seedNumber);
    this.others = Array.from({ length: OTHERS }, (_, n) => randomWorld(model, seedNumber + n + 1));
  }

  get first(): Rows {
    return this.rows;
  }

  /** Makes one change set, of whatever sort. */
  async change(store: Store): Promise<void> {
    // What refers to records that are not there, or breaks another rule, is refused whole: then something else is tried.
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const isMade = this.chance.maybe(0.25) ? await this.remove(store) : await this.write(store);
      if (isMade) return;
    }
    throw new Error('No change could be made.', { cause: this.refusal });
  }

  private async write(store: Store): Promise<boolean> {
    const before = this.rows;
    this.rows = Object.fromEntries(Object.entries(before).map(([name, rows]) => [name, [...rows]]));
    const count = 1 + this.chance.below(this.chance.maybe(0.2) ? 12 : 3);
    for (let change = 0; change < count; change += 1) this.touch();
    const folder = writeSeeds(this.rows);
    try {
      const { created, updated } = await seed(this.model, store, folder);
      return created + updated > 0;
    } catch (error) {
      this.refusal = error;
      this.rows = before;
      return false;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Gives a row other values, or adds one that is like another. */
  private touch(): void {
    const names = Object.keys(this.rows).filter((name) => (this.rows[name] ?? []).length > 0);
    const rows = this.rows[this.chance.pick(names)] as Row[];
    const name = names.find((known) => this.rows[known] === rows) ?? '';
    const place = this.chance.below(rows.length);
    const row = rows[place] as Row;
    const other = this.chance.pick(this.others)[name]?.find(({ slug }) => slug === row.slug);
    if (other && this.chance.maybe(0.8)) {
      // All of the values, or only one of them.
      const taken = Object.keys({ ...row, ...other }).filter((key) => key !== 'slug');
      const keys = this.chance.maybe(0.4) ? taken : [this.chance.pick(taken)];
      const changed: Row = { ...row };
      for (const key of keys) {
        if (other[key] === undefined) delete changed[key];
        else changed[key] = other[key];
      }
      rows[place] = changed;
    } else {
      this.made += 1;
      rows.push({ ...row, slug: `added-${this.made}` });
    }
  }

  /** Takes a record out of the registry, with what is said about it. */
  private async remove(store: Store): Promise<boolean> {
    const kinds = [...this.model.kinds.values()].filter(
      ({ table }) => (this.rows[fileOf(table)] ?? []).length > 1,
    );
    const kind = this.chance.pick(kinds);
    const rows = this.rows[fileOf(kind.table)] ?? [];
    const gone = this.chance.pick(rows);
    try {
      await store.transaction(async (manager) => {
        const number = this.chance.below(1_000_000_000);
        const { sequence, moment } = await beginChange(manager, `chs_${number}`);
        const [found] = await manager.find(kind.entity, { where: { slug: gone.slug } as object });
        const { id } = found as { id: string };
        for (const about of this.model.kinds.values()) {
          if (about.name !== 'Revision' && about.fields.get('record')?.type === 'record') {
            await manager.delete(about.entity, { recordId: id } as object);
          }
        }
        await manager.delete(kind.entity, id);
        await indexRecords(manager, kind, [id]);
        await manager.insert(ChangeSet, {
          id: `chs_${number}`,
          slug: `removal-${number}`,
          version: 1,
          sequence,
          createdAt: moment,
          updatedAt: moment,
          author: 'tests',
          message: 'Removed.',
          note: Prose.of(null),
        });
        await endChange(manager, { made: true });
      });
    } catch (error) {
      this.refusal = error;
      return false;
    }
    this.rows = { ...this.rows, [fileOf(kind.table)]: rows.filter((row) => row !== gone) };
    return true;
  }
}

/** How the file of a kind is called among seeds. */
function fileOf(table: KindModel['table']): string {
  return table.replaceAll('_', '-');
}
