import { LRUCache } from 'lru-cache';

/** What takes longer is slow. */
export const QUICK_MS = 20;

/** How many statements are remembered, and how long their text may be together. */
const REMEMBERED = {
  max: 5000,
  maxSize: 16 * 1024 * 1024,
  sizeCalculation: (_: number, text: string) => text.length,
};

/** Remembers how long each statement took the last time. */
export class Paces {
  private readonly took = new LRUCache<string, number>(REMEMBERED);

  note(text: string, ms: number): void {
    this.took.set(text, ms);
  }

  /** True when all have run before and were quick, one after the other. */
  areQuick(texts: readonly string[]): boolean {
    return texts.reduce((sum, text) => sum + (this.took.get(text) ?? Infinity), 0) <= QUICK_MS;
  }

  /** True when it has run before and took longer than it may. */
  isSlow(text: string, mostMs = QUICK_MS): boolean {
    return (this.took.get(text) ?? 0) > mostMs;
  }
}
