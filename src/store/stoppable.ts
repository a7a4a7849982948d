import { cancelled, timedOut } from '../model/errors.js';

export interface StoppableOptions {
  readonly signal: AbortSignal | undefined;
  readonly limitMs: number;
  /** Called once, when the work is to stop; the work then ends, one way or the other. */
  readonly stop: () => void;
}

/**
 * Waits for work that stops when its caller has gone or its time is over. What has been stopped rejects with the
 * reason; work that was done before it could be stopped counts as done.
 */
export async function stoppable<Result>(
  { signal, limitMs, stop }: StoppableOptions,
  work: (isStopped: () => boolean) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted) throw cancelled();
  let reason: Error | null = null;
  const end = (why: Error) => {
    if (reason) return;
    reason = why;
    stop();
  };
  const onAbort = () => end(cancelled());
  const timer = setTimeout(() => end(timedOut(limitMs)), limitMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(() => reason !== null);
  } catch (error) {
    throw reason ?? error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
