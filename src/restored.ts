import type { EventStore } from '@ledger/event-store';
import { deciders, reactions } from './areas.js';
import type { Config } from './config.js';
import { Ledger } from './ledger/ledger.js';
import { Lives } from './ledger/lives.js';
import { Founding } from './site/founding.js';
import type { Restoration } from './site/site.events.js';

/** Lets a log that nobody uses yet say of itself that it was restored. */
export async function sayRestored(
  log: EventStore,
  config: Config,
  restoration: Restoration,
  reason: string,
): Promise<void> {
  // Nobody asks a view or a role for this, and nobody counts it.
  const around = {
    ...{ timeZone: 'UTC', backdatingDays: config.backdatingDays, now: () => new Date().toISOString() },
    access: { covers: async () => true },
    bottlesIn: async () => 0,
    findReceipt: async () => undefined,
    tally: { commanded: () => {}, appending: () => () => {} },
  };
  const ledger = new Ledger(log, new Lives(log, deciders), reactions, around);
  await new Founding(ledger, config).restored(restoration, reason);
}
