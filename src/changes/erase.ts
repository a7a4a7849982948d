import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { addToAudit, AuditAction } from '../access/audit.js';
import { ChangeSet } from '../domain/change-set.js';
import { Revision, RevisionAction } from '../domain/revision.js';
import { derivedTexts } from '../domain/values/names.js';
import { Prose } from '../domain/values/prose.js';
import { kindNamed, type KindModel, type Model } from '../model/model.js';
import { FOREVER, historyTableName, VALID_TO } from '../model/naming.js';
import { beginChange, endChange, type Head } from '../store/head.js';
import type { Store } from '../store/store.js';
import { wordsOf } from '../text/words.js';
import { idOf } from './draft.js';
import { indexRecords } from './search-index.js';

/** What became of a person who was erased. */
export interface Erasure {
  /** How many records were changed: the person, and those whose slug named them. */
  readonly records: number;
  /** Other records whose texts still have one of the names in them, for editors to look at. */
  readonly mentions: readonly { readonly kind: string; readonly slug: string }[];
}

/** Thrown when nobody can be erased; the message says why. */
export class ErasureError extends Error {}

/** What an erased person is called. */
const NOBODY = { ar: 'شخص محذوف', en: 'Erased person', fr: 'Personne effacée' };

/** Kinds whose records say something of the person that only makes sense with the person: they go. */
const GOING = ['Citation', 'ExternalId'];

/** Words of a slug that are shorter tell nobody apart. */
const SHORTEST_WORD = 3;

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly slug: string };

/**
 * Erases a person: names, honorific, remarks and personal details go from the record, from every earlier version of it and
 * from the index of search, and so do its citations and what it is called in other registers. What stays is that somebody
 * took part: the record under its id with a name that says nothing, its country, and all that refers to it. Slugs of those
 * records that have a word of the person's slug in them are changed as well. Throws an {@link ErasureError} when there is
 * no such person.
 */
export async function erasePerson(model: Model, store: Store, id: string, actor: string): Promise<Erasure> {
  const touched = new Set<string>(['search_text', 'search_word', 'search_near']);
  const erasure = await store.transaction(async (manager) => {
    const eraser = new Eraser(model, manager, id, touched);
    return eraser.erase(actor);
  });
  await store.scrub([...touched]);
  return erasure;
}

/** One erasure, in its transaction. */
class Eraser {
  private readonly kind: KindModel;
  /** The person, and those who were merged into it: they were the same. */
  private ids: readonly string[] = [];
  private changed: { readonly kind: KindModel; readonly id: string; readonly version: number }[] = [];

  constructor(
    private readonly model: Model,
    private readonly manager: EntityManager,
    private readonly id: string,
    private readonly touched: Set<string>,
  ) {
    this.kind = kindNamed(model, 'Person');
  }

  async erase(actor: string): Promise<Erasure> {
    const key = randomBytes(8).toString('hex');
    const changeSetId = idOf(kindNamed(this.model, 'ChangeSet'), key);
    const head = await beginChange(this.manager, changeSetId);
    const merged = await this.query<{ id: string }>('SELECT "id" FROM "redirect" WHERE "target_id" = $', [
      this.id,
    ]);
    this.ids = [this.id, ...merged.map((row) => row.id)];
    const versions = await this.versionsOf(this.kind, 'id');
    const [person] = versions;
    if (!person) throw new ErasureError('No person has this id. Take it from the field `id` of the record.');
    const mentions = await this.mentions(versions);
    const slugs = new Set(versions.map(({ slug }) => slug));
    await this.forgetChanges(slugs);
    await this.emptyRecord(head);
    await this.renameRelated(tellingWords(versions), head);
    for (const name of GOING) await this.remove(kindNamed(this.model, name), 'record_id');
    await indexRecords(this.manager, this.kind, [this.id]);
    await this.forgetSearched();
    await this.forgetWords();
    await this.record(key, head, actor);
    await endChange(this.manager, { made: true });
    const records = this.changed.length;
    await addToAudit(this.manager, [
      { actor, action: AuditAction.PERSON_ERASED, subject: this.id, detail: { records } },
    ]);
    return { records, mentions };
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
    await this.query('UPDATE "redirect" SET "key" = "id" WHERE "target_id" = $', [this.id]);
    this.touched.add(table).add(past).add('redirect');
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
      this.touched.add(table);
    }
  }

  /** Gives records that refer to the person another slug, where theirs has a word of the person's in it. */
  private async renameRelated(words: ReadonlySet<string>, { moment }: Head): Promise<void> {
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
        if (slugs.size > 0) this.touched.add(table).add(past);
        await indexRecords(this.manager, kind, [...slugs.keys()]);
      }
    }
  }

  /** Removes the records of a kind that are about the person, and all that was kept of them. */
  private async remove(kind: KindModel, column: string): Promise<void> {
    for (const table of this.tablesOf(kind)) {
      for (const id of this.ids) await this.query(`DELETE FROM "${table}" WHERE "${column}" = $`, [id]);
      this.touched.add(table);
    }
  }

  /** Removes what could be found of the changed records in the past. */
  private async forgetSearched(): Promise<void> {
    for (const table of ['search_text', 'search_word'].map(historyTableName)) {
      this.touched.add(table);
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
  private async mentions(versions: readonly Row[]): Promise<Erasure['mentions']> {
    const columns = ['ar', 'en', 'fr'].map((lang) => `name_${lang}`);
    const names = new Set(versions.flatMap((row) => columns.map((column) => row[column])));
    const found = new Map<string, { kind: string; slug: string }>();
    const position = this.isPostgres ? 'strpos' : 'instr';
    for (const name of names) {
      if (typeof name !== 'string') continue;
      const rows = await this.query<{ kind: string; slug: string }>(
        `SELECT DISTINCT "kind", "slug" FROM "search_text" WHERE ${position}("text", $) > 0 AND "record_id" <> $`,
        [name, this.id],
      );
      for (const row of rows) found.set(`${row.kind} ${row.slug}`, row);
    }
    return [...found.values()].sort((a, b) => (`${a.kind} ${a.slug}` < `${b.kind} ${b.slug}` ? -1 : 1));
  }

  private async note(kind: KindModel, id: string): Promise<void> {
    const [row] = await this.query<{ version: number }>(
      `SELECT "version" FROM "${kind.table}" WHERE "id" = $`,
      [id],
    );
    if (row) this.changed.push({ kind, id, version: row.version });
  }

  /** Records the change set; what it did to each record is told without what was there before. */
  private async record(key: string, { sequence, moment }: Head, author: string): Promise<void> {
    const stamps = (kind: string, slug: string) => ({
      id: idOf(kindNamed(this.model, kind), slug),
      slug,
      version: 1,
      createdAt: moment,
      updatedAt: moment,
      note: Prose.of(null),
    });
    const changeSet = { ...stamps('ChangeSet', key), author, sequence, message: 'A person was erased.' };
    await this.manager.insert(ChangeSet, changeSet);
    for (const { id, version } of this.changed) {
      await this.manager.insert(Revision, {
        ...stamps('Revision', `${id.replace('_', '-')}-${version}`),
        changeSet: { id: changeSet.id },
        recordId: id,
        action: RevisionAction.UPDATED,
        recordVersion: version,
      });
    }
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
