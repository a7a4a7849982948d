import type { ServerResponse } from 'node:http';
import type { ReadOptions } from '../store/store.js';

/** Who waits for an answer over HTTP. */
export class Asker implements ReadOptions {
  private controller: AbortController | null = null;

  constructor(
    readonly caller: string,
    private readonly response: ServerResponse,
  ) {}

  /** Aborts when the connection closes before the answer is out. Made when it is asked for: most answers need none. */
  get signal(): AbortSignal {
    if (!this.controller) {
      const controller = new AbortController();
      this.controller = controller;
      if (this.response.destroyed) controller.abort();
      else {
        this.response.once('close', () => {
          if (!this.response.writableFinished) controller.abort();
        });
      }
    }
    return this.controller.signal;
  }
}
