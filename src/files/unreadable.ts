import type { Spot } from '../changes/draft.js';

/** Thrown when a file cannot be read any further: what is wrong, and where. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly spot: Partial<Omit<Spot, 'file'>> = {},
  ) {
    super(message);
  }
}
