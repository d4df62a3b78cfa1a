import type { Position } from '@ledger/kernel';

/** How far somebody is behind the log. */
export interface Lag {
  readonly facts: number;
  /** How long the first fact that they have not read has been there. */
  readonly seconds: number;
}

/** The log had come to this position, and to so many facts since this process listens, at this time. */
interface Mark {
  readonly position: Position;
  readonly facts: number;
  readonly at: number;
}

/** What grows within this time is one mark. */
const STEP_MS = 100;
/** Older marks are let go: with a mark every step, a quarter of an hour and more is remembered. */
const KEPT = 20_000;

const NO_LAG: Lag = { facts: 0, seconds: 0 };

/**
 * How the log has grown since this process listens. Positions of some logs have gaps, so facts are counted as they come;
 * between two marks they are taken to stand evenly, which is exact where there are no gaps.
 */
export class Growth {
  private marks: Mark[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Listening begins behind this position. */
  begin(position: Position): void {
    this.marks = [{ position, facts: 0, at: this.now() }];
  }

  /** So many facts more; the last of them stands at this position. */
  note(position: Position, count: number): void {
    const at = this.now();
    const facts = this.facts + count;
    const last = this.marks.at(-1);
    const merged = last && this.marks.length > 1 && at - last.at < STEP_MS;
    if (merged) this.marks.pop();
    this.marks.push({ position, facts, at: merged ? last.at : at });
    if (this.marks.length > KEPT) this.marks.splice(0, KEPT / 2);
  }

  /** How many facts were heard of. */
  get facts(): number {
    return this.marks.at(-1)?.facts ?? 0;
  }

  /** Before what is remembered, positions are taken for facts, and the time is at least what is answered. */
  behind(position: Position): Lag {
    const last = this.marks.at(-1);
    const next = this.marks.findLastIndex((mark) => mark.position <= position) + 1;
    const [before, mark] = [this.marks[next - 1], this.marks[next]];
    if (!last || !mark) return NO_LAG;
    const seconds = (this.now() - mark.at) / 1_000;
    if (!before) return { facts: last.facts - mark.facts + mark.position - position, seconds };
    const share = (position - before.position) / (mark.position - before.position);
    const read = before.facts + Math.round(share * (mark.facts - before.facts));
    return { facts: last.facts - read, seconds };
  }
}
