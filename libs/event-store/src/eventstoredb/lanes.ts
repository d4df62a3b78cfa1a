import { Overloaded } from '../errors.js';

/** Beyond this much waiting text an append is refused: a second or two of writing. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/**
 * As many appends are under way at once. From the sixteenth message that has not left, client 6.2.1 queues what it has
 * to write, and what waits there when a connection fails is rejected where nobody can catch it.
 */
export const MAX_UNDER_WAY = 15;

/** Work on one stream is done one piece after the other, in the order of the calls; streams go side by side. */
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #ready: (() => void)[] = [];
  #bytes = 0;
  #underWay = 0;

  /** Throws Overloaded where too much is waiting already. */
  async run<T>(stream: string, bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#bytes >= MAX_WAITING_BYTES) throw new Overloaded('too many facts are waiting to be written');
    this.#bytes += bytes;
    const before = this.#last.get(stream) ?? Promise.resolve();
    const result = before.then(() => this.#inTurn(work));
    const done = result.catch(() => {});
    this.#last.set(stream, done);
    try {
      return await result;
    } finally {
      this.#bytes -= bytes;
      if (this.#last.get(stream) === done) this.#last.delete(stream);
    }
  }

  /** Resolves when everything has been done. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay < MAX_UNDER_WAY) this.#underWay += 1;
    else await new Promise<void>((resolve) => this.#ready.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever is next takes the place over, so that nobody can slip in between.
      const next = this.#ready.shift();
      if (next) next();
      else this.#underWay -= 1;
    }
  }
}
