import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Keeps work to a number of bytes a second: what was not used by then is not made up for. */
export class Pace {
  private due = performance.now();

  /** @param bytesPerSecond 0 for no bound */
  constructor(
    private readonly bytesPerSecond: number,
    private readonly signal?: AbortSignal,
  ) {}

  /** Waits as long as these bytes may take. Throws the reason of the signal. */
  async took(bytes: number): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.bytesPerSecond === 0) return turn();
    const now = performance.now();
    this.due = Math.max(this.due, now) + (bytes / this.bytesPerSecond) * 1_000;
    const wait = this.due - now;
    if (wait < 1) return turn();
    await sleep(wait, undefined, { signal: this.signal }).catch(() => {});
    this.signal?.throwIfAborted();
  }
}
