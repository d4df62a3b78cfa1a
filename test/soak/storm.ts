import { setTimeout as delay } from 'node:timers/promises';
import type { DoubleProcess, Order } from '../support/double.process.js';
import type { TestServer } from '../support/mongodb/servers.js';

/** How long the databases are well between two faults, at most. */
const CALM_MS = 1_500;
/** How long a fault lasts, at most: longer than the service waits for an answer it may be, and than a lease. */
const FAULT_MS = 3_000;

const upTo = (ms: number) => delay(Math.random() * ms);

/** What happens to databases, one thing after another and the two sides independently. */
export class Storm {
  readonly counts: Record<string, number> = {};
  private readonly ofLog: Readonly<Record<string, () => Promise<unknown>>>;
  private readonly ofViews: Readonly<Record<string, () => Promise<unknown>>>;

  constructor(log: DoubleProcess, views: TestServer) {
    const during = async (begin: Order, end: Order) => {
      await log.tell(begin);
      await upTo(FAULT_MS);
      await log.tell(end);
    };
    this.ofLog = {
      'acknowledgement lost': () => log.tell({ do: 'fault', fault: 'lose' }),
      'dropped before it was stored': () => log.tell({ do: 'fault', fault: 'drop-before', times: 3 }),
      'dropped after it was stored': () => log.tell({ do: 'fault', fault: 'drop-after', times: 3 }),
      'answered late': () => log.tell({ do: 'fault', fault: { late: FAULT_MS / 2 }, times: 5 }),
      'subscriptions cut': () => log.tell({ do: 'cut-subscriptions' }),
      'subscriptions stuck': () =>
        during({ do: 'stuck-subscriptions', on: true }, { do: 'stuck-subscriptions', on: false }),
      stalled: () => during({ do: 'silence' }, { do: 'wake' }),
      restarted: () => log.tell({ do: 'restart' }),
      down: () => during({ do: 'down' }, { do: 'up' }),
      starting: () => during({ do: 'starting', on: true }, { do: 'starting', on: false }),
    };
    this.ofViews = {
      'views down': async () => {
        await views.down();
        await upTo(FAULT_MS);
        await views.up();
      },
    };
  }

  /** All is well again when it resolves. */
  async rage(until: number): Promise<void> {
    await Promise.all([this.blow(this.ofLog, until, CALM_MS), this.blow(this.ofViews, until, 4 * CALM_MS)]);
  }

  private async blow(
    faults: Readonly<Record<string, () => Promise<unknown>>>,
    until: number,
    calm: number,
  ): Promise<void> {
    const names = Object.keys(faults);
    while (performance.now() < until) {
      await upTo(calm);
      const name = names[Math.floor(Math.random() * names.length)] ?? '';
      await faults[name]?.();
      this.counts[name] = (this.counts[name] ?? 0) + 1;
    }
  }
}
