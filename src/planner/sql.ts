/** A piece of SQL with the values bound in it: text is never built from values. */
export interface Sql {
  readonly parts: readonly (string | Bound)[];
  /** The statement that gives the value, where the piece is the value of one; see {@link valueOf}. */
  readonly statement?: Sql;
}

/** What a driver can bind. A list is bound as one parameter; how is the dialect's affair. */
export type BoundValue = string | number | boolean | null | readonly string[] | readonly number[];

/** A text that a variable of the operation gives, whatever it is: the statement is the same for all. */
export class VariableText {
  constructor(readonly variable: string) {}
}

interface Bound {
  readonly value: BoundValue | VariableText;
}

/** A statement as the driver takes it, but for the variables among its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** SQL text with pieces of SQL in it; values go in by {@link bind}. */
export function sql(strings: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  const parts: (string | Bound)[] = [strings[0] ?? ''];
  pieces.forEach((piece, index) => {
    parts.push(...piece.parts, strings[index + 1] ?? '');
  });
  return { parts };
}

/** A value, bound as a parameter. */
export function bind(value: BoundValue | VariableText): Sql {
  return { parts: [{ value }] };
}

/** Text of our own, such as a number that the program made. Never anything that came with a request. */
export function raw(text: string): Sql {
  return { parts: [text] };
}

/** The name of a table or a column of the model. */
export function name(identifier: string): Sql {
  return raw(`"${identifier}"`);
}

/** A text literal of our own. */
export function literal(text: string): Sql {
  return raw(`'${text.replaceAll("'", "''")}'`);
}

/** The value that a statement of one column gives, or null where it gives no row. */
export function valueOf(statement: Sql): Sql {
  return { parts: ['(', ...statement.parts, ')'], statement };
}

/** Pieces with a separator between them. */
export function join(pieces: readonly Sql[], separator: string): Sql {
  return {
    parts: pieces.flatMap((piece, index) => (index === 0 ? piece.parts : [separator, ...piece.parts])),
  };
}

/** The first of the values that is not null. */
export function firstOf(values: readonly Sql[]): Sql {
  return values.length === 1 ? join(values, '') : sql`coalesce(${join(values, ', ')})`;
}

/** All of the conditions; true when there are none. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('1 = 1') : join(conditions, ' AND ');
}

/**
 * Text pieces one after the other: plain strings are literals, the rest expressions that are never null. The `||`
 * are nested as a balanced tree, because SQLite refuses expressions more than 1,000 deep.
 */
export function concat(pieces: readonly (string | Sql)[]): Sql {
  const merged: (string | Sql)[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else if (piece !== '') merged.push(piece);
  }
  const [only] = merged;
  if (merged.length <= 1) {
    // Alone, a literal has no type yet in PostgreSQL.
    return typeof only === 'object' ? only : sql`CAST(${literal(only ?? '')} AS text)`;
  }
  return balanced(merged.map((piece) => (typeof piece === 'string' ? literal(piece) : piece)));
}

function balanced(pieces: readonly Sql[]): Sql {
  if (pieces.length <= 2) return sql`(${join(pieces, ' || ')})`;
  const middle = Math.ceil(pieces.length / 2);
  return sql`(${balanced(pieces.slice(0, middle))} || ${balanced(pieces.slice(middle))})`;
}

/** The text, and the values in the order of their placeholders, as a dialect writes them. */
export function statementOf(
  { parts }: Sql,
  dialect: { placeholder(index: number): string; bound(value: BoundValue): unknown },
): Statement {
  const values: unknown[] = [];
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      values.push(part.value instanceof VariableText ? part.value : dialect.bound(part.value));
      return dialect.placeholder(values.length);
    })
    .join('');
  return { text, values };
}
