import type { EventStore } from '@ledger/event-store';
import type { Position, Recorded } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import type { Logger } from 'pino';
import type { Progress } from './progress.js';

/** Everything that follows from facts up to this checkpoint has been done. */
export const REACTIONS_CHECKPOINT = 'reactions';
/** How often the checkpoint is written. What lies behind it is looked at again after a crash, and changes nothing. */
const CHECKPOINT_MS = 1_000;
const RETRY_MS = 1_000;

/** What is to be done because of facts, one after the other. Done again, it changes nothing. */
export interface Errand {
  /** Of its checkpoint. */
  readonly name: string;
  readonly types: readonly string[];
  /** May give up at the signal. */
  readonly complete: (fact: Recorded, signal: AbortSignal) => Promise<void>;
}

/**
 * Reads the log and makes certain that an errand is done because of every fact, also what a crash interrupted. What fails
 * is tried again; nothing behind it is done before.
 */
export class Follower {
  private position: Position = 0;
  private written = 0;
  private readonly types: ReadonlySet<string>;

  constructor(
    private readonly errand: Errand,
    private readonly store: EventStore,
    private readonly model: ReadModel,
    private readonly progress: Progress,
    private readonly logger: Logger,
  ) {
    this.types = new Set(errand.types);
  }

  /** Goes on where the last follower was, until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    const { name } = this.errand;
    this.position = await this.model.checkpoint(name);
    this.tell();
    try {
      for await (const page of this.store.subscribe({ after: this.position, signal })) {
        await this.take(page, signal);
        this.tell();
      }
      await this.checkpoint();
    } finally {
      this.progress.forget(name);
    }
  }

  private async take(page: readonly Recorded[], signal: AbortSignal): Promise<void> {
    for (const fact of page) {
      if (this.types.has(fact.type) && !(await this.complete(fact, signal))) return;
      this.position = fact.position;
    }
    if (Date.now() - this.written > CHECKPOINT_MS) await this.checkpoint();
  }

  /** False where the signal came before: the next follower begins with this fact. */
  private async complete(fact: Recorded, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      try {
        await this.errand.complete(fact, signal);
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
    this.progress.note([{ view: this.errand.name, position: this.position }]);
  }

  private async checkpoint(): Promise<void> {
    this.written = Date.now();
    await this.model.project(this.errand.name, [], this.position);
  }
}
