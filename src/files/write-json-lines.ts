import type { KindPages } from './kind-pages.js';

/** A record a line. */
export async function* writeJsonLines({ pages }: KindPages): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((record) => `${JSON.stringify(record)}\n`).join('');
}
