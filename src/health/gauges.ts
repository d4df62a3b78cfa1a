import { statfs } from 'node:fs/promises';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Row, Seats } from '../http/seats.js';
import { REACTIONS_CHECKPOINT } from '../ledger/follower.js';
import type { Growth } from '../ledger/growth.js';
import type { Readiness, ViewLag } from './readiness.js';

/** What is looked at when Prometheus asks, and at no other time. */
export interface Watched {
  readonly readiness: Readiness;
  readonly growth: Growth;
  readonly duty: { readonly performing: boolean };
  readonly ledger: { readonly following: number };
  readonly dataDir: string;
}

export function watch(registry: Registry, { readiness, growth, duty, ledger, dataDir }: Watched): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        this.set(await read());
      },
    });
  const ofViews = (name: string, help: string, read: (view: ViewLag) => number) =>
    new Gauge({
      ...{ name, help, registers, labelNames: ['view'] },
      collect() {
        this.reset();
        for (const one of readiness.views) if (isView(one)) this.set({ view: one.view }, read(one));
      },
    });
  const ofReactions = (name: string, help: string, read: (reactions: ViewLag) => number) =>
    gauge(name, help, () => {
      const reactions = readiness.views.find(({ view }) => view === REACTIONS_CHECKPOINT);
      return reactions ? read(reactions) : 0;
    });

  gauge('chemledger_ready', 'Whether the service can be used: 1, or 0.', () =>
    Number(readiness.status === 'ready'),
  );
  gauge('chemledger_projecting', 'Whether this node writes the views: 1, or 0.', () =>
    Number(duty.performing),
  );
  ofViews('chemledger_view_lag_facts', 'Facts that the view has not read.', ({ lag }) => lag.facts);
  ofViews(
    'chemledger_view_lag_seconds',
    'How long the first fact that the view has not read has been there.',
    ({ lag }) => lag.seconds,
  );
  ofViews(
    'chemledger_view_paused',
    'Whether the view stopped at a fact it cannot take: 1, or 0.',
    ({ pause }) => Number(pause !== undefined),
  );
  ofReactions(
    'chemledger_reaction_backlog_facts',
    'Facts whose consequences are not known to be done; 0 on a node that does not look after them.',
    ({ lag }) => lag.facts,
  );
  ofReactions(
    'chemledger_reaction_backlog_seconds',
    'How long the first of them has been there.',
    ({ lag }) => lag.seconds,
  );
  gauge('chemledger_followers_running', 'Commands under way that follow from facts.', () => ledger.following);
  gauge('chemledger_data_available_bytes', 'Space left to the service where it keeps its data.', async () => {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  });
  gauge('chemledger_data_size_bytes', 'Size of the disk where the service keeps its data.', async () => {
    const { blocks, bsize } = await statfs(dataDir);
    return blocks * bsize;
  });
  new Counter({
    ...{
      name: 'chemledger_facts_total',
      help: 'Facts recorded since this node listens, by any node.',
      registers,
    },
    collect() {
      this.reset();
      this.inc(growth.facts);
    },
  });
}

/** How much is done at once over HTTP, and how much could be. */
export function watchSeats(registry: Registry, seats: Seats): void {
  const gauge = (name: string, help: string, read: (row: Row) => number) =>
    new Gauge({
      ...{ name, help, registers: [registry], labelNames: ['row'] },
      collect() {
        for (const [row, one] of Object.entries(seats)) this.set({ row }, read(one));
      },
    });
  gauge('chemledger_seats', 'Requests that may be under way at once, by what they do.', ({ size }) => size);
  gauge('chemledger_seats_taken', 'Requests that are under way, by what they do.', ({ taken }) => taken);
}

/** The log as this node hears it, and reactions, have a place of their own. */
const isView = ({ view }: ViewLag): boolean => view !== 'log' && view !== REACTIONS_CHECKPOINT;
