import type { EntityManager } from 'typeorm';
import { keyColumn, kindNamed, kindOfId, type KindModel, type Model } from '../model/model.js';
import { redirectsOf } from './redirects.js';
import { rowsWhere } from './rows.js';

interface Keys {
  readonly id: string;
  readonly slug: string;
  readonly key: string;
}

/** What a record is called in another register, such as `WIKIDATA:Q42`: no key and no slug has such a form. */
const EXTERNAL = /^([A-Z][A-Z0-9_]*):(.+)$/;

/** The records that can be named: those of the database, and those that the change set makes. */
export class Lookup {
  private readonly wanted = new Map<KindModel, Set<string>>();
  /** Ids by kind and what names them: id, key or slug. */
  private readonly ids = new Map<string, string>();
  /** Ids of merged records, by the same, and where they lead. */
  private readonly merged = new Map<string, string>();
  /** Names that are ids of records in the database. */
  private readonly living = new Set<string>();

  constructor(private readonly model: Model) {}

  /** Notes that a record of the kind will be asked for. */
  want(kind: KindModel, name: unknown): void {
    if (typeof name !== 'string' && typeof name !== 'number') return;
    const names = this.wanted.get(kind) ?? new Set();
    this.wanted.set(kind, names.add(String(name)));
  }

  /** Notes that a record of any kind will be asked for. */
  wantAny(name: unknown): void {
    const named = this.partsOf(name);
    if (named) this.want(named.kind, named.name);
  }

  /** Asks the database for all that was wanted. */
  async load(manager: EntityManager): Promise<void> {
    for (const [kind, names] of this.wanted) {
      const all = [...names];
      const key = keyColumn(kind).column;
      const columns = [...new Set(['id', 'slug', key])];
      for (const column of columns) {
        const some = column === 'id' ? all.filter((name) => name.startsWith(`${kind.prefix}_`)) : all;
        const rows = await rowsWhere<Record<string, string>>(
          manager,
          { table: kind.table, columns, column },
          some,
        );
        for (const row of rows)
          this.know(kind, { id: row.id ?? '', slug: row.slug ?? '', key: row[key] ?? '' });
      }
      await this.loadExternal(manager, kind, all);
      const missing = all.filter((name) => this.find(kind, name) === undefined);
      for (const { id, key: name, target } of await redirectsOf(manager, kind, missing)) {
        this.merged.set(`${kind.name}:${id}`, target);
        this.merged.set(`${kind.name}:${name}`, target);
      }
    }
    this.wanted.clear();
  }

  /** Finds the records of a kind that are named by what another register calls them. */
  private async loadExternal(
    manager: EntityManager,
    kind: KindModel,
    names: readonly string[],
  ): Promise<void> {
    const values = names.flatMap((name) => EXTERNAL.exec(name)?.[2] ?? []);
    if (values.length === 0) return;
    const rows = await rowsWhere<{ scheme: string; value: string; record_id: string }>(
      manager,
      {
        table: kindNamed(this.model, 'ExternalId').table,
        columns: ['scheme', 'value', 'record_id'],
        column: 'value',
      },
      values,
    );
    for (const { scheme, value, record_id: id } of rows) {
      if (id.startsWith(`${kind.prefix}_`)) this.declare(kind, [`${scheme}:${value}`], id);
    }
  }

  /** Notes a record that the change set makes. */
  declare(kind: KindModel, names: readonly unknown[], id: string): void {
    for (const name of [...names, id]) {
      if (typeof name === 'string') this.ids.set(`${kind.name}:${name}`, id);
    }
  }

  /** The id of a record, by id, key, slug or what another register calls it; of a merged one, that of the record it was merged into. */
  find(kind: KindModel, name: string): string | undefined {
    return this.ids.get(`${kind.name}:${name}`) ?? this.merged.get(`${kind.name}:${name}`);
  }

  /** The same of a record of any kind: its id, or its kind and key, such as `event:camp`. */
  findAny(name: string): string | undefined {
    const named = this.partsOf(name);
    return named ? this.find(named.kind, named.name) : undefined;
  }

  /** True when the id is that of a record in the database. */
  isLiving(id: string): boolean {
    return this.living.has(id);
  }

  /** The record that a merged one was merged into. */
  mergedInto(kind: KindModel, name: string): string | undefined {
    return this.merged.get(`${kind.name}:${name}`);
  }

  private know(kind: KindModel, { id, slug, key }: Keys): void {
    this.living.add(id);
    this.declare(kind, [slug, key], id);
  }

  private partsOf(name: unknown): { kind: KindModel; name: string } | undefined {
    if (typeof name !== 'string') return undefined;
    const colon = name.indexOf(':');
    if (colon < 0) {
      const kind = kindOfId(this.model, name);
      return kind?.written ? { kind, name } : undefined;
    }
    const kind = [...this.model.kinds.values()].find(
      ({ singular, written }) => written && singular === name.slice(0, colon),
    );
    return kind && { kind, name: name.slice(colon + 1) };
  }
}
