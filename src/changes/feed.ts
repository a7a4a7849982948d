import { kindNamed, type Model } from '../model/model.js';
import type { Reader } from '../store/store.js';

/** A change set as the feed tells of it. */
export interface FeedEntry {
  /** Its place in the order of change sets: a durable cursor. */
  readonly sequence: number;
  /** The line of JSON that tells of it. */
  readonly json: string;
}

/** How many change sets are read at once. */
const PAGE = 100;

/** How many of its records an entry names; `recordCount` says how many there are. */
const MOST_RECORDS = 1000;

/** The feed of change sets, in the order in which they can be seen, to those who see a model. */
export class Feed {
  constructor(
    private readonly model: Model,
    private readonly reader: Reader,
    private readonly dialect: 'sqlite' | 'postgres',
  ) {}

  /** The number of the last change set; 0 when there is none. */
  async last(): Promise<number> {
    const [text] = await this.reader.read([
      { text: 'SELECT CAST("sequence" AS text) FROM "registry_head"', values: [], light: true },
    ]);
    return Number(text);
  }

  /** The change sets after a number, oldest first: a page of them, of which there may be more. */
  async after(sequence: number): Promise<FeedEntry[]> {
    const [text] = await this.reader.read([{ text: this.statement(), values: [sequence] }]);
    const entries = JSON.parse(String(text)) as { readonly sequence: number }[];
    return entries.map((entry) => ({ sequence: entry.sequence, json: JSON.stringify(entry) }));
  }

  private statement(): string {
    const isSqlite = this.dialect === 'sqlite';
    const [object, list, after] = isSqlite
      ? ['json_object', 'json_group_array', '?']
      : ['json_build_object', 'json_agg', 'CAST($1 AS integer)'];
    const { table: sets } = kindNamed(this.model, 'ChangeSet');
    const { table: revisions, naming } = kindNamed(this.model, 'Revision');
    const one = `${object}('id', r."record_id", 'action', r."action")`;
    const hidden = (naming?.hidden ?? []).map((name) => `'${name}'`).join(', ');
    const seen = (hidden === '' ? [] : (naming?.columns ?? [])).map(
      (column) => ` AND ("${column}" IS NULL OR "${column}" NOT IN (${hidden}))`,
    );
    const own = `FROM "${revisions}" WHERE "change_set_id" = c."id"${seen.join('')}`;
    const some = `SELECT * ${own} ORDER BY "slug" LIMIT ${MOST_RECORDS}`;
    // Of no rows PostgreSQL makes no list.
    const records = `(SELECT coalesce(${list}(${one}), '[]') FROM (${some}) r)`;
    const count = `(SELECT count(*) ${own})`;
    const entry = `${object}('sequence', c."sequence", 'id', c."id", 'author', c."author", 'message', c."message", 'moment', c."created_at", 'recordCount', ${count}, 'records', ${isSqlite ? `json(${records})` : records})`;
    const page = `SELECT * FROM "${sets}" WHERE "sequence" > ${after} ORDER BY "sequence" LIMIT ${PAGE}`;
    return `SELECT coalesce(CAST(${list}(${entry}${isSqlite ? '' : ' ORDER BY c."sequence"'}) AS text), '[]') FROM (${page}) c`;
  }
}
