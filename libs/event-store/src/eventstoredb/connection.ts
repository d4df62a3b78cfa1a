import { EventStoreDBClient } from '@eventstore/db-client';
import { Unavailable } from '../errors.js';
import { probe } from './exactly.js';
import { isLost, isRetryable, messageOf, NoAnswer, unavailable } from './failures.js';
import { onPoison } from './poison.js';
import { Pause, within } from './waiting.js';

export type Client = EventStoreDBClient;

export interface Patience {
  /** How long one call may take before the client is given up, in milliseconds. */
  readonly deadline: number;
  /** How long a call is tried again before whoever asked is told, in milliseconds. */
  readonly patience: number;
}

/**
 * One client at a time. A client that is silent, cut off or poisoned is disposed of, and another takes its place once
 * the server answers it. The next is opened after the last has ended: a client that fails takes the appends of every
 * other one in the process with it.
 */
export class Connection {
  readonly #stopPoison = onPoison(() => this.#replaceCurrent());
  readonly #closing = new AbortController();
  #current: Promise<Client>;
  /** The client that `#current` came to, while it is good. */
  #good: Client | undefined;
  #trouble: unknown;

  /** Throws for a connection string that cannot be read. */
  constructor(
    private readonly url: string,
    readonly times: Patience,
  ) {
    this.#current = this.#open(EventStoreDBClient.connectionString(url));
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * One call on the client, with our own timer, as soon as there is a client: for that it waits until `until`, and
   * then throws Unavailable. What fails because its client was given up throws NoAnswer.
   */
  async call<T>(until: number, action: (client: Client) => Promise<T>): Promise<T> {
    return this.on(await this.client(until), action);
  }

  /** One call on this client and no other. */
  async on<T>(client: Client, action: (client: Client) => Promise<T>): Promise<T> {
    if (client !== this.#good) throw new NoAnswer('the connection was lost before');
    const work = action(client);
    work.catch(() => {});
    try {
      const answer = await within(this.times.deadline, work, () => new NoAnswer('no answer in time'));
      // What a disposed client was reading ends early and without an error.
      if (client !== this.#good) throw new NoAnswer('the connection was lost meanwhile');
      return answer;
    } catch (error) {
      if (client !== this.#good) throw new NoAnswer(messageOf(error), { cause: error });
      if (isLost(error)) this.replace(client);
      throw error;
    }
  }

  /** As `call`, and again until it succeeds, fails for good, or patience ends with Unavailable. */
  async retry<T>(action: (client: Client) => Promise<T>): Promise<T> {
    const until = this.until();
    const pause = new Pause();
    for (;;) {
      try {
        return await this.call(until, action);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (performance.now() >= until || this.closing.aborted) throw unavailable(error);
      }
      await pause.wait(this.closing);
    }
  }

  /** A client that answers. Throws Unavailable when there is none by then, or when the connection is closed. */
  async client(until: number): Promise<Client> {
    if (this.closing.aborted) throw closed();
    return within(until - performance.now(), this.#current, () => unavailable(this.#trouble));
  }

  /** When patience with a call that begins now ends, by the clock of `performance`. */
  until(): number {
    return performance.now() + this.times.patience;
  }

  /** Gives this client up, unless another has taken its place already. */
  replace(client: Client): void {
    if (client === this.#good) this.#replaceCurrent();
  }

  async close(): Promise<void> {
    if (this.closing.aborted) return;
    this.#closing.abort();
    this.#stopPoison();
    const client = this.#good;
    this.#good = undefined;
    if (client) await this.#dispose(client);
    await this.#current.catch(() => {});
  }

  #replaceCurrent(): void {
    const client = this.#good;
    if (!client || this.closing.aborted) return;
    this.#good = undefined;
    this.#current = this.#dispose(client).then(() =>
      this.#open(EventStoreDBClient.connectionString(this.url)),
    );
  }

  /** Answers a client that the server has answered. Rejects only when the connection is closed. */
  async #open(first: Client): Promise<Client> {
    const pause = new Pause();
    for (let client = first; ; client = EventStoreDBClient.connectionString(this.url)) {
      try {
        await within(
          this.times.deadline,
          probe(client, this.times.deadline),
          () => new NoAnswer('no answer in time'),
        );
        if (!this.closing.aborted) {
          this.#good = client;
          return client;
        }
      } catch (error) {
        this.#trouble = error;
      }
      await this.#dispose(client);
      await pause.wait(this.closing);
      if (this.closing.aborted) throw closed();
    }
  }

  /** Resolves when all calls of the client have ended, so that none of them can fail those of the next. */
  async #dispose(client: Client): Promise<void> {
    await within(this.times.deadline, client.dispose(), () => new NoAnswer('the client does not end')).catch(
      () => {},
    );
  }
}

const closed = (): Unavailable => new Unavailable('not-stored', 'the log is closed');
