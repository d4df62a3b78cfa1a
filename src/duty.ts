import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import { collectionOf, type Held, type Lease, Superseded, Unreachable, whileHeld } from '@ledger/read-model';
import type { Logger } from 'pino';
import { views } from './areas.js';
import type { Belonging } from './ledger/belonging.js';
import { ledgerRefusals } from './ledger/ledger.refusals.js';
import type { Progress } from './ledger/progress.js';
import type { Projection } from './projection.js';

/** How long a node waits before it takes up its duty again after the databases could not be reached. */
const RETRY_MS = 1_000;
/** How often a node that does not write the views looks how far they are. */
const LOOK_MS = 200;

export interface DutyParts {
  readonly lease: Lease;
  /** What the views were made from. */
  readonly made: Belonging;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly project: (held: Held) => Promise<Projection>;
  /** Completes what follows from facts, until the signal. */
  readonly follow: (signal: AbortSignal) => Promise<unknown>;
  /** What cannot be mended by trying again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * What one node of many does: it writes the views and completes reactions while it holds the lease. The others look how
 * far the views are.
 */
export class Duty {
  private readonly stopping = new AbortController();
  private readonly running: Promise<unknown>;
  private projection: Projection | undefined;
  private head: Position = 0;

  constructor(private readonly parts: DutyParts) {
    this.running = Promise.all([this.perform(), this.look()]);
  }

  /** The log ends here now. */
  notify(head: Position): void {
    this.head = head;
    this.projection?.notify(head);
  }

  /** Whether this node writes the views. */
  get performing(): boolean {
    return this.projection !== undefined;
  }

  /** Refuses view.elsewhere where another node writes the views. */
  async rebuild(names: readonly string[], onPage: (position: Position) => void): Promise<void> {
    if (!this.projection) throw ledgerRefusals('view.elsewhere');
    try {
      await this.projection.rebuild(names, onPage);
    } catch (error) {
      throw error instanceof Superseded ? ledgerRefusals('view.elsewhere') : error;
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async perform(): Promise<void> {
    const { lease, logger, onFailure } = this.parts;
    const { signal } = this.stopping;
    const warned = (error: unknown) => {
      if (error instanceof Unreachable || error instanceof Unavailable)
        logger.warn({ err: error }, 'the views cannot be written now; trying again');
      throw error;
    };
    while (!signal.aborted) {
      try {
        await whileHeld(lease, (held, lost) => this.hold(held, lost).catch(warned), signal);
      } catch (error) {
        if (!mayPass(error)) return onFailure(error);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  private async hold(held: Held, lost: AbortSignal): Promise<void> {
    const projection = await this.parts.project(held);
    this.projection = projection;
    projection.notify(this.head);
    const ended = new AbortController();
    const following = this.parts.follow(AbortSignal.any([lost, ended.signal]));
    try {
      await Promise.race([projection.ended, following]);
    } finally {
      this.projection = undefined;
      ended.abort();
      await Promise.allSettled([projection.stop(), following]);
    }
  }

  /**
   * Where another node writes the views, how far they are stands in their checkpoints. Where this one does, a checkpoint
   * behind what it wrote is that of a database that was restored from a copy, or emptied: then it begins anew.
   */
  private async look(): Promise<void> {
    const { lease, made, progress, logger } = this.parts;
    const { signal } = this.stopping;
    while (!signal.aborted && Number.isFinite(lease.ttl)) {
      const { projection } = this;
      const written = new Map(progress.all.map(({ view, position }) => [view, position]));
      const reached = await made.reached(views.map(collectionOf)).catch(() => undefined);
      const found = views.map(({ name }, n) => ({ view: name, position: reached?.[n] ?? 0 }));
      const isBehind = found.some(({ view, position }) => position < (written.get(view) ?? 0));
      if (reached && !projection && !this.projection) progress.note(found);
      if (reached && projection && isBehind) {
        logger.warn('the views are not as they were left; they are folded from where they are');
        await projection.stop().catch(() => {});
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** Whether another try may find it mended. */
const mayPass = (error: unknown): boolean =>
  error instanceof Unreachable || error instanceof Superseded || error instanceof Unavailable;
