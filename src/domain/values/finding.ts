import { registerEnumType } from 'type-graphql';
import { labelEnum } from './labels.js';

/** How bad a finding is. */
export enum Severity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
  INFO = 'INFO',
}

registerEnumType(Severity, {
  name: 'FindingSeverity',
  description: 'How bad a finding is.',
  valuesConfig: {
    ERROR: { description: 'What is recorded cannot all be true: correct it.' },
    WARNING: { description: 'It is most likely wrong, or cannot be relied on: look at the source.' },
    INFO: { description: 'Nothing is wrong, but something is missing or worth a look.' },
  },
});

labelEnum(Severity, {
  ERROR: ['خطأ', 'Erreur'],
  WARNING: ['تنبيه', 'Avertissement'],
  INFO: ['للعلم', 'Information'],
});

/** A text for readers, in the three languages of the registry. */
export type Texts = Readonly<Record<'ar' | 'en' | 'fr', string>>;

/** What a rule of data quality is called, what it says of the records that it finds, and how it finds them. */
export interface FindingOptions {
  /** Its name for programs, such as `NO_SOURCE`; rules of several kinds may share it, and then its texts. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is called, in a few words. */
  readonly label: Texts;
  /** What is wrong, and what to do about it. */
  readonly message: Texts;
  readonly rule: FindingRule;
}

/**
 * A rule says what is wrong for certain, in the words of the model: what is not stated, or only vaguely, is not wrong. The
 * planner compiles it.
 */
export type FindingRule = RecordRule | GroupRule;

/** Finds records one by one. */
export interface RecordRule {
  readonly finds: Condition;
  /** Relations of the record whose records the finding is about as well. */
  readonly with?: readonly string[];
}

/** Finds records that stand together: several that share what only one should have. */
export interface GroupRule {
  /** Fields that are the same and known in all of them; a name is the same when it folds to the same text in a language. */
  readonly sharing: readonly string[];
  /** Fields that are the same, or not stated in any of them. */
  readonly alike?: readonly string[];
  /** Only records that fulfil this count. */
  readonly where?: Where;
  /** At least one of them fulfils this. */
  readonly some?: Where;
  /** A quantity of which no number can be true of all of them. */
  readonly disagreeing?: string;
  /** A shared number, such as a place: a record alike but for it comes after, nearer than there are records in the group. */
  readonly followedWithin?: { readonly field: string; readonly by: Where };
}

/** A filter as the `where` of the kind takes it. */
export type Where = Readonly<Record<string, unknown>>;

export type Condition =
  | { readonly where: Where }
  | { readonly compare: readonly [Operand, ComparisonSign, Operand] }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export type ComparisonSign = '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * Something that is known of a record, or is not: then no comparison with it holds. A path leads over to-one relations
 * to a field, or to a part of a value: `parent.period.latest`. Of several paths the first that is known counts. Dates that
 * the source calls approximate are not known.
 */
export type Operand =
  | string
  | readonly string[]
  | number
  /** The number of days from one date to another, both included. */
  | { readonly days: readonly [from: Operand, to: Operand] }
  /** The name of the weekday of the first date that is stated, where its day is known. */
  | { readonly weekdayOf: readonly string[] }
  /** The month or the day of the month of a day. */
  | { readonly part: 'month' | 'day'; readonly of: string }
  /** How many records a to-many relation leads to; `distinct` counts different records of a relation of theirs. */
  | { readonly count: string; readonly distinct?: string; readonly where?: Where }
  /** The sum, or the greatest, of the amounts of related records in the currency that a path leads to. */
  | { readonly sum: string; readonly in: string }
  | { readonly greatest: string; readonly in: string };

/** True for a rule about records that stand together. */
export function isGroupRule(rule: FindingRule): rule is GroupRule {
  return 'sharing' in rule;
}

/** True for an operand that is the first known of several paths. */
export function isPaths(operand: Operand): operand is readonly string[] {
  return Array.isArray(operand);
}
