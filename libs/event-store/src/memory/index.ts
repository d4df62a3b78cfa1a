import type { Entry, Position, Recorded } from '@ledger/kernel';
import { type Batch, batchOf } from '../batch.js';
import { newEpoch } from '../epoch.js';
import { RevisionConflict, Unavailable } from '../errors.js';
import { Bell, follow } from '../follow.js';
import { inTurn } from '../in-turn.js';
import { natural } from '../natural.js';
import { type Append, type Appended, type EventStore, PAGE, type Row } from '../port.js';
import { recorded } from '../row.js';
import { whole } from '../whole.js';

/** A log that lives as long as its process: for tests. It keeps canonical text, as the others do. */
export class MemoryEventStore implements EventStore {
  readonly epoch = newEpoch();
  readonly shared: boolean = false;
  readonly #log: Row[] = [];
  readonly #streams = new Map<string, Row[]>();
  readonly #ids = new Map<string, Row>();
  readonly #bell = new Bell();
  #closed = false;

  async append(stream: string, expected: number, entries: readonly Entry[]): Promise<Appended> {
    this.#open();
    const batch = batchOf(stream, expected, entries);
    const kept = this.#streams.get(stream) ?? [];
    if (kept.length - 1 !== expected) return again(batch, kept);
    if (batch.lines.some(({ id }) => this.#ids.has(id))) {
      throw new RangeError(`${stream}: the id of a fact is already in use`);
    }
    const first = this.#log.length + 1;
    this.#streams.set(stream, kept);
    for (const line of batch.lines) {
      const row = { ...line, stream, position: this.#log.length + 1 };
      this.#log.push(row);
      kept.push(row);
      this.#ids.set(row.id, row);
    }
    this.#bell.ring();
    return { first, last: this.#log.length };
  }

  appendAll(appends: AsyncIterable<Append>): AsyncIterable<Append> {
    return inTurn((one) => this.append(one.stream, one.expected, one.entries), appends);
  }

  async read(stream: string, { from = 0 }: { readonly from?: number } = {}): Promise<readonly Recorded[]> {
    this.#open();
    return (this.#streams.get(stream) ?? []).slice(natural('from', from)).map(recorded);
  }

  async readAll({ after = 0, limit = PAGE }: { readonly after?: Position; readonly limit?: number } = {}) {
    return this.#page(after, limit);
  }

  subscribe(options: { readonly after?: Position; readonly signal: AbortSignal }) {
    return follow((after) => this.#page(after, PAGE), this.#bell, options);
  }

  streams(upTo: Position) {
    this.#open();
    const rows = [...this.#streams.values()].flat().filter(({ position }) => position <= upTo);
    return whole((after) => (after ? [] : rows));
  }

  async find(id: string): Promise<Recorded | undefined> {
    this.#open();
    const row = this.#ids.get(id);
    return row && recorded(row);
  }

  async head(): Promise<Position> {
    this.#open();
    return this.#log.length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#bell.ring();
  }

  #page(after: Position, limit: number): readonly Recorded[] {
    this.#open();
    return this.#log.slice(natural('after', after), after + natural('limit', limit)).map(recorded);
  }

  #open(): void {
    if (this.#closed) throw new Unavailable('not-stored', 'the log is closed');
  }
}

/** The first positions of a batch that is already in the stream. */
function again({ stream, expected, lines }: Batch, kept: readonly Row[]): Appended {
  const rows = kept.slice(expected + 1, expected + 1 + lines.length);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || !lines.every(({ bytes }, i) => bytes === rows[i]?.bytes)) {
    throw new RevisionConflict(stream, expected, kept.length - 1);
  }
  return { first: first.position, last: last.position };
}
