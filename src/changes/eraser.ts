import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { derivedTexts } from '../domain/values/names.js';
import type { InputPath } from '../model/errors.js';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import { FOREVER, historyTableName, VALID_TO } from '../model/naming.js';
import type { Head } from '../store/head.js';
import { wordsOf } from '../text/words.js';
import { giveNewIds } from './new-ids.js';
import type { Problems } from './problems.js';
import { indexRecords } from './search-index.js';

/** A record that an erasure has changed, as it is afterwards. */
export interface ErasedRecord {
  readonly kind: KindModel;
  readonly id: string;
  readonly slug: string;
  readonly version: number;
}

/** Another record whose texts still have one of the person's names in them. */
export interface Mention {
  readonly kind: string;
  readonly slug: string;
}

/** What an erasure has come to. */
export interface Erasure {
  /** The id that the person has now. */
  readonly id: string;
  /** The records that were changed: the person, and those whose slug named them. */
  readonly changed: readonly ErasedRecord[];
  readonly mentions: readonly Mention[];
}

/** What an erased person is called. */
const NOBODY = { ar: 'شخص محذوف', en: 'Erased person', fr: 'Personne effacée' };

/** Kinds whose records say something of the person that only makes sense with the person: they go. */
const GOING = ['Citation', 'ExternalId'];

/** Words of a slug that are shorter tell nobody apart. */
const SHORTEST_WORD = 3;

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly slug: string };

/** One erasure, in its transaction. */
export class Eraser {
  private readonly kind: KindModel;
  private readonly id: string;
  /** The person, and those who were merged into it: they were the same. */
  private ids: readonly string[] = [];
  private changed: readonly ErasedRecord[] = [];

  constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
    private readonly asked: { readonly id: string; readonly path: InputPath },
    private readonly problems: Problems,
  ) {
    this.kind = kindNamed(model, 'Person');
    this.id = asked.id;
  }

  /** Erases the person as the work of an open change set; null, and told why, when there is nobody to erase. */
  async erase(head: Head): Promise<Erasure | null> {
    const { path } = this.asked;
    const [other] = await this.query<{ target_id: string }>(
      'SELECT "target_id" FROM "redirect" WHERE "id" = $',
      [this.id],
    );
    if (other) {
      this.problems.at(path, 'GONE', 'merged', { id: other.target_id });
      return null;
    }
    const merged = await this.query<{ id: string }>('SELECT "id" FROM "redirect" WHERE "target_id" = $', [
      this.id,
    ]);
    this.ids = [this.id, ...merged.map((row) => row.id)];
    const versions = await this.versionsOf(this.kind, 'id');
    if (versions.length === 0) {
      this.problems.at(path, 'NOT_FOUND', 'notFound', { kind: this.kind.name });
      return null;
    }
    const mentions = await this.mentions(versions);
    const slugs = new Set(versions.map(({ slug }) => slug));
    await this.forgetChanges(slugs);
    await this.emptyRecord(head);
    const related = await this.renameRelated(tellingWords(versions), head);
    await this.forgetIds(related);
    for (const name of GOING) await this.remove(kindNamed(this.model, name), 'record_id');
    await indexRecords(this.manager, this.kind, this.ids.slice(0, 1));
    await this.forgetSearched();
    await this.forgetWords();
    return { id: this.ids[0] ?? '', changed: this.changed, mentions };
  }

  /** The record as it is and, where the database keeps them, as it was before. */
  private async versionsOf(kind: KindModel, column: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (const table of this.tablesOf(kind)) {
      for (const id of this.ids) {
        rows.push(...(await this.query<Row>(`SELECT * FROM "${table}" WHERE "${column}" = $`, [id])));
      }
    }
    return rows;
  }

  /** The table of a kind, and that of its history. */
  private tablesOf({ table }: KindModel): readonly [string, string] {
    return [table, historyTableName(table)];
  }

  private async emptyRecord({ moment }: Head): Promise<void> {
    const emptied = emptiedColumns(this.kind);
    const set = Object.keys(emptied).map((column) => `"${column}" = $`);
    const values = Object.values(emptied);
    const [table, past] = this.tablesOf(this.kind);
    await this.query(
      `UPDATE "${table}" SET ${set.join(', ')}, "version" = "version" + 1, "updated_at" = $ WHERE "id" = $`,
      [...values, moment, this.id],
    );
    for (const id of this.ids) {
      await this.query(`UPDATE "${past}" SET ${set.join(', ')} WHERE "id" = $`, [...values, id]);
    }
    await this.query('DELETE FROM "redirect" WHERE "target_id" = $', [this.id]);
    await this.note(this.kind, this.id);
  }

  /**
   * Removes what change sets noted of the person: what it takes to undo them, the values before and after, and the
   * results that are kept for who sends the same again. That they were made, and by whom, stays.
   */
  private async forgetChanges(slugs: ReadonlySet<string>): Promise<void> {
    const [changeSets, revisions, changes] = ['ChangeSet', 'Revision', 'FieldChange'].map((name) =>
      kindNamed(this.model, name),
    );
    if (!changeSets || !revisions || !changes) return;
    const { table } = revisions;
    const parts: Row[] = [];
    for (const name of GOING)
      parts.push(...(await this.versionsOf(kindNamed(this.model, name), 'record_id')));
    for (const id of [...this.ids, ...parts.map((part) => part.id)]) {
      const own = `SELECT "id" FROM "${table}" WHERE "record_id" = $`;
      const sets = `SELECT "change_set_id" FROM "${table}" WHERE "record_id" = $`;
      await this.blank(changes, ['before', 'after'], `"revision_id" IN (${own})`, [id]);
      await this.blank(changeSets, ['outcome'], `"id" IN (${sets})`, [id]);
      await this.blank(revisions, ['before'], '"record_id" = $', [id]);
    }
    // Other records name the person by a slug, alone or in a list.
    const position = this.isPostgres ? 'strpos' : 'instr';
    for (const slug of slugs) {
      for (const column of ['before', 'after']) {
        const isNamed = `${position}(', ' || "${column}" || ', ', $) > 0`;
        await this.blank(changes, [column], isNamed, [`, ${slug}, `]);
      }
    }
  }

  /** Empties columns of rows, and of all their versions. */
  private async blank(
    kind: KindModel,
    columns: readonly string[],
    condition: string,
    values: readonly unknown[],
  ): Promise<void> {
    const set = columns.map((column) => `"${column}" = NULL`).join(', ');
    for (const table of this.tablesOf(kind)) {
      await this.query(`UPDATE "${table}" SET ${set} WHERE ${condition}`, values);
    }
  }

  /** Gives records that refer to the person another slug, where theirs has a word of the person's in it; tells their ids. */
  private async renameRelated(words: ReadonlySet<string>, { moment }: Head): Promise<string[]> {
    const renamed: string[] = [];
    for (const kind of this.model.kinds.values()) {
      for (const field of kind.fields.values()) {
        if (field.type !== 'toOne' || field.target !== this.kind.name) continue;
        const slugs = new Map<string, string>();
        for (const { id, slug } of await this.versionsOf(kind, field.column)) {
          if (slug.split('-').some((word) => words.has(word))) slugs.set(id, neutralSlug());
        }
        const [table, past] = this.tablesOf(kind);
        for (const [id, slug] of slugs) {
          await this.query(
            `UPDATE "${table}" SET "slug" = $, "version" = "version" + 1, "updated_at" = $ WHERE "id" = $`,
            [slug, moment, id],
          );
          await this.query(`UPDATE "${past}" SET "slug" = $ WHERE "id" = $`, [slug, id]);
          await this.note(kind, id);
        }
        await indexRecords(this.manager, kind, [...slugs.keys()]);
        renamed.push(...slugs.keys());
      }
    }
    return renamed;
  }

  /** Ids follow from slugs: whoever guesses the name could tell by them that it was right. */
  private async forgetIds(related: readonly string[]): Promise<void> {
    const ids = await giveNewIds(this.model, this.manager, [...this.ids, ...related]);
    this.ids = this.ids.map((id) => ids.get(id) ?? id);
    this.changed = this.changed.map((record) => ({ ...record, id: ids.get(record.id) ?? record.id }));
  }

  /** Removes the records of a kind that are about the person, and all that was kept of them. */
  private async remove(kind: KindModel, column: string): Promise<void> {
    for (const table of this.tablesOf(kind)) {
      for (const id of this.ids) await this.query(`DELETE FROM "${table}" WHERE "${column}" = $`, [id]);
    }
  }

  /** Removes what could be found of the changed records in the past. */
  private async forgetSearched(): Promise<void> {
    for (const table of ['search_text', 'search_word'].map(historyTableName)) {
      for (const id of [...this.ids, ...this.changed.map((record) => record.id)]) {
        await this.query(`DELETE FROM "${table}" WHERE "record_id" = $ AND "${VALID_TO}" <> $`, [
          id,
          FOREVER,
        ]);
      }
    }
  }

  /** Removes from what mistyped words are found by those that no name has any more, this person's among them. */
  private async forgetWords(): Promise<void> {
    await this.query(
      `DELETE FROM "search_near" WHERE NOT EXISTS (SELECT 1 FROM "search_word" w JOIN "search_text" t ON t."record_id" = w."record_id" AND t."field" = w."field" AND t."lang" = w."lang" WHERE w."form" IN ('w', 's') AND w."term" = "search_near"."word" AND t."is_name" = 1)`,
      [],
    );
  }

  /** Where else a name of the person is written out. */
  private async mentions(versions: readonly Row[]): Promise<Mention[]> {
    const columns = ['ar', 'en', 'fr'].map((lang) => `name_${lang}`);
    const names = new Set(versions.flatMap((row) => columns.map((column) => row[column])));
    const found = new Map<string, Mention>();
    const position = this.isPostgres ? 'strpos' : 'instr';
    for (const name of names) {
      if (typeof name !== 'string') continue;
      const rows = await this.query<Mention>(
        `SELECT DISTINCT "kind", "slug" FROM "search_text" WHERE ${position}("text", $) > 0 AND "record_id" <> $`,
        [name, this.id],
      );
      for (const row of rows) found.set(`${row.kind} ${row.slug}`, row);
    }
    return [...found.values()].sort((a, b) => (`${a.kind} ${a.slug}` < `${b.kind} ${b.slug}` ? -1 : 1));
  }

  private async note(kind: KindModel, id: string): Promise<void> {
    const [row] = await this.query<{ slug: string; version: number }>(
      `SELECT "slug", "version" FROM "${kind.table}" WHERE "id" = $`,
      [id],
    );
    if (row) this.changed = [...this.changed, { kind, id, ...row }];
  }

  /** Runs a statement whose placeholders are written `$`, whatever the database. */
  private query<Result>(text: string, values: readonly unknown[]): Promise<Result[]> {
    let index = 0;
    const written = text.replaceAll('$', () => (this.isPostgres ? `$${(index += 1)}` : '?'));
    return this.manager.query(written, [...values]) as Promise<Result[]>;
  }

  private get isPostgres(): boolean {
    return this.manager.connection.options.type === 'postgres';
  }
}

