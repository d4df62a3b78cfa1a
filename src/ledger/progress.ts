import type { Position } from '@ledger/kernel';
import type { ViewProgress } from '@ledger/read-model';

interface Waiter {
  readonly views: readonly string[];
  readonly position: Position;
  readonly reached: () => void;
}

/** How often a view that should come along is looked at for a pause. */
const SETTLING_MS = 500;

/** How far each view has read, and who waits for it. */
export class Progress {
  private readonly views = new Map<string, ViewProgress>();
  private readonly waiters = new Set<Waiter>();

  note(progress: readonly ViewProgress[]): void {
    for (const one of progress) this.views.set(one.view, one);
    for (const waiter of this.waiters) if (this.has(waiter)) waiter.reached();
  }

  /** This node does not follow it any more, so it knows no longer how far it is. */
  forget(view: string): void {
    this.views.delete(view);
  }

  get all(): readonly ViewProgress[] {
    return [...this.views.values()];
  }

  /** The position that all of these views have reached. */
  reached(views: readonly string[]): Position {
    return Math.min(...views.map((view) => this.views.get(view)?.position ?? 0));
  }

  /** Waits until every view has reached a position or is paused. */
  async settled(position: Position): Promise<void> {
    for (;;) {
      const behind = this.all.filter((one) => !one.pause && one.position < position).map(({ view }) => view);
      if (behind.length === 0) return;
      await this.until(behind, position, SETTLING_MS);
    }
  }

  /** Waits until the views have reached a position; false where that took longer than `timeout` ms, or was given up. */
  until(
    views: readonly string[],
    position: Position,
    timeout: number,
    givenUp?: AbortSignal,
  ): Promise<boolean> {
    if (this.has({ views, position })) return Promise.resolve(true);
    if (givenUp?.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (reached: boolean) => {
        clearTimeout(timer);
        givenUp?.removeEventListener('abort', giveUp);
        this.waiters.delete(waiter);
        resolve(reached);
      };
      const giveUp = () => end(false);
      const timer = setTimeout(giveUp, timeout);
      const waiter = { views, position, reached: () => end(true) };
      this.waiters.add(waiter);
      givenUp?.addEventListener('abort', giveUp);
    });
  }

  private has({ views, position }: Pick<Waiter, 'views' | 'position'>): boolean {
    return this.reached(views) >= position;
  }
}
