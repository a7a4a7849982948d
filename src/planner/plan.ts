import type {
  ColumnField,
  Dimension,
  Encoding,
  Join,
  KindModel,
  ToManyField,
  ToOneField,
  ValueField,
} from '../model/model.js';
import type { Lang } from '../domain/values/lang.js';
import type { FindingsPlan } from './finding-plan.js';
import type { VariableText } from './sql.js';

/**
 * The plan of one operation: a plain tree that says what is asked, without a word of SQL. `src/planner/compile*`
 * turns it into one statement a root field.
 */
export interface OperationPlan {
  readonly roots: readonly RootPlan[];
  /** True when the JSON of the database is the answer; false when computed fields have yet to be worked out. */
  readonly complete: boolean;
}

export interface RootPlan {
  readonly key: string;
  /** The moment as of which it is asked, as history writes moments; left out for what stands now. */
  readonly asOf?: string | VariableText;
  readonly value: RootValue;
}

export type RootValue =
  | { readonly type: 'literal'; readonly json: string }
  | {
      readonly type: 'record';
      readonly kind: KindModel;
      readonly column: string;
      readonly value: string | VariableText;
      readonly object: ObjectPlan;
    }
  | { readonly type: 'records'; readonly records: readonly RootValue[] }
  | { readonly type: 'connection'; readonly connection: ConnectionPlan }
  | { readonly type: 'registry'; readonly entries: readonly RegistryEntry[] }
  | { readonly type: 'search'; readonly search: SearchPlan }
  | { readonly type: 'findings'; readonly findings: FindingsPlan };

export interface RegistryEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'dataVersion' | 'updatedAt' }
    | {
        readonly type: 'counts';
        readonly kinds: readonly KindModel[];
        readonly fields: readonly { readonly key: string; readonly name: string }[];
      };
}

/** What is searched for, in the forms in which the index holds it. */
export interface SearchPlan {
  readonly text: string;
  readonly folded: string;
  readonly words: readonly SearchWord[];
  /** The kinds in which to search, in the order in which they come when all else is equal. */
  readonly kinds: readonly KindModel[];
  readonly count: number;
  readonly entries: readonly SearchEntry[];
}

export interface SearchWord {
  readonly word: string;
  readonly stems: readonly string[];
  /** Under what those words are kept that differ by one letter. */
  readonly near: readonly string[];
}

export interface SearchEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'totalCount' }
    | { readonly type: 'nodes'; readonly entries: readonly SearchResultEntry[] };
}

export interface SearchResultEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'kind' | 'level' | 'field' | 'lang' | 'text' | 'highlights' }
    | {
        readonly type: 'record';
        readonly arms: readonly { readonly kind: KindModel; readonly object: ObjectPlan }[];
      };
}

/** The members of a JSON object, in the order in which they were asked. */
export type ObjectPlan = readonly Entry[];

export interface Entry {
  readonly key: string;
  readonly value: ValuePlan;
}

/** How a member is made from a row. */
export type ValuePlan =
  | { readonly type: 'literal'; readonly json: string }
  | {
      readonly type: 'column';
      readonly column: string;
      readonly encoding: Encoding;
      readonly nullable: boolean;
      readonly currency?: string;
    }
  /** The first text that is there, in the order of preference. */
  | { readonly type: 'localised'; readonly columns: readonly string[] }
  | { readonly type: 'names'; readonly field: ValueField; readonly entries: readonly NameEntry[] }
  /** A value object, null when its presence column is. */
  | { readonly type: 'value'; readonly presence: string; readonly object: ObjectPlan }
  /** An object of members of the same row. */
  | { readonly type: 'self'; readonly object: ObjectPlan }
  | {
      readonly type: 'toOne';
      readonly kind: KindModel;
      readonly column: string;
      readonly nullable: boolean;
      readonly object: ObjectPlan;
    }
  | { readonly type: 'oneOf'; readonly arms: readonly ArmPlan[] }
  | {
      readonly type: 'anyRecord';
      readonly column: string;
      readonly arms: readonly { readonly kind: KindModel; readonly object: ObjectPlan }[];
    }
  | {
      readonly type: 'list';
      readonly field: ToManyField;
      readonly kind: KindModel;
      readonly object: ObjectPlan;
      /** Only those about this field of the record, or else about the whole record. */
      readonly about: string | null;
    }
  | { readonly type: 'connection'; readonly join: Join; readonly connection: ConnectionPlan };

export interface NameEntry {
  readonly key: string;
  readonly name: 'text' | 'lang' | 'original' | { readonly json: string };
}

export interface ArmPlan {
  readonly column: string;
  readonly kind: KindModel;
  readonly object: ObjectPlan;
}

