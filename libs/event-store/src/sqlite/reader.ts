import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Position, Recorded } from '@ledger/kernel';
import { Unavailable } from '../errors.js';
import { Bell, follow } from '../follow.js';
import { natural } from '../natural.js';
import { NONE, PAGE, type RawLog, type Row } from '../port.js';
import { recorded } from '../row.js';
import { whole } from '../whole.js';
import { attempt } from './connection.js';

const FACTS = 'SELECT position, stream, revision, id, bytes FROM facts';

/** The log through one connection. Facts show once they are durable. */
export class SqliteReader implements RawLog {
  readonly dense: boolean = true;
  readonly #bell = new Bell();
  readonly #ofStream: StatementSync;
  readonly #ofLog: StatementSync;
  readonly #byStream: StatementSync;
  readonly #ofId: StatementSync;
  readonly #last: StatementSync;
  readonly #count: StatementSync;
  #ended: Error | undefined;

  constructor(
    protected readonly db: DatabaseSync,
    readonly epoch: string,
  ) {
    this.#ofStream = db.prepare(`${FACTS} WHERE stream = ? AND revision >= ? ORDER BY revision`);
    this.#ofLog = db.prepare(`${FACTS} WHERE position > ? ORDER BY position LIMIT ?`);
    this.#byStream = db.prepare(
      `${FACTS} WHERE (stream, revision) > (?, ?) AND position <= ? ORDER BY stream, revision LIMIT ?`,
    );
    this.#ofId = db.prepare(`${FACTS} WHERE id = ?`);
    this.#last = db.prepare('SELECT coalesce(max(position), 0) AS head FROM facts');
    this.#count = db.prepare('SELECT count(*) AS count FROM facts WHERE position <= ?');
  }

  async read(stream: string, { from = 0 }: { readonly from?: number } = {}): Promise<readonly Recorded[]> {
    return this.#select(this.#ofStream, stream, natural('from', from)).map(recorded);
  }

  async readAll({ after = 0, limit = PAGE }: { readonly after?: Position; readonly limit?: number } = {}) {
    return this.rows({ after, limit }).map(recorded);
  }

  subscribe(options: { readonly after?: Position; readonly signal: AbortSignal }) {
    return follow((after) => this.page(after), this.#bell, options);
  }

  streams(upTo: Position) {
    return whole((after) => this.rowsByStream({ ...(after && { after }), upTo }));
  }

  async find(id: string): Promise<Recorded | undefined> {
    const [row] = this.#select(this.#ofId, id);
    return row && recorded(row);
  }

  async head(): Promise<Position> {
    this.assertOpen();
    return this.last();
  }

  async close(): Promise<void> {
    if (!this.db.isOpen) return;
    this.end(new Unavailable('not-stored', 'the log is closed'));
    this.db.close();
  }

  rows({
    after = 0,
    limit = PAGE,
  }: {
    readonly after?: Position;
    readonly limit?: number;
  } = {}): readonly Row[] {
    return this.#select(this.#ofLog, natural('after', after), natural('limit', limit));
  }

  rowsByStream({
    after = { stream: '', revision: NONE },
    upTo,
    limit = PAGE,
  }: {
    readonly after?: Pick<Row, 'stream' | 'revision'>;
    readonly upTo: Position;
    readonly limit?: number;
  }): readonly Row[] {
    return this.#select(
      this.#byStream,
      after.stream,
      after.revision,
      natural('upTo', upTo),
      natural('limit', limit),
    );
  }

  count(upTo: Position): number {
    this.assertOpen();
    const { count } = attempt(() => this.#count.get(natural('upTo', upTo))) ?? {};
    return Number(count);
  }

  /** Tells a reader on its own connection that the log has grown. Without it, subscriptions see nothing new. */
  notify(): void {
    this.#bell.ring();
  }

  /** From here on every call is refused for this reason, and every subscription throws it. The first reason stays. */
  protected end(reason: Error): void {
    this.#ended ??= reason;
    this.#bell.ring();
  }

  protected last(): Position {
    return attempt(() => Number(this.#last.get()?.head));
  }

  /** The next facts for those who follow the log; none at its head. */
  protected page(after: Position): readonly Recorded[] {
    return this.rows({ after }).map(recorded);
  }

  protected assertOpen(): void {
    if (this.#ended) throw this.#ended;
  }

  #select(statement: StatementSync, ...parameters: (string | number)[]): Row[] {
    this.assertOpen();
    // The columns are those of FACTS, of the types that the STRICT table holds.
    return attempt(() => statement.all(...parameters)) as unknown as Row[];
  }
}
