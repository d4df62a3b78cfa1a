import type { Entry, Position, Recorded } from '@ledger/kernel';

/** All facts of one append together, in bytes of their canonical form: what every store takes in one piece. */
export const MAX_APPEND_BYTES = 983_040;

/** How many facts `readAll` answers unless told, and the most one page of a subscription holds. */
export const PAGE = 1_000;

/** The expected revision of a stream that has no facts yet. */
export const NONE = -1;

/** Where the first and the last fact of an append stand in the log. */
export interface Appended {
  readonly first: Position;
  readonly last: Position;
}

/** The log as a reader sees it. Every method rejects with Unavailable once the log is closed or has failed. */
export interface LogReader {
  /** Identifies this log: 8 base-32 characters, drawn once when the log was made. */
  readonly epoch: string;

  /** The facts of one stream by revision, `from` included; none for a stream that does not exist. */
  read(stream: string, options?: { readonly from?: number }): Promise<readonly Recorded[]>;

  /**
   * One page in log order, `after` excluded. A page shorter than `limit` has reached the head. A position that is no
   * fact's may be a RangeError.
   */
  readAll(options?: { readonly after?: Position; readonly limit?: number }): Promise<readonly Recorded[]>;

  /**
   * All facts behind `after` in log order, past and to come, in pages that are never empty. It ends by its signal
   * only; where the log ends first, it throws. History is read a page at a time with a turn of the event loop between.
   */
  subscribe(options: {
    readonly after?: Position;
    readonly signal: AbortSignal;
  }): AsyncIterable<readonly Recorded[]>;

  /**
   * The facts up to a position, one stream after another, each whole and by revision. Left out by stores that can be read
   * in log order only.
   */
  streams?(upTo: Position): AsyncIterable<readonly Recorded[]>;

  /** The fact with this id. A store without an index of ids is Unavailable where it lies too far back. */
  find(id: string): Promise<Recorded | undefined>;

  /** The position of the last fact, 0 in an empty log. */
  head(): Promise<Position>;

  close(): Promise<void>;
}

/** A fact as it is kept, whatever it holds: the columns it is found by, and its text. */
export interface Row {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly bytes: string;
}

/** What only the store itself can tell is wrong with what it keeps. */
export interface Flaw {
  /** What kind of thing it is: `history.hidden`. */
  readonly code: string;
  readonly position: Position;
  readonly stream: string;
  /** Id of the fact, where it is about one. */
  readonly fact?: string;
  readonly what: string;
}

/** The log for whoever checks it: facts as they are kept, beside the way in which everybody reads them. */
export interface RawLog extends LogReader {
  /** Whether positions count facts, so that none may be missing. */
  readonly dense: boolean;

  /** How many facts there are up to a position. */
  count(upTo: Position): number;

  /** One page in log order, `after` excluded. */
  rows(options?: { readonly after?: Position; readonly limit?: number }): readonly Row[];

  /** One page by stream and revision, `after` excluded, of the facts up to a position. */
  rowsByStream(options: {
    readonly after?: Pick<Row, 'stream' | 'revision'>;
    readonly upTo: Position;
    readonly limit?: number;
  }): readonly Row[];
}

/** Facts that are added in one piece. */
export interface Append {
  readonly stream: string;
  /** The revision of the stream's last fact, or NONE. */
  readonly expected: number;
  readonly entries: readonly Entry[];
}

export interface EventStore extends LogReader {
  /**
   * Whether other processes append too. Where they do, an append may fail and the one behind it find what it expects,
   * written by somebody else: what was decided on facts that are under way must wait for them.
   */
  readonly shared: boolean;

  /**
   * Adds facts to the end of one stream, all or none, and resolves when they are durable. `expected` is the revision
   * of the stream's last fact, or NONE. Entries arrive complete, with revisions `expected + 1` and on; anything else
   * is a RangeError. Appends take effect in the order of their calls, so the next one to a stream may be issued
   * before the last has resolved. The same entries once more at the same expectation resolve with their first
   * positions. Rejects with RevisionConflict, TooLarge, Overloaded or Unavailable; only Unavailable with the outcome
   * `unknown` leaves open whether the facts were stored.
   */
  append(stream: string, expected: number, entries: readonly Entry[]): Promise<Appended>;

  /**
   * Adds the history of another log, each piece as `append` would, many under way at once and yet in the order in which
   * they are given: what is cut off is a beginning of it. Gives each back when it is durable. Nothing else is to be
   * appended meanwhile. Throws what the first that fails rejects with.
   */
  appendAll(appends: AsyncIterable<Append>): AsyncIterable<Append>;
}
