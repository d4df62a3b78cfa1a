import {
  type Db,
  type MongoClient,
  MongoNotConnectedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { Unreachable } from '../port.js';
import { inWordsOfThePort } from './errors.js';

/** How long a question may take altogether, in milliseconds. */
export interface Patience {
  /** For an answer. */
  readonly answer: number;
  /** For storing many documents, or an index of those that are there. */
  readonly work: number;
}

/** Whoever asks over HTTP waits for an answer: 503 with another try is better than silence. */
export const PATIENCE: Patience = { answer: 10_000, work: 60_000 };

/** How long a question may take to end that was called off, and a client to close. */
const GRACE_MS = 1_000;

/**
 * One client of the driver at a time; another takes its place when it is of no more use. mongodb 7.9.0 writes to sockets
 * that are destroyed and have not said so yet, and then waits for them to drain, for ever and whatever `socketTimeoutMS`
 * says. A question that meets this is never answered, and keeps its connection. Where the driver's own look at the
 * server meets it, which is when a server goes down as connections break one after the other, the client never finds
 * that server again.
 */
export class Link {
  #client: MongoClient;
  #closed = false;

  constructor(
    private readonly another: () => MongoClient,
    private readonly database: string,
    private readonly patience: Patience = PATIENCE,
  ) {
    this.#client = another();
  }

  /** Throws `Unreachable` where no server answers. */
  async connect(): Promise<void> {
    await this.ask(({ client }) => client.connect());
  }

  /**
   * What the question comes to, in time. What reads should heed the signal, which calls it off: what does not ends with
   * its client, and so do all others that are under way. Errors of the connection are `Unreachable`.
   */
  ask<T>(question: (db: Db, signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#within(this.patience.answer, question);
  }

  /** As `ask`, for what may take longer. */
  work<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.#within(this.patience.work, work);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#within(GRACE_MS, ({ client }) => client.close()).catch(() => {});
  }

  async #within<T>(ms: number, question: (db: Db, signal: AbortSignal) => Promise<T>): Promise<T> {
    const client = this.#client;
    const limit = new AbortController();
    const tooLate = new Unreachable(`the read model does not answer within ${ms} ms`);
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = () => {
      this.#replace(client);
      reject(tooLate);
    };
    let timer = setTimeout(() => {
      limit.abort(tooLate);
      timer = setTimeout(giveUp, GRACE_MS);
    }, ms);
    try {
      return await Promise.race([question(client.db(this.database), limit.signal), givenUp]);
    } catch (error) {
      if (findsNoServer(error)) this.#replace(client);
      throw inWordsOfThePort(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The next one connects when it is asked. */
  #replace(client: MongoClient): void {
    if (this.#closed || client !== this.#client) return;
    this.#client = this.another();
    client.close().catch(() => {});
  }
}

/** There may be no server, or the client may not see it: another one would. */
const findsNoServer = (error: unknown): boolean =>
  error instanceof MongoServerSelectionError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoNotConnectedError;
