import { Column } from 'typeorm';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { fold } from '../../text/fold.js';
import { sortKey } from '../../text/sort-key.js';
import { LANGS, type Lang } from './lang.js';

/** What a person writes down: a text in one to three languages, and which of them is the original. */
export interface NamesInput {
  readonly ar?: string | null;
  readonly en?: string | null;
  readonly fr?: string | null;
  /** The language that the source uses; null when none of the three is known to be it. */
  readonly original?: Lang | null;
}

/**
 * A short text in Arabic, English and French: a name, a title, a slogan. Beside each text stand its fold, by which it is
 * filtered, and its sort key, so that both databases agree (see `src/text`).
 */
export class Names {
  @Column({ type: 'varchar', length: 500, nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  ar!: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  en!: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 500)
  fr!: string | null;

  @Column({ type: 'varchar', length: 2, nullable: true })
  @IsOptional()
  @IsIn(LANGS)
  original!: Lang | null;

  @Column({ type: 'varchar', length: 1500, nullable: true })
  arFold!: string | null;

  @Column({ type: 'varchar', length: 1500, nullable: true })
  enFold!: string | null;

  @Column({ type: 'varchar', length: 1500, nullable: true })
  frFold!: string | null;

  @Column({ type: 'text', nullable: true })
  arSort!: string | null;

  @Column({ type: 'text', nullable: true })
  enSort!: string | null;

  @Column({ type: 'text', nullable: true })
  frSort!: string | null;

  /** Builds the value with its folds and sort keys. A missing language stays null; null gives a value with no text at all. */
  static of(input: NamesInput | null | undefined): Names {
    const names = new Names();
    names.ar = input?.ar ?? null;
    names.en = input?.en ?? null;
    names.fr = input?.fr ?? null;
    names.original = input?.original ?? null;
    return Object.assign(names, derivedTexts(names));
  }
}

/** What is stored beside the texts of a name, by the property that holds it. */
export function derivedTexts(texts: Readonly<Record<'ar' | 'en' | 'fr', unknown>>) {
  const of = (derive: (text: string) => string, text: unknown) =>
    typeof text === 'string' ? derive(text) : null;
  return {
    arFold: of(fold, texts.ar),
    enFold: of(fold, texts.en),
    frFold: of(fold, texts.fr),
    arSort: of(sortKey, texts.ar),
    enSort: of(sortKey, texts.en),
    frSort: of(sortKey, texts.fr),
  };
}
