/**
 * The few declarations that TypeORM and TypeGraphQL have no word for. Each one only notes what it was told;
 * `src/model` reads the notes together with the decorators of the two libraries.
 */

import type { FindingOptions } from './values/finding.js';

type Thunk = () => new () => object;

/** How a kind is called. */
export interface KindOptions {
  /** Three lower-case letters in front of every id of this kind, such as `evt`. */
  readonly prefix: string;
  /** Name of the root field that lists the kind, such as `events`. */
  readonly plural: string;
  /**
   * The unique field that people know a record by; `slug` unless said otherwise. It has letters, digits and hyphens only:
   * it goes into JSON as it is.
   */
  readonly key?: string;
  /** False for what the registry notes by itself, such as revisions: nobody writes it, cites it, or asks for its history. */
  readonly written?: boolean;
}

/** A relation as seen from the other side. */
export interface InverseOptions {
  readonly name: string;
  readonly description: string;
  /** True for short lists that are served whole instead of as a connection. */
  readonly list?: boolean;
}

/** Several nullable relations of which one holds: an exclusive arc, served as a union as well. */
export interface OneOfOptions {
  /** Name of the field that serves whichever relation is set. */
  readonly name: string;
  /** Name of the GraphQL union; two kinds with the same arms may share it. */
  readonly union: string;
  readonly arms: readonly string[];
  readonly description: string;
  /** True when exactly one must be set, false when at most one may be. */
  readonly required: boolean;
}

/** A to-many relation that holds because two dates meet, without any stored link. */
export interface CoincidenceOptions {
  readonly name: string;
  readonly description: string;
  readonly target: Thunk;
  /** The field of this kind that holds a day. */
  readonly day: string;
  /** The field of the target that holds a FuzzyPeriod; it must cover the day for certain. */
  readonly period: string;
  readonly inverse: InverseOptions;
}

/** Everything noted about one class. */
export interface KindNotes {
  options?: KindOptions;
  readonly inverses: Map<string, InverseOptions>;
  readonly oneOfs: OneOfOptions[];
  readonly coincidences: CoincidenceOptions[];
  readonly requirements: Map<string, string>;
  readonly records: Map<string, InverseOptions>;
  readonly dimensions: string[];
  /** Fields that hold what a record is called beside its name. */
  readonly callNames: Set<string>;
  /** Rules of data quality, in the order in which they are written. */
  readonly findings: FindingOptions[];
  /** Texts that name a field of another record; and the property that holds the id of that record, where one does. */
  readonly fieldNames: Map<string, string | null>;
  /** Fields that only those see who are trusted with personal details. */
  readonly restricted: Set<string>;
}

const notes = new Map<object, KindNotes>();

/** The notes of a class, empty when it was never declared a kind. */
export function notesOf(target: object): KindNotes {
  let found = notes.get(target);
  if (!found) {
    found = {
      inverses: new Map(),
      oneOfs: [],
      coincidences: [],
      requirements: new Map(),
      records: new Map(),
      dimensions: [],
      callNames: new Set(),
      findings: [],
      fieldNames: new Map(),
      restricted: new Set(),
    };
    notes.set(target, found);
  }
  return found;
}

/** Every class that was declared a kind, in the order of declaration. */
export function declaredKinds(): (new () => object)[] {
  return [...notes].filter(([, note]) => note.options).map(([target]) => target as new () => object);
}

/** Declares a class a kind of record. */
export function Kind(options: KindOptions): ClassDecorator {
  return (target) => {
    notesOf(target).options = options;
  };
}

/** Names the other side of a `@ManyToOne` or `@ManyToMany`, so that the target's file need not know of it. */
export function Inverse(
  name: string,
  description: string,
  options: { list?: boolean } = {},
): PropertyDecorator {
  return (target, property) => {
    notesOf(target.constructor).inverses.set(String(property), { name, description, ...options });
  };
}

/** Declares an exclusive arc; the database checks it. */
export function OneOf(options: OneOfOptions): ClassDecorator {
  return (target) => {
    notesOf(target).oneOfs.push(options);
  };
}

/** Declares a relation by date. */
export function Coincides(options: CoincidenceOptions): ClassDecorator {
  return (target) => {
    notesOf(target).coincidences.push(options);
  };
}

/**
 * Marks a `@Field` method that is worked out from other fields of the record: `selection` is the GraphQL
 * selection that it needs, and the method runs on an object of that shape.
 */
export function Requires(selection: string): MethodDecorator {
  return (target, property) => {
    notesOf(target.constructor).requirements.set(String(property), selection);
  };
}

/** Marks a column that holds the id of a record of any kind; every kind gets the inverse as a list. */
export function AnyRecord(name: string, description: string): PropertyDecorator {
  return (target, property) => {
    notesOf(target.constructor).records.set(String(property), { name, description, list: true });
  };
}

/**
 * Names dimensions that lie further away than the derived ones (own fields, to-one relations and the fields of those,
 * sets that are stored with the record): paths such as `event.place.country` or `participations.role`, in which the
 * name of a one-of stands for all its arms. Any other path can be asked for as such; these have a name in the schema.
 */
export function Dimensions(...paths: string[]): ClassDecorator {
  return (target) => {
    notesOf(target).dimensions.push(...paths);
  };
}

/** Marks a text by which people know a record as well as by its name, such as an acronym: search takes it for a name. */
export function CallName(): PropertyDecorator {
  return (target, property) => {
    notesOf(target.constructor).callNames.add(String(property));
  };
}

/**
 * Marks a field that holds a personal detail. For who may not see such details it does not exist: not in a selection,
 * filter, order, group, measure or search, nor in what the schema says of itself (`publicModel`).
 */
export function Restricted(): PropertyDecorator {
  return (target, property) => {
    notesOf(target.constructor).restricted.add(String(property));
  };
}

/** Declares a rule of data quality: what is wrong with records of the kind, and what to do about it. */
export function Finding(options: FindingOptions): ClassDecorator {
  return (target) => {
    // Decorators run from the last to the first.
    notesOf(target).findings.unshift(options);
  };
}

/**
 * Marks a text that names a field of another record: where a property holds the id of that record, only names of its
 * fields are taken. Rows that name a restricted field are seen by those only who see that. The first such text of a kind
 * says what its records are about; what history notes of them bears it as well.
 */
export function FieldOf(record: string | null): PropertyDecorator {
  return (target, property) => {
    notesOf(target.constructor).fieldNames.set(String(property), record);
  };
}
