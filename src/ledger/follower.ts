import type { EventStore } from '@ledger/event-store';
import type { Position, Reaction, Recorded } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import type { Logger } from 'pino';
import type { Ledger } from './ledger.js';
import type { Progress } from './progress.js';

/** Everything that follows from facts up to this checkpoint has been done. */
export const REACTIONS_CHECKPOINT = 'reactions';
/** How often the checkpoint is written. What lies behind it is looked at again after a crash, and changes nothing. */
const CHECKPOINT_MS = 1_000;
const RETRY_MS = 1_000;

/** What must be done because of a fact and cannot be told from it alone. Done again, it changes nothing. */
export type Effects = Readonly<Record<string, (fact: Recorded, signal: AbortSignal) => Promise<void>>>;

/**
 * Reads the log and makes certain that what follows from a fact is done, also what a crash interrupted. A reaction that
 * fails is tried again; nothing behind it is done before.
 */
export class Follower {
  private position: Position = 0;
  private written = 0;
  private readonly handled: ReadonlySet<string>;

  constructor(
    private readonly store: EventStore,
    private readonly model: ReadModel,
    private readonly ledger: Ledger,
    reactions: readonly Reaction[],
    private readonly effects: Effects,
    private readonly progress: Progress,
    private readonly logger: Logger,
  ) {
    this.handled = new Set([...reactions.flatMap(({ handles }) => handles), ...Object.keys(effects)]);
  }

  /** Goes on where the last follower was, until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    this.position = await this.model.checkpoint(REACTIONS_CHECKPOINT);
    this.tell();
    for await (const page of this.store.subscribe({ after: this.position, signal })) {
      await this.take(page, signal);
      this.tell();
    }
    await this.checkpoint();
  }

  private async take(page: readonly Recorded[], signal: AbortSignal): Promise<void> {
    for (const fact of page) {
      if (this.handled.has(fact.type) && !(await this.complete(fact, signal))) return;
      this.position = fact.position;
    }
    if (Date.now() - this.written > CHECKPOINT_MS) await this.checkpoint();
  }

  /** False where the signal came before: the next follower begins with this fact. */
  private async complete(fact: Recorded, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      try {
        await this.effects[fact.type]?.(fact, signal);
        await this.ledger.complete(fact);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        this.logger.error(
          { err: error, fact: fact.id },
          'what follows from a fact could not be done; trying again',
        );
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    return false;
  }

  private tell(): void {
    this.progress.note([{ view: REACTIONS_CHECKPOINT, position: this.position }]);
  }

  private async checkpoint(): Promise<void> {
    this.written = Date.now();
    await this.model.project(REACTIONS_CHECKPOINT, [], this.position);
  }
}
