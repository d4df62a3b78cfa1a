import type { Position } from '@ledger/kernel';
import { ledgerRefusals } from './ledger.refusals.js';

/** Builds views again from the whole log, which is read once for all; hears how far they have come. */
type Rebuild = (views: readonly string[], onPage: (position: Position) => void) => Promise<void>;

/** Views that are built again, each once at a time. The old documents are answered until the new ones are whole. */
export class Rebuilds {
  private readonly running = new Map<string, Position>();

  constructor(
    readonly views: readonly string[],
    private readonly rebuild: Rebuild,
  ) {}

  /** How far a view that is being built again has come. */
  reached(view: string): Position | undefined {
    return this.running.get(view);
  }

  /** Resolves when the new documents stand in the place of the old. Refuses view.unknown, view.rebuilding. */
  async run(views: readonly string[]): Promise<void> {
    for (const view of views) this.require(view);
    const note = (position: Position) => {
      for (const view of views) this.running.set(view, position);
    };
    note(0);
    try {
      await this.rebuild(views, note);
    } finally {
      for (const view of views) this.running.delete(view);
    }
  }

  private require(view: string): void {
    if (!this.views.includes(view)) {
      const detail = `There is no view ${view}; there are ${this.views.join(', ')}`;
      throw ledgerRefusals('view.unknown', { view: view.toWellFormed(), views: this.views }, detail);
    }
    if (this.running.has(view)) throw ledgerRefusals('view.rebuilding', { view });
  }
}
