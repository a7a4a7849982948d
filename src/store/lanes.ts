import { cancelled, unavailable } from '../model/errors.js';

export interface LanesOptions {
  /** How many may work at once. */
  readonly places: number;
  /** How many of the places, the first ones, are for quick work only. */
  readonly quickPlaces: number;
  /** How many may wait; who comes after is refused. */
  readonly longestQueue: number;
  /** How long one may wait for a place. */
  readonly longestWaitMs: number;
}

/** One who asks for a place. */
export interface Entrant {
  /** True when the work is known to be over soon. */
  readonly quick: boolean;
  /** Whom the work is for; places go round among callers. */
  readonly caller?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting extends Entrant {
  readonly give: (place: number) => void;
}

/**
 * Shares out a fixed number of places to work at. Some are kept for quick work, so that slow work, however much there
 * is of it, never holds it up. A place that becomes free goes to the caller who has the fewest at that moment, and
 * among equals to who came first: one caller's hundred questions do not stand before another's one.
 */
export class Lanes {
  private readonly free: boolean[];
  private readonly callers: (string | undefined)[] = [];
  private readonly queue: Waiting[] = [];

  constructor(private readonly options: LanesOptions) {
    this.free = Array.from({ length: options.places }, () => true);
  }

  /** How many wait for a place. */
  get waiting(): number {
    return this.queue.length;
  }

  /** A place, as soon as there is one. Rejects with an UNAVAILABLE error when too many wait or it takes too long. */
  async enter(entrant: Entrant): Promise<number> {
    if (entrant.signal?.aborted) throw cancelled();
    const place = this.free.findIndex((isFree, index) => isFree && this.suits(index, entrant));
    if (place >= 0) return this.take(place, entrant);
    if (this.queue.length >= this.options.longestQueue) {
      throw unavailable(
        `The server is busy: ${this.options.longestQueue} questions wait already. Try again shortly.`,
      );
    }
    return this.wait(entrant);
  }

  /** Gives a place back. */
  leave(place: number): void {
    this.free[place] = true;
    this.callers[place] = undefined;
    const next = this.nextFor(place);
    if (!next) return;
    this.queue.splice(this.queue.indexOf(next), 1);
    next.give(this.take(place, next));
  }

  private wait(entrant: Entrant): Promise<number> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error) => {
        settle();
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(error);
      };
      const onAbort = () => giveUp(cancelled());
      const timer = setTimeout(
        () => giveUp(unavailable('The server is busy: no turn came in time. Try again shortly.')),
        this.options.longestWaitMs,
      );
      const settle = () => {
        clearTimeout(timer);
        entrant.signal?.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting = {
        quick: entrant.quick,
        caller: entrant.caller,
        give: (place) => {
          settle();
          resolve(place);
        },
      };
      entrant.signal?.addEventListener('abort', onAbort, { once: true });
      this.queue.push(waiting);
    });
  }

  private take(place: number, { caller }: Entrant): number {
    this.free[place] = false;
    this.callers[place] = caller;
    return place;
  }

  private suits(place: number, { quick }: Entrant): boolean {
    return quick || place >= this.options.quickPlaces;
  }

  private nextFor(place: number): Waiting | undefined {
    let best: Waiting | undefined;
    let fewest = Infinity;
    for (const waiting of this.queue) {
      if (!this.suits(place, waiting)) continue;
      const places = waiting.caller === undefined ? 0 : this.placesOf(waiting.caller);
      if (places < fewest) [best, fewest] = [waiting, places];
    }
    return best;
  }

  private placesOf(caller: string): number {
    return this.callers.filter((candidate) => candidate === caller).length;
  }
}
