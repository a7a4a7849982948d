import { notesOf } from '../domain/kind.js';
import type { KindModel } from './model.js';

/** A field whose text search looks through. */
export interface SearchedField {
  readonly name: string;
  /** True for what a record is called: it ranks before what is said about it. */
  readonly isName: boolean;
  /** Columns by language; the language is empty for text that is of none. */
  readonly columns: readonly { readonly lang: string; readonly column: string }[];
}

/** The texts of a kind that search looks through: names, call names, other short texts, and descriptions. */
export function searchedFields(kind: KindModel): SearchedField[] {
  const callNames = notesOf(kind.entity).callNames;
  return [...kind.fields.values()].flatMap((field): SearchedField[] => {
    // What editors remark about the record is not what it says; and what is restricted is found by nobody.
    if (field.name === 'note' || field.restricted) return [];
    if (field.type === 'value' && (field.value === 'names' || field.value === 'prose')) {
      const columns = ['ar', 'en', 'fr'].map((lang) => ({ lang, column: field.columns[lang] ?? '' }));
      return [{ name: field.name, isName: field.value === 'names' && !field.nullable, columns }];
    }
    if (field.type !== 'column' || field.name === 'id' || !('name' in field.output)) return [];
    const isText = field.output.name === 'String' && (field.encoding === 'text' || callNames.has(field.name));
    return isText
      ? [
          {
            name: field.name,
            isName: callNames.has(field.name),
            columns: [{ lang: '', column: field.column }],
          },
        ]
      : [];
  });
}

/** Kinds that search looks through: those that have a name. */
export function isSearched(kind: KindModel): boolean {
  return searchedFields(kind).some(({ isName }) => isName);
}
