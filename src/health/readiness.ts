import type { ViewProgress } from '@ledger/read-model';
import type { Growth, Lag } from '../ledger/growth.js';
import type { Progress } from '../ledger/progress.js';

/** A view this far behind the log makes the service not ready. */
const TOO_FAR_BEHIND = 10_000;

/** How far a view is, and how far behind the log. */
export type ViewLag = ViewProgress & { readonly lag: Lag };

/** Whether the service can be used. */
export class Readiness {
  constructor(
    private readonly progress: Progress,
    private readonly growth: Growth,
    private readonly stopping: AbortSignal,
  ) {}

  /** Every view, and how far the log was heard and reactions are done. */
  get views(): readonly ViewLag[] {
    return this.progress.all.map((view) => ({ ...view, lag: this.growth.behind(view.position) }));
  }

  get status(): 'ready' | 'not-ready' | 'stopping' {
    if (this.stopping.aborted) return 'stopping';
    return this.views.every(({ pause, lag }) => !pause && lag.facts < TOO_FAR_BEHIND) ? 'ready' : 'not-ready';
  }
}
