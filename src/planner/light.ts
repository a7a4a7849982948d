import { keyColumn, type Join, type KindModel } from '../model/model.js';
import type {
  ConnectionEntry,
  ConnectionPlan,
  ObjectPlan,
  PagePlan,
  RootPlan,
  RootValue,
  ValuePlan,
} from './plan.js';

/** How many rows a light operation reads at most: half a millisecond on any machine of today. */
const MOST_LIGHT_ROWS = 500;

/** What a plain list is taken to hold: kinds serve relations as lists where few belong to a record. */
const LIST_ROWS = 10;

/** True when operations that read so many rows by their plans are over in an instant. */
export function isLight(rows: number): boolean {
  return rows <= MOST_LIGHT_ROWS;
}

/**
 * How many rows the plan of a root field reads at most, however large the registry is: records by key, what their
 * to-one relations lead to, their lists, and pages in the order of the key, of all records or of those of a relation
 * that has an index. Filters, other orders, totals, groups and search may read any number of rows: Infinity; and so may
 * what this judgement has not heard of, and history, where nobody knows how many versions a record has.
 */
export function rowsOfRoot({ value, asOf }: RootPlan): number {
  return asOf === undefined || value.type === 'literal' ? rowsOfRootValue(value) : Infinity;
}

function rowsOfRootValue(root: RootValue): number {
  switch (root.type) {
    case 'literal':
      return 0;
    case 'record':
      return 1 + rowsOfObject(root.object);
    case 'records':
      return sum(root.records.map(rowsOfRootValue));
    case 'connection':
      return rowsOfConnection(root.connection);
    default:
      return Infinity;
  }
}

/** The rows that are read for one object, beyond its own. */
function rowsOfObject(object: ObjectPlan): number {
  return sum(object.map(({ value }) => rowsOfValue(value)));
}

function rowsOfValue(value: ValuePlan): number {
  switch (value.type) {
    case 'literal':
    case 'column':
    case 'localised':
    case 'names':
      return 0;
    case 'value':
    case 'self':
      return rowsOfObject(value.object);
    case 'toOne':
      return 1 + rowsOfObject(value.object);
    case 'oneOf':
    case 'anyRecord':
      return 1 + Math.max(0, ...value.arms.map(({ object }) => rowsOfObject(object)));
    case 'list':
      return LIST_ROWS * (1 + rowsOfObject(value.object));
    case 'connection':
      return isIndexed(value.join, value.connection.kind) ? rowsOfConnection(value.connection) : Infinity;
    default:
      return Infinity;
  }
}

function rowsOfConnection({ kind, where, order, page, entries }: ConnectionPlan): number {
  if (where || !isByKey(order, kind)) return Infinity;
  const each = sum(entries.map(({ value }) => rowsOfMember(value, page)));
  // One row more than the page tells whether there is another page.
  return (page.count + 1) * (1 + each);
}

/** The rows that are read for a member of a connection, for each row of the page. */
function rowsOfMember(value: ConnectionEntry['value'], page: PagePlan): number {
  switch (value.type) {
    case 'literal':
      return 0;
    case 'nodes':
      return rowsOfObject(value.object);
    case 'edges':
      return sum(
        value.entries.map((entry) => (entry.value.type === 'node' ? rowsOfObject(entry.value.object) : 0)),
      );
    case 'pageInfo': {
      // Whether anything lies on the other side of a cursor is not always answered by an index.
      const looksBack = page.backward ? page.before : page.after;
      const behind = page.backward ? 'hasNextPage' : 'hasPreviousPage';
      return looksBack && value.entries.some(({ name }) => name === behind) ? Infinity : 0;
    }
    default:
      return Infinity;
  }
}

function isByKey(order: ConnectionPlan['order'], kind: KindModel): boolean {
  const [term] = order;
  return (
    order.length === 1 &&
    term?.hops.length === 0 &&
    term.by.type === 'column' &&
    term.by.column === keyColumn(kind).column
  );
}

/** True when the records of the relation can be read in the order of their key: every to-one column has such an index. */
function isIndexed(join: Join, target: KindModel): boolean {
  if (join.via !== 'columns') return false;
  const [on] = join.on;
  return (
    join.on.length === 1 &&
    on?.operator === '=' &&
    [...target.fields.values()].some((field) => field.type === 'toOne' && field.column === on.target)
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
