import type { Position } from '@ledger/kernel';

/** Something in the log that the ledger never writes, or that is not there and should be. */
export interface Finding {
  /** What kind of thing it is: `text.not-canonical`. */
  readonly code: string;
  /** Left out where it is about more than one fact. */
  readonly position?: Position;
  /** Id of the fact. */
  readonly fact?: string;
  readonly stream?: string;
  readonly what: string;
}

export interface Report {
  readonly epoch: string;
  /** How far the log was read: what came later was not looked at. */
  readonly head: Position;
  readonly facts: number;
  readonly streams: number;
  readonly commands: number;
  /** Checkpoints of views and reactions that were compared with the log. */
  readonly checkpoints: number;
  /** Facts in other streams that had not been recorded yet when the log was read. They will be. */
  readonly pending: number;
  /** How many findings there are; the first hundred are listed. */
  readonly found: number;
  readonly findings: readonly Finding[];
}

const LISTED = 100;

/** Counts findings, and keeps the first hundred. */
export class Findings {
  readonly listed: Finding[] = [];
  count = 0;

  add(finding: Finding): void {
    this.count += 1;
    if (this.listed.length < LISTED) this.listed.push(finding);
  }
}
