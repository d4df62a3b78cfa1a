import type { Entry, Position } from '@ledger/kernel';

/** A command that was accepted, now or before. */
export interface Outcome {
  readonly stream: string;
  readonly entries: readonly Entry[];
  /** The highest position of the facts and of all that followed; 0 for a dry run. */
  readonly position: Position;
  /** Whether it was accepted before, and this is its receipt again. */
  readonly replayed: boolean;
  readonly followers: readonly Outcome[];
  /** Streams whose facts were not finished in time. They will be. */
  readonly pending: readonly string[];
}
