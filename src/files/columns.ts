import { GraphQLBoolean, GraphQLFloat, GraphQLInt } from 'graphql';
import { fileProblem, type Draft, type Problem, type Spot } from '../changes/draft.js';
import { NESTED } from '../changes/nested.js';
import { nearest } from '../changes/suggest.js';
import { writableFields } from '../changes/written.js';
import type { InputPath } from '../model/errors.js';
import { isEnum, kindNamed, type FieldModel, type KindModel, type Model } from '../model/model.js';

/** What a cell of a table holds. */
export type Cell = string | number | boolean | null;

/** Fields by the headings of columns; null for columns to leave out. */
export type ColumnMap = ReadonlyMap<string, string | null>;

/** A column of a kind's tables. */
export interface Column {
  readonly heading: string;
  readonly path: InputPath;
  readonly form: Form;
}

/** How a cell is written: what stands between lists' items, and what is not a text. */
type Form = 'text' | 'number' | 'boolean' | 'list' | 'json';

/** Between the items of a list in one cell; no slug and no key has it in it. */
export const SEPARATOR = ';';

/** The parts that values are written in, each in a column of its own. */
const PARTS: Readonly<Record<string, readonly (readonly [part: string, form: Form])[]>> = {
  names: [
    ['ar', 'text'],
    ['en', 'text'],
    ['fr', 'text'],
    ['original', 'text'],
  ],
  prose: [
    ['ar', 'text'],
    ['en', 'text'],
    ['fr', 'text'],
  ],
  quantity: [
    ['stated', 'number'],
    ['qualifier', 'text'],
  ],
  money: [
    ['amount', 'text'],
    ['currency', 'text'],
  ],
};

/** The columns in which the records of a kind are written, in their order. */
export function columnsOf(kind: KindModel): Column[] {
  const own = writableFields(kind).flatMap((field): Column[] => {
    const parts = field.type === 'value' ? PARTS[field.value] : undefined;
    if (!parts) return [{ heading: field.name, path: [field.name], form: formOf(field) }];
    return parts.map(([part, form]) => ({
      heading: `${field.name}.${part}`,
      path: [field.name, part],
      form,
    }));
  });
  const nested = Object.keys(NESTED).filter((name) => kind.fields.has(name));
  return [
    { heading: 'id', path: ['id'], form: 'text' },
    ...own,
    ...nested.map((name): Column => ({ heading: name, path: [name], form: 'json' })),
  ];
}

function formOf(field: FieldModel): Form {
  if (field.type === 'toMany') return 'list';
  if (field.type !== 'column' || isEnum(field.output)) return 'text';
  if (field.output === GraphQLBoolean) return 'boolean';
  return field.output === GraphQLInt || field.output === GraphQLFloat ? 'number' : 'text';
}

/** A table of records of one kind: what its headings stand for. */
export class Table {
  private readonly columns: (Column | null)[] = [];
  /** What is wrong with the headings. */
  readonly problems: Problem[] = [];

  constructor(
    model: Model,
    private readonly kind: KindModel,
    headings: readonly string[],
    map: ColumnMap | undefined,
    private readonly spot: Omit<Spot, 'column'>,
  ) {
    const known = new Map(columnsOf(kind).map((column) => [column.heading.toLowerCase(), column]));
    const taken = new Set<string>();
    for (const heading of headings) {
      const text = heading.trim();
      const mapped = map?.get(text);
      const name = mapped ?? text;
      const column = mapped === null ? null : (known.get(name.toLowerCase()) ?? partOf(model, kind, name));
      this.columns.push(column);
      if (mapped === null) continue;
      if (!column) this.refuse(text, known);
      else if (taken.has(column.heading)) this.say(text, 'stands for a field that another column stands for');
      else taken.add(column.heading);
    }
  }

  /** The record of a row; null when all its cells are empty. */
  draft(cells: readonly Cell[], spot: Omit<Spot, 'column'>): Draft | Problem | null {
    if (cells.every((cell) => cell === null || cell === '')) return null;
    const input: Record<string, unknown> = {};
    for (const [index, cell] of cells.entries()) {
      const column = this.columns[index];
      if (cell === null || cell === '' || column === null) continue;
      if (!column) return fileProblem(spot, 'has more cells than there are headings');
      put(input, column.path, valueOf(column.form, cell));
    }
    const headingOf = (path: InputPath) =>
      this.columns.find((column) => column?.path.every((step, index) => path[index] === step))?.heading ??
      (path[0] === undefined ? null : String(path[0]));
    return {
      kind: this.kind,
      input,
      at: { path: [], spot: (path) => ({ ...spot, column: headingOf(path) }) },
    };
  }

  private refuse(heading: string, known: ReadonlyMap<string, Column>): void {
    const headings = [...known.values()].map((column) => column.heading);
    const message = `is not a column of ${this.kind.name}; it has ${headings.join(', ')}, and columns that are to be left out can be mapped to null`;
    this.say(heading, message, nearest(heading, headings));
  }

  private say(heading: string, message: string, suggestion: string | null = null): void {
    this.problems.push(
      fileProblem({ ...this.spot, column: heading === '' ? '(empty)' : heading }, message, suggestion),
    );
  }
}

/** A column for a part of what is written with a record, such as `citations.1.source`: or a quantity as a number. */
function partOf(model: Model, kind: KindModel, heading: string): Column | null {
  const field = kind.fields.get(heading);
  if (field?.type === 'value' && field.value === 'quantity')
    return { heading, path: [heading], form: 'number' };
  const [name = '', number = '', part = '', ...rest] = heading.split('.');
  const nested = NESTED[name];
  const found = nested === undefined ? undefined : kindNamed(model, nested).fields.get(part);
  if (!kind.fields.has(name) || !found || rest.length > 0 || !/^[1-9]\d?$/.test(number)) return null;
  return { heading, path: [name, Number(number) - 1, part], form: formOf(found) };
}

function valueOf(form: Form, cell: string | number | boolean): unknown {
  const text = String(cell).trim();
  switch (form) {
    case 'text':
      return typeof cell === 'string' ? cell : text;
    case 'number':
      // What is no number is left as it is, and is refused where it is known what it should be.
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return { true: true, false: false }[text.toLowerCase()] ?? text;
    case 'list':
      return text
        .split(SEPARATOR)
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
  }
}

/** Puts a value where a path says, making what lies on the way. */
function put(input: Record<string, unknown>, path: InputPath, value: unknown): void {
  let at: Record<string | number, unknown> = input;
  path.forEach((step, index) => {
    if (index === path.length - 1) at[step] = value;
    else
      at = (at[step] ??= typeof path[index + 1] === 'number' ? [] : {}) as Record<string | number, unknown>;
  });
}
