import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Entry, Position, Recorded } from '@ledger/kernel';
import { type Batch, batchOf } from '../batch.js';
import { Corrupt, Overloaded, RevisionConflict, Unavailable } from '../errors.js';
import { inTurn } from '../in-turn.js';
import { type Append, type Appended, type EventStore, PAGE } from '../port.js';
import { inWordsOfThePort, isFull } from './connection.js';
import { SqliteReader } from './reader.js';

/** Beyond this much waiting text an append is refused: a second or two of writing. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** One transaction takes at most this much text (or one append), so that the event loop is held for milliseconds. */
const TRANSACTION_BYTES = 256 * 1024;

const UNKNOWN = 'a commit failed: its facts may be stored or not';

interface Waiting {
  readonly entries: readonly Entry[];
  readonly batch: Batch;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The one writer of a log. Appends that wait in the same turn of the event loop share a transaction, and are
 * answered after its commit.
 */
export class SqliteEventStore extends SqliteReader implements EventStore {
  readonly shared = false;
  /** Resolves when the log can no longer be written: a commit failed, and nobody can say what of it is on the disk. */
  readonly failed: Promise<Error>;
  readonly #fail: (error: Error) => void;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #revision: StatementSync;
  readonly #kept: StatementSync;
  readonly #id: StatementSync;
  readonly #insert: StatementSync;
  /** The position of the last fact: nobody else writes any. */
  #head: Position;
  /** What the last transaction stored. */
  #fresh: readonly Recorded[] = [];
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #scheduled = false;

  constructor(
    db: DatabaseSync,
    epoch: string,
    private readonly lock: DatabaseSync,
    private readonly onCommit: (head: Position) => void,
  ) {
    super(db, epoch);
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.failed = promise;
    this.#fail = resolve;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#revision = db.prepare('SELECT coalesce(max(revision), -1) AS revision FROM facts WHERE stream = ?');
    this.#kept = db.prepare('SELECT position, bytes FROM facts WHERE stream = ? AND revision = ?');
    this.#id = db.prepare('SELECT 1 FROM facts WHERE id = ?');
    this.#insert = db.prepare(
      'INSERT INTO facts (position, stream, revision, id, bytes) VALUES (?, ?, ?, ?, ?)',
    );
    this.#head = this.last();
  }

  async append(stream: string, expected: number, entries: readonly Entry[]): Promise<Appended> {
    this.assertOpen();
    if (this.#waitingBytes >= MAX_WAITING_BYTES)
      throw new Overloaded('too many facts are waiting to be written');
    const batch = batchOf(stream, expected, entries);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, batch, resolve, reject });
      this.#waitingBytes += batch.size;
      this.#schedule();
    });
  }

  appendAll(appends: AsyncIterable<Append>): AsyncIterable<Append> {
    return inTurn((one) => this.append(one.stream, one.expected, one.entries), appends);
  }

  /** Writes what is waiting, then gives the log free. */
  override async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#flush();
    await super.close();
    if (this.lock.isOpen) this.lock.close();
  }

  override async head(): Promise<Position> {
    this.assertOpen();
    return this.#head;
  }

  /** Whoever keeps up is given what was just stored, and need not read it again. */
  protected override page(after: Position): readonly Recorded[] {
    this.assertOpen();
    if (after === this.#head) return [];
    const [next] = this.#fresh;
    return next?.position === after + 1 && this.#fresh.length <= PAGE ? this.#fresh : super.page(after);
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      this.#schedule();
    });
  }

  #flush(): void {
    const turn = this.#take();
    if (turn.length === 0) return;
    const stored: Recorded[] = [];
    let outcomes: readonly (Appended | Error)[];
    try {
      this.#begin.run();
      outcomes = turn.map((waiting) => this.#write(waiting, stored));
    } catch (error) {
      this.#abandon(turn, error);
      return;
    }
    try {
      this.#commit.run();
    } catch (cause) {
      if (isFull(cause)) this.#abandon(turn, cause);
      else this.#stop(turn, new Unavailable('unknown', UNKNOWN, { cause }));
      return;
    }
    this.#head += stored.length;
    this.#fresh = stored;
    outcomes.forEach((outcome, i) => {
      if ('last' in outcome) turn[i]?.resolve(outcome);
      else turn[i]?.reject(outcome);
    });
    this.notify();
    this.onCommit(this.#head);
  }

  /** The appends of the next transaction, in the order they were asked for. */
  #take(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ batch }, i) => {
      bytes += batch.size;
      return i > 0 && bytes > TRANSACTION_BYTES;
    });
    const turn = this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
    for (const { batch } of turn) this.#waitingBytes -= batch.size;
    return turn;
  }

  /** Writes one append behind what this transaction has stored, or says why not. Throws what none of it can survive. */
  #write({ entries, batch }: Waiting, stored: Recorded[]): Appended | Error {
    const { stream, expected, lines } = batch;
    const actual = Number(this.#revision.get(stream)?.revision);
    if (actual !== expected) return this.#again(batch) ?? new RevisionConflict(stream, expected, actual);
    if (lines.some(({ id }) => this.#id.get(id)))
      return new RangeError(`${stream}: the id of a fact is already in use`);
    const first = this.#head + stored.length + 1;
    lines.forEach(({ revision, id, bytes }, i) => {
      this.#insert.run(first + i, stream, revision, id, bytes);
      stored.push({ ...(entries[i] as Entry), position: first + i });
    });
    return { first, last: first + lines.length - 1 };
  }

  /** The positions of a batch that is already in its stream, byte for byte. */
  #again({ stream, lines }: Batch): Appended | undefined {
    const kept = lines.map((line) => ({ line, row: this.#kept.get(stream, line.revision) }));
    if (!kept.every(({ line, row }) => row?.bytes === line.bytes)) return undefined;
    return { first: Number(kept[0]?.row?.position), last: Number(kept.at(-1)?.row?.position) };
  }

  /** Nothing is stored: the appends of this turn fail, the next may do better. */
  #abandon(turn: readonly Waiting[], error: unknown): void {
    const reason = inWordsOfThePort(error);
    if (this.db.isTransaction) this.db.exec('ROLLBACK');
    if (reason instanceof Corrupt) this.#stop(turn, reason);
    else for (const { reject } of turn) reject(reason);
  }

  #stop(turn: readonly Waiting[], reason: Error): void {
    for (const { reject } of turn) reject(reason);
    const stopped = new Unavailable('not-stored', 'the log has stopped', { cause: reason });
    for (const { reject } of this.#waiting.splice(0)) reject(stopped);
    this.end(stopped);
    this.#fail(reason);
  }
}
