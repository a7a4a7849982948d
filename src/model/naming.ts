import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

/** `startsOn` becomes `starts_on`: names that need no quotes in either database. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, index: number) => `${index > 0 ? '_' : ''}${letter.toLowerCase()}`);
}

/** Column of a property, inside the embedded values that it stands in. */
export function columnName(property: string, prefixes: readonly string[] = []): string {
  return [...prefixes, property].map(snakeCase).join('_');
}

/** Column that holds the id of a to-one relation. */
export function foreignKeyName(property: string): string {
  return `${snakeCase(property)}_id`;
}

/** Table that holds the pairs of a many-to-many relation. */
export function linkTableName(table: string, property: string): string {
  return `${table}_${snakeCase(property)}`;
}

/** Column of a link table that holds the id of one side. */
export function linkColumnName(table: string): string {
  return `${table}_id`;
}

/** Table that holds every version of the rows of a table, those that stand included. */
export function historyTableName(table: string): string {
  return `${table}_history`;
}

/** Columns of a version: the moment from which it stood, and the moment from which it no longer did. */
export const VALID_FROM = 'valid_from';
export const VALID_TO = 'valid_to';

/** The end of a version that stands: no moment is as late. */
export const FOREVER = '9999-12-31T23:59:59.999Z';

/** How TypeORM is told of the names above. */
export class SnakeCaseNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return columnName(custom ?? property, prefixes);
  }

  override joinColumnName(relation: string): string {
    return foreignKeyName(relation);
  }

  override joinTableName(first: string, _second: string, property: string): string {
    return linkTableName(first, property);
  }

  override joinTableColumnName(table: string): string {
    return linkColumnName(table);
  }

  override joinTableInverseColumnName(table: string): string {
    return linkColumnName(table);
  }
}
