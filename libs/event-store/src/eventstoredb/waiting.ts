import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 20;
const LONGEST_MS = 1_000;

/** Waits between attempts: each twice as long as the last, up to a second. */
export class Pause {
  #next = FIRST_MS;

  /** Resolves early when the signal is aborted. */
  async wait(signal?: AbortSignal): Promise<void> {
    const ms = this.#next;
    this.#next = Math.min(2 * ms, LONGEST_MS);
    await delay(ms, undefined, { ...(signal && { signal }) }).catch(() => {});
  }

  reset(): void {
    this.#next = FIRST_MS;
  }
}

/** What `work` comes to, or `late()` thrown when it takes longer. The work itself goes on, and nobody hears of it. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  if (ms === Number.POSITIVE_INFINITY) return work;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), Math.max(0, ms));
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `work` comes to, or undefined as soon as the signal is aborted. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  const aborted = signal.aborted ? Promise.resolve() : once(signal, 'abort', { signal: done.signal });
  try {
    return await Promise.race([aborted.then(() => undefined), work]);
  } finally {
    done.abort();
  }
}
