import { setImmediate as turn } from 'node:timers/promises';
import type { Position, Recorded } from '@ledger/kernel';
import { PAGE } from './port.js';

/** Wakes everyone who waits for the log to grow. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the next ring, or when the signal is aborted. */
  rung(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** Page after page until the signal is aborted, waiting for the bell at the head. `page` throws where the log ended. */
export async function* follow(
  page: (after: Position) => readonly Recorded[],
  bell: Bell,
  { after = 0, signal }: { readonly after?: Position; readonly signal: AbortSignal },
): AsyncGenerator<readonly Recorded[], void, undefined> {
  let position = after;
  while (!signal.aborted) {
    const facts = page(position);
    const last = facts.at(-1);
    if (last === undefined) {
      await bell.rung(signal);
      continue;
    }
    position = last.position;
    yield facts;
    if (facts.length === PAGE) await turn();
  }
}
