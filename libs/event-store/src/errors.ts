import type { Position } from '@ledger/kernel';

/** The stream's last fact is not the expected one. -1 stands for a stream without facts. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream}: expected revision ${expected}, found ${actual}`);
  }
}

/** A fact, or all facts of one append together, take more bytes than the log accepts. Nothing was stored. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  constructor(
    readonly what: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${what}: ${bytes} bytes, at most ${limit} are kept`);
  }
}

/** More is waiting to be written than the log is willing to hold. Nothing was stored; try again later. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** What is known of an append that failed: it may be stored or not, or it certainly is not. */
export type Outcome = 'unknown' | 'not-stored';

/** The log cannot be reached, or has stopped. For a read the outcome is always `not-stored`. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(
    readonly outcome: Outcome,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What is kept is not what was written, or not a log of ours. Nobody should go on from here. */
export class Corrupt extends Error {
  override readonly name = 'Corrupt';
  constructor(
    message: string,
    readonly position?: Position,
    options?: ErrorOptions,
  ) {
    super(position === undefined ? message : `position ${position}: ${message}`, options);
  }
}

/** Another process, or another part of this one, is writing to the same log. */
export class Locked extends Error {
  override readonly name = 'Locked';
  constructor(
    readonly file: string,
    readonly pid: number,
  ) {
    super(`${file} is in use by process ${pid}`);
  }
}
