import { Column } from 'typeorm';
import { IsOptional, IsString, Length } from 'class-validator';

/** What a person writes down: a longer text in one to three languages. */
export interface ProseInput {
  readonly ar?: string | null;
  readonly en?: string | null;
  readonly fr?: string | null;
}

/** A longer text in Arabic, English and French: a description, a remark. It is read, not sorted or filtered. */
export class Prose {
  @Column({ type: 'text', nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 10_000)
  ar!: string | null;

  @Column({ type: 'text', nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 10_000)
  en!: string | null;

  @Column({ type: 'text', nullable: true })
  @IsOptional()
  @IsString()
  @Length(1, 10_000)
  fr!: string | null;

  /** Builds the value; a missing language stays null. */
  static of(input: ProseInput | null | undefined): Prose {
    const prose = new Prose();
    prose.ar = input?.ar ?? null;
    prose.en = input?.en ?? null;
    prose.fr = input?.fr ?? null;
    return prose;
  }
}
