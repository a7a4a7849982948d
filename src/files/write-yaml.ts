import { stringify } from 'yaml';
import type { KindPages } from './kind-pages.js';

/** A list of records, as people write seeds. */
export async function* writeYaml({ pages }: KindPages): AsyncGenerator<string> {
  let isFirst = true;
  for await (const page of pages) {
    for (const record of page) {
      yield `${isFirst ? '' : '\n'}${stringify([record], { lineWidth: 0, aliasDuplicateObjects: false })}`;
      isFirst = false;
    }
  }
}
