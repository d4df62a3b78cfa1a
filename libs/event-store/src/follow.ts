import { setImmediate as turn } from 'node:timers/promises';
import type { Position, Recorded } from '@ledger/kernel';
import { PAGE } from './port.js';

/** Wakes everyone who waits for the log to grow. */
export class Bell {
  #next = Promise.withResolvers<void>();

  ring(): void {
    const rung = this.#next;
    this.#next = Promise.withResolvers();
    rung.resolve();
  }

  /** Resolves at the next ring. */
  rung(): Promise<void> {
    return this.#next.promise;
  }
}

/** Page after page until the signal is aborted, waiting for the bell at the head. `page` throws where the log ended. */
export async function* follow(
  page: (after: Position) => readonly Recorded[],
  bell: Bell,
  { after = 0, signal }: { readonly after?: Position; readonly signal: AbortSignal },
): AsyncGenerator<readonly Recorded[], void, undefined> {
  let position = after;
  const stop = () => bell.ring();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      const facts = page(position);
      const last = facts.at(-1);
      if (last === undefined) {
        await bell.rung();
        continue;
      }
      position = last.position;
      yield facts;
      if (facts.length === PAGE) await turn();
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
