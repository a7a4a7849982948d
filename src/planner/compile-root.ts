import { compileConnection } from './compile-connection.js';
import { compileFindings } from './compile-finding.js';
import { objectOf } from './compile-page.js';
import { compileRecord } from './compile-record.js';
import { compileSearch } from './compile-search.js';
import type { RegistryEntry, RootValue } from './plan.js';
import type { Compilation } from './row.js';
import { bind, concat, literal, name, sql, type Sql } from './sql.js';

/**
 * The statement that answers a root field: one column, the JSON text, in one row; in none for a record that is not there.
 * What is the value of a statement is answered by that statement: around it, PostgreSQL would copy the answer once more,
 * and with answers of some 50 KB fetch and give back the memory for that each time.
 */
export function compileRoot(compilation: Compilation, root: RootValue): Sql {
  const value = root.type === 'record' ? recordOf(compilation, root) : compileValue(compilation, root);
  return value.statement ?? sql`SELECT ${value}`;
}

function compileValue(compilation: Compilation, root: RootValue): Sql {
  switch (root.type) {
    case 'literal':
      return concat([root.json]);
    case 'record':
      return sql`coalesce(${recordOf(compilation, root)}, 'null')`;
    case 'records':
      return concat([
        '[',
        ...root.records.flatMap((record, index) => [
          index === 0 ? '' : ',',
          compileValue(compilation, record),
        ]),
        ']',
      ]);
    case 'connection':
      return compileConnection(compilation, root.connection, () => []);
    case 'search':
      return compileSearch(compilation, root.search);
    case 'findings':
      return compileFindings(compilation, root.findings);
    case 'registry':
      return concat(objectOf(root.entries.map((entry) => [entry.key, compileRegistry(compilation, entry)])));
  }
}

type RecordRoot = Extract<RootValue, { readonly type: 'record' }>;

function recordOf(compilation: Compilation, root: RecordRoot): Sql {
  return compileRecord(compilation, root.kind, root.object, idOf(compilation, root));
}

/** The id of the record that is asked for: one that was merged into another leads there. */
function idOf(compilation: Compilation, { kind, column, value }: RecordRoot): Sql {
  const row = compilation.row(kind);
  const own = sql`SELECT ${row.column('id')} FROM ${row.from()} WHERE ${row.column(column)} = ${bind(value)}`;
  const merged = name(column === 'id' ? 'id' : 'key');
  const other = sql`SELECT ${name('target_id')} FROM ${name('redirect')} WHERE ${name('kind')} = ${literal(kind.name)} AND ${merged} = ${bind(value)}`;
  return sql`coalesce((${own}), (${other}))`;
}

function compileRegistry(compilation: Compilation, { value }: RegistryEntry): (string | Sql)[] {
  switch (value.type) {
    case 'literal':
      return [value.json];
    case 'dataVersion':
      return [countOf(compilation, compilation.table('change_set', compilation.alias()))];
    case 'updatedAt':
      return [
        sql`coalesce((SELECT '"' || max(${name('created_at')}) || '"' FROM ${compilation.table('change_set', compilation.alias())}), 'null')`,
      ];
    case 'counts':
      return [
        '[',
        ...value.kinds.flatMap((kind, index) => [
          index === 0 ? '' : ',',
          ...objectOf(
            value.fields.map(({ key, name: field }): [string, (string | Sql)[]] => {
              if (field === 'count') {
                return [key, [countOf(compilation, compilation.rowsOf(kind, compilation.alias()))]];
              }
              return [key, [JSON.stringify(field === 'kind' ? kind.name : 'KindCount')]];
            }),
          ),
        ]),
        ']',
      ];
  }
}

function countOf({ dialect }: Compilation, rows: Sql): Sql {
  return dialect.jsonNumber(sql`(SELECT count(*) FROM ${rows})`);
}

/** An answer that needs no database. */
export function literalAnswer(root: RootValue): string | null {
  return root.type === 'literal' ? root.json : null;
}
