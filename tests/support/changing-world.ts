import { rmSync } from 'node:fs';
import { indexRecords } from '../../src/changes/search-index.js';
import { calledFile } from '../../src/files/reading.js';
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
  /** Kinds by the files of their seeds. */
  private readonly kinds: ReadonlyMap<string, KindModel>;
  private made = 0;
  /** Why the last change that was tried was not made. */
  private refusal: unknown;

  constructor(
    private readonly model: Model,
    seedNumber: number,
  ) {
    this.chance = new Chance(seedNumber);
    this.rows = randomWorld(model, seedNumber);
    const kinds = [...model.kinds.values()].map((kind) => [calledFile(kind), kind] as const);
    this.kinds = new Map(kinds.filter(([file]) => this.rows[file]));
    this.others = Array.from({ length: OTHERS }, (_, n) => randomWorld(model, seedNumber + n + 1));
  }

  get first(): Rows {
    return this.rows;
  }

  /** Makes one change set, of whatever sort. */
  async change(store: Store): Promise<void> {
    // What breaks a rule, such as the removal of what others name, is refused whole: then something else is tried.
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const isMade = this.chance.maybe(0.25) ? await this.remove(store) : await this.write(store);
      if (isMade) return;
    }
    throw new Error('No change could be made.', { cause: this.refusal });
  }

  private async write(store: Store): Promise<boolean> {
    const before = this.rows;
    this.rows = Object.fromEntries(Object.entries(before).map(([file, rows]) => [file, [...rows]]));
    const count = 1 + this.chance.below(this.chance.maybe(0.3) ? 12 : 4);
    for (let change = 0; change < count; change += 1) this.touch();
    this.rows = this.sound();
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
    const files = [...this.kinds].filter(([file]) => (this.rows[file] ?? []).length > 0);
    const [file, kind] = this.chance.pick(files);
    const rows = this.rows[file] as Row[];
    const place = this.chance.below(rows.length);
    const row = rows[place] as Row;
    // A record that people know by another key than its slug has no key to spare for a copy.
    if (kind.key === 'slug' && this.chance.maybe(0.2)) {
      this.made += 1;
      rows.push({ ...row, slug: `added-${this.made}`, externalIds: undefined });
      return;
    }
    const others = this.chance.pick(this.others)[file] ?? [];
    const same = others.find(({ slug }) => slug === row.slug);
    if (!same && kind.key !== 'slug') return;
    const other = same ?? { ...this.chance.pick(others), externalIds: row.externalIds };
    // All of the values, or only one of them.
    const taken = Object.keys({ ...row, ...other }).filter((key) => key !== 'slug');
    const keys = this.chance.maybe(0.4) ? taken : [this.chance.pick(taken)];
    const changed: Row = { ...row };
    for (const key of keys) {
      for (const arm of armsBeside(kind, key)) delete changed[arm];
      changed[key] = other[key];
    }
    rows[place] = changed;
  }

  /** The rows without what is not given, and naming no records that are gone: others in their place, or fewer. */
  private sound(): Rows {
    const keys = new Map(
      [...this.kinds].map(([file, { name, key }]) => [name, (this.rows[file] ?? []).map((row) => row[key])]),
    );
    const isThere = (target: string, key: unknown): boolean => keys.get(target)?.includes(key) ?? false;
    const named = (target: string, key: unknown): unknown =>
      isThere(target, key) ? key : this.chance.pick(keys.get(target) ?? []);
    const sound = (kind: KindModel, name: string, value: unknown): unknown => {
      const field = kind.fields.get(name);
      if (name === 'citations') {
        return (value as Row[]).map((citation) => ({
          ...citation,
          source: named('Source', citation.source),
        }));
      }
      if (field?.type === 'toOne') return named(field.target, value);
      if (field?.type !== 'toMany' || !field.owned) return value;
      return (value as unknown[]).filter((key) => isThere(field.target, key));
    };
    return Object.fromEntries(
      [...this.kinds].map(([file, kind]) => [
        file,
        (this.rows[file] ?? []).map((row) => {
          const given = Object.entries(row).filter(([, value]) => value !== undefined);
          return Object.fromEntries(given.map(([name, value]) => [name, sound(kind, name, value)])) as Row;
        }),
      ]),
    );
  }

  /** Takes a record out of the registry, with what is said about it. */
  private async remove(store: Store): Promise<boolean> {
    const files = [...this.kinds].filter(([file]) => (this.rows[file] ?? []).length > 1);
    const [file, kind] = this.chance.pick(files);
    const rows = this.rows[file] ?? [];
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
    this.rows = { ...this.rows, [file]: rows.filter((row) => row !== gone) };
    return true;
  }
}

/** The other fields of which no more than one is given when this one is. */
function armsBeside(kind: KindModel, key: string): string[] {
  const choices = [...kind.fields.values()].flatMap((field) => (field.type === 'oneOf' ? [field.arms] : []));
  return choices.filter((arms) => arms.includes(key)).flatMap((arms) => arms.filter((arm) => arm !== key));
}