/** What is written into the columns of a person: nothing, but for a name and a slug that say nothing. */
function emptiedColumns(kind: KindModel): Record<string, string | null> {
  const emptied: Record<string, string | null> = {};
  for (const field of kind.fields.values()) {
    if (['id', 'version', 'createdAt', 'updatedAt'].includes(field.name)) continue;
    if (field.type === 'column') emptied[field.column] = field.name === kind.key ? neutralSlug() : null;
    if (field.type !== 'value') continue;
    const texts: Readonly<Record<string, string | null>> =
      field.value === 'names' && !field.nullable ? { ...NOBODY, ...derivedTexts(NOBODY) } : {};
    for (const [property, column] of Object.entries(field.columns)) emptied[column] = texts[property] ?? null;
  }
  return emptied;
}

/** The words by which a slug may tell of the person: those of slugs, and of names in Latin letters. */
function tellingWords(versions: readonly Row[]): ReadonlySet<string> {
  const words = versions.flatMap(({ slug, name_en_fold: english, name_fr_fold: french }) => [
    ...slug.split('-'),
    ...[english, french].flatMap((name) => (typeof name === 'string' ? wordsOf(name) : [])),
  ]);
  return new Set(words.filter(({ length }) => length >= SHORTEST_WORD));
}

function neutralSlug(): string {
  return `erased-${randomBytes(8).toString('hex')}`;
}
