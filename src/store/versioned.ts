import type { DataSource, EntityMetadata } from 'typeorm';
import { derivedTexts, Names } from '../domain/values/names.js';
import { historyTableName } from '../model/naming.js';

/** An index: its columns, and the condition for rows to be in it. */
interface LookUp {
  readonly columns: readonly string[];
  readonly where?: string | undefined;
}

/** A table whose rows have a history, and what the history needs to know of it. */
export interface VersionedTable {
  readonly name: string;
  readonly history: string;
  /** What tells its rows apart. */
  readonly key: readonly string[];
  /** Columns that follow from others: to derive them anew is no change, and makes no version. */
  readonly derived: readonly string[];
  /** What it is looked up by beside its key; so will its history be. */
  readonly indexes: readonly LookUp[];
  /** True when change sets alone write it. What is derived from other tables may be derived anew at any time. */
  readonly guarded: boolean;
}

/** The index of search is a history's affair too, so that it can be searched as of a moment. Not kinds: no entity knows them. */
const SEARCH: readonly Pick<VersionedTable, 'name' | 'key' | 'indexes'>[] = [
  { name: 'search_text', key: ['record_id', 'field', 'lang'], indexes: [] },
  {
    name: 'search_word',
    key: ['form', 'term', 'record_id', 'field', 'lang'],
    indexes: [{ columns: ['record_id'] }],
  },
];

/** Every table that has a history: those of the kinds, those of pairs, and the index of search. */
export function versionedTables(source: DataSource): VersionedTable[] {
  const search = SEARCH.map((table) => ({
    ...table,
    history: historyTableName(table.name),
    derived: [],
    guarded: false,
  }));
  return [...source.entityMetadatas.map(versioned), ...search];
}

function versioned(metadata: EntityMetadata): VersionedTable {
  const names = (columns: EntityMetadata['columns']) => columns.map(({ databaseName }) => databaseName);
  const indexes = [
    ...metadata.indices.map(({ columns, where }): LookUp => ({ columns: names(columns), where })),
    ...metadata.uniques.map(({ columns }): LookUp => ({ columns: names(columns) })),
  ];
  return {
    name: metadata.tableName,
    history: historyTableName(metadata.tableName),
    key: names(metadata.primaryColumns),
    derived: derivedColumns(metadata),
    indexes: [...new Map(indexes.map((index) => [index.columns.join(), index])).values()],
    guarded: true,
  };
}

/** The folds and sort keys of names. */
function derivedColumns({ columns }: EntityMetadata): string[] {
  const properties = Object.keys(derivedTexts({ ar: null, en: null, fr: null }));
  return columns
    .filter(({ embeddedMetadata, propertyName }) => {
      return embeddedMetadata?.type === Names && properties.includes(propertyName);
    })
    .map(({ databaseName }) => databaseName);
}