/** A filtered, ordered, paged set of records, and what is asked of it. */
export interface ConnectionPlan {
  readonly kind: KindModel;
  readonly where: Predicate | null;
  readonly order: readonly OrderTerm[];
  readonly page: PagePlan;
  readonly entries: readonly ConnectionEntry[];
}

export interface PagePlan {
  readonly count: number;
  /** True for `last`: the page is counted from the end. */
  readonly backward: boolean;
  readonly after: CursorValues | null;
  readonly before: CursorValues | null;
  /** Names the order in cursors, so that a cursor of another order is recognised. */
  readonly signature: string;
}

export type CursorValues = readonly (string | number | null)[];

export interface ConnectionEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'nodes'; readonly object: ObjectPlan }
    | { readonly type: 'edges'; readonly entries: readonly EdgeEntry[] }
    | { readonly type: 'pageInfo'; readonly entries: readonly PageInfoEntry[] }
    | { readonly type: 'totalCount' }
    | { readonly type: 'groups'; readonly groups: GroupsPlan }
    | { readonly type: 'aggregate'; readonly entries: readonly MeasureEntry[] };
}

export interface EdgeEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'cursor' }
    | { readonly type: 'node'; readonly object: ObjectPlan };
}

export interface PageInfoEntry {
  readonly key: string;
  readonly name: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor' | { readonly json: string };
}

/** One term of an order: what is compared, and which way. Nulls come last either way. */
export interface OrderTerm {
  readonly hops: readonly ToOneField[];
  readonly by:
    | { readonly type: 'column'; readonly column: string; readonly encoding: Encoding }
    | { readonly type: 'localised'; readonly columns: readonly string[] }
    | { readonly type: 'money'; readonly field: ValueField; readonly currency: string }
    | {
        readonly type: 'related';
        readonly field: ToManyField;
        readonly where: RelatedFilter | null;
        readonly measure: RelatedMeasure;
      };
  readonly descending: boolean;
  readonly nullable: boolean;
}

/** What is worked out over related records, to order by. */
export type RelatedMeasure =
  | { readonly type: 'count' }
  | { readonly type: 'money'; readonly field: ValueField; readonly currency: string }
  | { readonly type: 'quantity'; readonly field: ValueField; readonly bound: 'LOW' | 'HIGH' }
  | { readonly type: 'dates'; readonly field: ValueField; readonly bound: 'EARLIEST' | 'LATEST' };

export interface RelatedFilter {
  readonly where: Predicate;
  /** The condition in words, to tell orders apart. */
  readonly words: string;
}

/** A condition on a row. Three-valued, as in SQL, for columns; relations either hold or do not. */
export type Predicate =
  | { readonly type: 'and' | 'or'; readonly items: readonly Predicate[] }
  | { readonly type: 'not'; readonly item: Predicate }
  | {
      readonly type: 'compare';
      readonly column: string;
      readonly operator: ComparisonOperator;
      readonly value: string | number | boolean;
      readonly boolean?: boolean;
    }
  | { readonly type: 'in'; readonly column: string; readonly values: readonly string[] | readonly number[] }
  | { readonly type: 'isNull'; readonly columns: readonly string[]; readonly negated: boolean }
  /** True when any of the columns has the text in it, or at its start, or is one of the texts. */
  | {
      readonly type: 'text';
      readonly columns: readonly string[];
      readonly match: 'contains' | 'startsWith';
      readonly value: string;
    }
  | {
      readonly type: 'text';
      readonly columns: readonly string[];
      readonly match: 'isOneOf';
      readonly values: readonly string[];
    }
  | {
      readonly type: 'toOne';
      readonly field: ToOneField;
      readonly kind: KindModel;
      readonly where: Predicate;
    }
  | {
      readonly type: 'some' | 'none' | 'every';
      readonly field: ToManyField;
      readonly kind: KindModel;
      readonly where: Predicate;
    }
  | {
      readonly type: 'count';
      readonly field: ToManyField;
      readonly kind: KindModel;
      readonly where: Predicate | null;
      readonly operator: ComparisonOperator;
      readonly value: number;
    };

export type ComparisonOperator = '=' | '<' | '<=' | '>' | '>=';

/** Groups of a connection's whole filtered set. */
export interface GroupsPlan {
  readonly by: readonly DimensionPlan[];
  /** How a member that has several keys is counted: whole in each of them, or in equal parts. */
  readonly counting: Counting;
  /** False to leave out the groups that have an unknown key. */
  readonly includeUnknown: boolean;
  readonly having: readonly HavingTerm[];
  readonly order: readonly GroupOrderTerm[];
  readonly page: PagePlan;
  readonly entries: readonly GroupsEntry[];
}

