import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  type Direction,
  END,
  FORWARDS,
  type ReadPosition,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { Entry, Position, Recorded } from '@ledger/kernel';
import { type Batch, batchOf } from '../batch.js';
import { Unavailable } from '../errors.js';
import { natural } from '../natural.js';
import { type Append, type Appended, type EventStore, type Flaw, PAGE, type Row } from '../port.js';
import { append } from './append.js';
import { appendAll } from './append-all.js';
import type { Client, Connection } from './connection.js';
import { factOf, idOf, logPosition, positionOf } from './envelope.js';
import { inWordsOfThePort, isLost, isRetryable, NoAnswer } from './failures.js';
import { factsIn, readStream, rowsIn } from './history.js';
import { Inbox } from './inbox.js';
import { Lanes } from './lanes.js';
import { isFact, OURS } from './names.js';
import { Pause, unlessAborted } from './waiting.js';

/** How many events the first page read backwards holds. Usually the first of them is a fact. */
const GLANCE = 16;

/** The log in EventStoreDB: a stream of the server for every stream, and `$all` for the whole. */
export class EventStoreDbEventStore implements EventStore {
  readonly shared = true;
  readonly #lanes = new Lanes();
  /** The last fact that was seen in the log. */
  #known: Position = 0;
  #closed = false;

  constructor(
    private readonly connection: Connection,
    readonly epoch: string,
    private readonly findWithin: number,
  ) {}

  async append(stream: string, expected: number, entries: readonly Entry[]): Promise<Appended> {
    const batch = this.#batchOf({ stream, expected, entries });
    const until = this.connection.until();
    const appended = await this.#lanes.run(stream, batch.size, () => append(this.connection, batch, until));
    this.#known = Math.max(this.#known, appended.last);
    return appended;
  }

  appendAll(appends: AsyncIterable<Append>): AsyncIterable<Append> {
    return appendAll(this.connection, appends, (one) => this.#batchOf(one));
  }

  #batchOf({ stream, expected, entries }: Append): Batch {
    this.#assertOpen();
    const batch = batchOf(stream, expected, entries);
    const foreign = entries.find(({ type }) => !isFact({ streamId: stream, type }));
    if (foreign)
      throw new RangeError(`${stream}: no name for a stream of facts, or no type: ${foreign.type}`);
    return batch;
  }

  async read(stream: string, { from = 0 }: { readonly from?: number } = {}): Promise<readonly Recorded[]> {
    this.#assertOpen();
    return readStream(this.connection, stream, natural('from', from));
  }

  async readAll({ after = 0, limit = PAGE }: { readonly after?: Position; readonly limit?: number } = {}) {
    this.#assertOpen();
    natural('limit', limit);
    const facts: Recorded[] = [];
    let position = natural('after', after);
    while (facts.length < limit) {
      // The server begins with the event that stands at the position itself.
      const count = Math.min(PAGE, limit - facts.length) + 1;
      const events = await this.#page(from(position), count, FORWARDS);
      facts.push(...(await factsIn(this.connection, behind(position, events))));
      const last = events.at(-1);
      if (!last || events.length < count) break;
      position = commitOf(last);
    }
    return facts.slice(0, limit);
  }

  /** Everything as it is kept, up to the end there is now, for whoever checks it; hears of what only the server knows. */
  async *rows(onFlaw: (flaw: Flaw) => void): AsyncGenerator<readonly Row[], void, undefined> {
    this.#assertOpen();
    for (let position: Position = 0; ; ) {
      const events = await this.#page(from(position), PAGE + 1, FORWARDS);
      const last = events.at(-1);
      if (!last) return;
      yield await rowsIn(this.connection, behind(position, events), onFlaw);
      if (events.length <= PAGE) return;
      position = commitOf(last);
    }
  }

  async *subscribe({ after = 0, signal }: { readonly after?: Position; readonly signal: AbortSignal }) {
    let position = natural('after', after);
    for (const pause = new Pause(); !signal.aborted; await pause.wait(signal)) {
      this.#assertOpen();
      const client = await unlessAborted(signal, this.connection.client(Number.POSITIVE_INFINITY));
      if (!client) return;
      const inbox = new Inbox(subscription(client, position));
      try {
        while (!signal.aborted) {
          const events = await inbox.take(this.connection.times.deadline, signal);
          if (events.length === 0) await this.#assertNothingBehind(position, signal);
          const facts = await factsIn(this.connection, behind(position, events));
          const last = facts.at(-1);
          if (!last) continue;
          position = last.position;
          pause.reset();
          yield facts;
        }
      } catch (error) {
        this.#assertOpen();
        if (!isRetryable(error) && !(error instanceof Unavailable)) throw inWordsOfThePort(error);
        if (isLost(error) && !(error instanceof NoAnswer)) this.connection.replace(client);
      } finally {
        inbox.cancel();
      }
    }
  }

  /**
   * Looks from the head backwards, because EventStoreDB has no index of ids. Throws Unavailable where the fact is not
   * among the last events that it may look at, and there are more.
   */
  async find(id: string): Promise<Recorded | undefined> {
    this.#assertOpen();
    let looked = 0;
    for await (const events of this.#backwards()) {
      const found = events.find(({ event }) => event && isFact(event) && idOf(event) === id);
      if (found?.event) return factOf(found.event);
      looked += events.length;
      if (looked >= this.findWithin) {
        throw new Unavailable(
          'not-stored',
          `${id} is not among the last ${looked} events: find it by its position`,
        );
      }
    }
    return undefined;
  }

  async head(): Promise<Position> {
    this.#assertOpen();
    for await (const events of this.#backwards()) {
      const last = events.find(({ event }) => event && isFact(event));
      const oldest = events.at(-1);
      if (last) this.#known = Math.max(this.#known, commitOf(last));
      if (last || !oldest || commitOf(oldest) <= this.#known) break;
    }
    return this.#known;
  }

  /** Waits for the appends that are under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#lanes.idle();
    await this.connection.close();
  }

  /** A subscription without news may be one that the server has forgotten. Throws NoAnswer. */
  async #assertNothingBehind(position: Position, signal: AbortSignal): Promise<void> {
    const head = await unlessAborted(signal, this.head());
    if (head !== undefined && head > position) throw new NoAnswer('the subscription has fallen silent');
  }

  /** Pages of the log, newest event first. */
  async *#backwards(): AsyncGenerator<readonly AllStreamResolvedEvent[], void, undefined> {
    let position: ReadPosition = END;
    for (let count = GLANCE; ; count = PAGE) {
      const events = await this.#page(position, count, BACKWARDS);
      yield events;
      const oldest = events.at(-1);
      if (!oldest || events.length < count) return;
      position = logPosition(commitOf(oldest));
    }
  }

  async #page(position: ReadPosition, count: number, direction: Direction) {
    try {
      return await this.connection.retry(async (client) => {
        const events: AllStreamResolvedEvent[] = [];
        const options = { fromPosition: position, maxCount: count, direction };
        for await (const event of client.readAll(options)) events.push(event);
        return events;
      });
    } catch (error) {
      throw inWordsOfThePort(error);
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new Unavailable('not-stored', 'the log is closed');
  }
}

const subscription = (client: Client, after: Position) =>
  client.subscribeToAll({ fromPosition: from(after), filter: streamNameFilter({ regex: OURS }) });

const from = (position: Position): ReadPosition => (position === 0 ? START : logPosition(position));

const commitOf = ({ event }: AllStreamResolvedEvent): Position => positionOf(event?.position);

const behind = (position: Position, events: readonly AllStreamResolvedEvent[]) =>
  events.filter((event) => commitOf(event) > position);
