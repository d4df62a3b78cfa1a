import type { EventStore } from '../port.js';

/** A log to try: `reopen` closes it and opens the same facts again, where they outlive it. */
export interface Trial {
  readonly store: EventStore;
  readonly reopen?: () => Promise<EventStore>;
  readonly dispose: () => Promise<void>;
}
