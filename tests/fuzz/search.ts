import type { KindModel, Model } from '../../src/model/model.js';
import { isSearched, searchedFields } from '../../src/model/searched.js';
import { fold } from '../../src/text/fold.js';
import { nearForms, nearKeys } from '../../src/text/near.js';
import { stems } from '../../src/text/stem.js';
import { words } from '../../src/text/words.js';
import { sortBy } from './logic.js';
import type { Row, World } from './world.js';

/** A text that was found, and how well it answers: the lower, the better. */
export interface Found {
  readonly kind: KindModel;
  readonly row: Row;
  readonly field: string;
  readonly lang: string;
  readonly text: string;
  readonly rank: number;
}

/** A text that is looked through, taken apart once. */
interface Text extends Omit<Found, 'rank'> {
  readonly isName: boolean;
  readonly folded: string;
  readonly words: ReadonlySet<string>;
  readonly stems: ReadonlySet<string>;
}

/** Searches by going through every text of every record. */
export class Search {
  private readonly texts: readonly Text[];
  /** Words and stems of names by what they may be mistyped as: only these are recognised then. */
  private readonly names = new Map<string, string[]>();
  private readonly near = new Map<string, ReadonlySet<string> | null>();

  constructor(private readonly world: World) {
    this.texts = searched(world.model).flatMap((kind) => world.of(kind).flatMap((row) => textsOf(kind, row)));
    const named = this.texts.flatMap((text) => (text.isName ? [...text.words, ...text.stems] : []));
    for (const word of new Set(named)) {
      for (const form of nearForms(word)) this.names.set(form, [...(this.names.get(form) ?? []), word]);
    }
  }

  /** The best text of each record that is found, in order. */
  find(query: string, kinds: readonly string[] | undefined): Found[] {
    const all = searched(this.world.model);
    const found = this.texts.flatMap((text): (Found & { readonly length: number })[] => {
      if (kinds && !kinds.includes(constantOf(text.kind))) return [];
      const rank = this.rankOf(text, query);
      return rank === null ? [] : [{ ...text, rank, length: text.folded.length }];
    });
    const best = new Map<unknown, Found & { readonly length: number }>();
    const perText = sortBy(found, ({ rank, length, field, lang }) => [rank, length, field, lang], []);
    for (const one of perText) if (!best.has(one.row.id)) best.set(one.row.id, one);
    return sortBy(
      [...best.values()],
      ({ rank, length, kind, row }) => [rank, length, all.indexOf(kind), row.slug ?? null],
      [],
    );
  }

  private rankOf(text: Text, query: string): number | null {
    const sought = [...new Set(words(query))];
    const last = sought.at(-1) ?? '';
    const begun = (word: string) =>
      word === last && [...word].length >= 2 && [...text.words].some((other) => other.startsWith(word));
    const levels = [
      [2, (word: string) => text.words.has(word)],
      [3, (word: string) => text.words.has(word) || begun(word)],
      [4, (word: string) => stems(word).some((stem) => text.stems.has(stem))],
      [6, (word: string) => this.isNearly(word, text)],
    ] as const;
    const level = levels.find(([, matches]) => sought.every(matches))?.[0];
    if (level === undefined) return null;
    if (text.isName && text.text === query.normalize('NFC').trim()) return 0;
    if (text.isName && text.folded === fold(query)) return 1;
    if (level === 6) return text.isName ? 6 : 7;
    return text.isName ? level : 5;
  }

  private isNearly(word: string, text: Text): boolean {
    const near = this.nearTo(word);
    // Short words and numbers have no near ones: they must be right, or of the same stem.
    if (near === null) return stems(word).some((stem) => text.stems.has(stem));
    return [...text.words, ...text.stems].some((other) => other === word || near.has(other));
  }

  private nearTo(word: string): ReadonlySet<string> | null {
    let near = this.near.get(word);
    if (near === undefined) {
      const keys = [word, ...stems(word)].flatMap(nearKeys);
      near = keys.length === 0 ? null : new Set(keys.flatMap((key) => this.names.get(key) ?? []));
      this.near.set(word, near);
    }
    return near;
  }
}

/** The name that the enum of kinds has for a kind. */
export function constantOf({ name }: KindModel): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The kinds that are looked through. */
export function searched(model: Model): KindModel[] {
  return [...model.kinds.values()].filter(isSearched);
}

function textsOf(kind: KindModel, row: Row): Text[] {
  return searchedFields(kind).flatMap(({ name, isName, columns }) =>
    columns.flatMap(({ lang, column }) => {
      const text = row[column];
      if (typeof text !== 'string') return [];
      const found = new Set(words(text));
      return [
        {
          kind,
          row,
          field: name,
          lang,
          text,
          isName,
          folded: fold(text),
          words: found,
          stems: new Set([...found].flatMap(stems)),
        },
      ];
    }),
  );
}
