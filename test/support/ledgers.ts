import { type EventStore, Unavailable } from '@ledger/event-store';
import { addDays, type Entry } from '@ledger/kernel';
import { MemoryEventStore } from '../../libs/event-store/src/memory/index.js';
import { deciders, reactions } from '../../src/areas.js';
import { freshCommandId, hashOf } from '../../src/ledger/ids.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { Lives } from '../../src/ledger/lives.js';
import type { Outcome } from '../../src/ledger/outcome.js';

/** A log whose nodes can lose their power: what they append after that is not kept, and they hear nothing more. */
export class Power {
  readonly log = new MemoryEventStore();
  private left = Number.POSITIVE_INFINITY;

  /** The next so many appends are kept. */
  failAfter(appends: number): void {
    this.left = appends;
  }

  restore(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  /** What one node sees of the log. */
  get store(): EventStore {
    return new Proxy<EventStore>(this.log, {
      get: (log, name: keyof EventStore) => {
        if (name === 'shared') return true;
        if (name === 'append') return this.append;
        const value = log[name];
        return typeof value === 'function' ? value.bind(log) : value;
      },
    });
  }

  private readonly append: EventStore['append'] = async (stream, expected, entries: readonly Entry[]) => {
    await undefined;
    if (this.left <= 0) throw new Unavailable('not-stored', 'the power is gone');
    this.left -= 1;
    return this.log.append(stream, expected, entries);
  };
}

/** A node without HTTP and views: its ledger, and what it keeps of streams. Everybody may do everything. */
export class BareNode {
  readonly ledger: Ledger;

  constructor(store: EventStore, now: () => string) {
    this.ledger = new Ledger(store, new Lives(store, deciders), reactions, {
      access: { covers: async () => true },
      now,
      timeZone: 'UTC',
      backdatingDays: 30,
      bottlesIn: async () => 0,
      findReceipt: async () => undefined,
      tally: { commanded: () => {}, appending: () => () => {} },
    });
  }

  ask(
    name: string,
    stream: string | { readonly begin: string; readonly code?: string },
    body: object,
    commandId = freshCommandId(),
  ): Promise<Outcome> {
    return this.ledger.execute(name, body, {
      ...{ actor: 'p-clerk', credential: 'k-1', permission: '', repeatable: true },
      ...{ stream, commandId, commandHash: hashOf({ name, body }) },
    });
  }
}

/** A clock that stands a second further on each time it is looked at. */
export const ticking = (from: string): (() => string) => {
  let looks = 0;
  return () => {
    looks += 1;
    return addDays(from, looks / 86_400);
  };
};
