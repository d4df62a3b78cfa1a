import type { Position } from '@ledger/kernel';
import { ledgerRefusals } from './ledger.refusals.js';

/** Builds a view again from the whole log; hears how far it has read. */
type Rebuild = (view: string, onPage: (position: Position) => void) => Promise<void>;

/** Views that are built again, each once at a time. The old documents are answered until the new ones are whole. */
export class Rebuilds {
  private readonly running = new Map<string, Position>();

  constructor(
    private readonly views: readonly string[],
    private readonly rebuild: Rebuild,
  ) {}

  /** How far a view that is being built again has read. */
  reached(view: string): Position | undefined {
    return this.running.get(view);
  }

  /** Resolves when the new documents stand in the place of the old. Refuses view.unknown, view.rebuilding. */
  async run(view: string): Promise<void> {
    if (!this.views.includes(view)) {
      const detail = `There is no view ${view}; there are ${this.views.join(', ')}`;
      throw ledgerRefusals('view.unknown', { view: view.toWellFormed(), views: this.views }, detail);
    }
    if (this.running.has(view)) throw ledgerRefusals('view.rebuilding', { view });
    this.running.set(view, 0);
    try {
      await this.rebuild(view, (position) => void this.running.set(view, position));
    } finally {
      this.running.delete(view);
    }
  }
}
