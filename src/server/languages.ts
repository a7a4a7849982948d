import { LRUCache } from 'lru-cache';
import { LANGS, type Lang } from '../domain/values/lang.js';

/** Headers that were read before: there are few of them, and each request has one. */
const known = new LRUCache<string, readonly Lang[]>({ max: 1000 });

/** The languages of an Accept-Language header that the registry has, best first, then the others. */
export function languagesOf(header = ''): readonly Lang[] {
  let langs = known.get(header);
  if (!langs) {
    langs = readLanguages(header.slice(0, 1000));
    if (header.length <= 1000) known.set(header, langs);
  }
  return langs;
}

function readLanguages(text: string): readonly Lang[] {
  const wanted = text
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters
        .map((text) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(text)?.[1])
        .find(Boolean);
      return { code: tag.split('-')[0]?.toUpperCase(), quality: Number(quality ?? 1), index };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  const known = wanted.flatMap(({ code }) => LANGS.filter((lang) => lang === code));
  return [...new Set([...known, ...LANGS])];
}