export type Counting = 'WHOLE' | 'FRACTIONAL';

export interface DimensionPlan {
  readonly dimension: Dimension;
  /** For dates: the span of time that makes a key. */
  readonly bucket: Bucket | null;
}

export interface Bucket {
  readonly unit: BucketUnit;
  readonly calendar: 'GREGORIAN' | 'HIJRI';
}

export type BucketUnit =
  'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'WEEK_SUNDAY' | 'WEEK_SATURDAY' | 'WEEKDAY' | 'DAY';

/** A literal member of an object, such as `__typename`. */
export interface Literal {
  readonly json: string;
}

/** Members of an object that are known by name, in the order asked. */
export type Named<Name extends string> = readonly { readonly key: string; readonly name: Name | Literal }[];

export interface GroupsEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'nodes'; readonly entries: readonly GroupEntry[] }
    | { readonly type: 'totalCount' }
    | { readonly type: 'pageInfo'; readonly entries: readonly PageInfoEntry[] }
    | {
        readonly type: 'coverage';
        readonly entries: Named<'dimension' | 'known' | 'unknown' | 'imprecise'>;
      }
    | {
        readonly type: 'reconciliation';
        readonly entries: Named<'distinctMembers' | 'sumOfGroups' | 'overlap'>;
      };
}

export interface GroupEntry {
  readonly key: string;
  readonly value:
    | MeasureEntry['value']
    | { readonly type: 'weight'; readonly entries: Named<'numerator' | 'denominator' | 'value'> }
    | { readonly type: 'keys'; readonly keys: readonly (readonly KeyEntry[])[] }
    | { readonly type: 'members'; readonly connection: ConnectionPlan };
}

/** One member of a group key; each dimension of the groups has its own list of them. */
export interface KeyEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'state' | 'value' | 'from' | 'to' }
    | { readonly type: 'label'; readonly langs: readonly Lang[] }
    | {
        readonly type: 'node';
        readonly arms: readonly { readonly kind: KindModel; readonly object: ObjectPlan }[];
      };
}

export interface MeasureEntry {
  readonly key: string;
  readonly value:
    | { readonly type: 'literal'; readonly json: string }
    | { readonly type: 'count' }
    | { readonly type: 'distinct'; readonly dimension: DimensionPlan }
    | {
        readonly type: 'money';
        readonly field: ValueField;
        readonly entries: Named<'currency' | 'total' | 'min' | 'max' | 'average' | 'count'>;
      }
    | { readonly type: 'quantity'; readonly field: ValueField; readonly entries: readonly QuantityEntry[] }
    | {
        readonly type: 'dates';
        readonly field: ValueField | ColumnField;
        readonly entries: Named<'earliest' | 'latest'>;
      }
    /** The measures of those members for which a condition holds. */
    | { readonly type: 'only'; readonly where: Predicate; readonly entries: readonly MeasureEntry[] };
}

export interface QuantityEntry {
  readonly key: string;
  readonly name: 'low' | 'high' | 'exactParts' | 'vagueParts' | RangeEntry | Literal;
}

/** The least or the greatest of vague numbers, itself a range. */
export interface RangeEntry {
  readonly extreme: 'min' | 'max';
  readonly entries: Named<'low' | 'high'>;
}

/** What groups are filtered and ordered by: one value of one measure. */
export type GroupMeasure =
  | { readonly type: 'count' | 'weight' }
  | { readonly type: 'distinct'; readonly dimension: DimensionPlan }
  | {
      readonly type: 'money';
      readonly field: ValueField;
      readonly currency: string;
      readonly statistic: MoneyStatistic;
    }
  | {
      readonly type: 'quantity';
      readonly field: ValueField;
      readonly statistic: QuantityStatistic;
      readonly bound: 'LOW' | 'HIGH';
    }
  | {
      readonly type: 'dates';
      readonly field: ValueField | ColumnField;
      readonly bound: 'EARLIEST' | 'LATEST';
    }
  | {
      readonly type: 'only';
      readonly where: Predicate;
      /** The condition in words, to tell orders apart. */
      readonly words: string;
      readonly measure: GroupMeasure;
    };

export type MoneyStatistic = 'TOTAL' | 'MIN' | 'MAX' | 'AVERAGE';
export type QuantityStatistic = 'SUM' | 'MIN' | 'MAX';

export interface HavingTerm {
  readonly measure: GroupMeasure;
  readonly operator: ComparisonOperator;
  readonly value: number | string;
}

export interface GroupOrderTerm {
  readonly measure: GroupMeasure | { readonly type: 'key' };
  readonly descending: boolean;
}
