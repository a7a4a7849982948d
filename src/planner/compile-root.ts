import { compileConnection } from './compile-connection.js';
import { objectOf } from './compile-page.js';
import { compileRecord } from './compile-record.js';
import { compileSearch } from './compile-search.js';
import type { RegistryEntry, RootValue } from './plan.js';
import { rowsOf, type Compilation } from './row.js';
import { bind, concat, name, sql, type Sql } from './sql.js';

/** The statement that answers a root field: one row with one column, the JSON text. */
export function compileRoot(compilation: Compilation, root: RootValue): Sql {
  return sql`SELECT ${compileValue(compilation, root)} AS json`;
}

function compileValue(compilation: Compilation, root: RootValue): Sql {
  switch (root.type) {
    case 'literal':
      return concat([root.json]);
    case 'record': {
      const record = compileRecord(compilation, root.kind, root.object, bind(root.value), root.column);
      return sql`coalesce(${record}, 'null')`;
    }
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
    case 'registry':
      return concat(objectOf(root.entries.map((entry) => [entry.key, compileRegistry(compilation, entry)])));
  }
}

function compileRegistry({ dialect }: Compilation, { value }: RegistryEntry): (string | Sql)[] {
  switch (value.type) {
    case 'literal':
      return [value.json];
    case 'dataVersion':
      return [dialect.jsonNumber(sql`(SELECT count(*) FROM ${name('change_set')})`)];
    case 'updatedAt':
      return [
        sql`coalesce((SELECT '"' || max(${name('created_at')}) || '"' FROM ${name('change_set')}), 'null')`,
      ];
    case 'counts':
      return [
        '[',
        ...value.kinds.flatMap((kind, index) => [
          index === 0 ? '' : ',',
          ...objectOf(
            value.fields.map(({ key, name: field }): [string, (string | Sql)[]] => {
              if (field === 'count') {
                return [
                  key,
                  [dialect.jsonNumber(sql`(SELECT count(*) FROM ${rowsOf(dialect, kind)} counted)`)],
                ];
              }
              return [key, [JSON.stringify(field === 'kind' ? kind.name : 'KindCount')]];
            }),
          ),
        ]),
        ']',
      ];
  }
}

/** An answer that needs no database. */
export function literalAnswer(root: RootValue): string | null {
  return root.type === 'literal' ? root.json : null;
}
