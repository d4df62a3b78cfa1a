import type { Figures } from './sections.js';

/** A figure that may grow with the ledger. */
export interface Growing {
  readonly name: string;
  of(figures: Figures): number;
  readonly digits: number;
}

export const atClients = (figures: Figures, clients: number) =>
  figures.commands.rows.find((row) => row.clients === clients) as Figures['commands']['rows'][number];

export const MB = 1_000_000;

export const slowest = ({ queries }: Figures): number => Math.max(...queries.queries.map(({ p99 }) => p99));

/** A command on a stream of many facts, in times of one on a stream of few. */
export const timesLonger = ({ stream }: Figures, how: 'warm' | 'cold'): number => {
  const [short, long] = stream;
  return (long?.[how] ?? 0) / (short?.[how] ?? 0);
};

/** How long views take to be built again, in times of what cannot be left out. */
export const timesPlain = ({ rebuild }: Figures): number =>
  rebuild.rebuilt / (rebuild.scanned + rebuild.loaded);

export const growing: readonly Growing[] = [
  { name: 'commands/s, 1 client', of: (of) => atClients(of, 1).ledger.perSecond, digits: 0 },
  { name: 'commands/s, 16 clients', of: (of) => atClients(of, 16).ledger.perSecond, digits: 0 },
  { name: 'commands/s, 64 clients', of: (of) => atClients(of, 64).ledger.perSecond, digits: 0 },
  { name: 'command p99 at 16 clients, ms', of: (of) => atClients(of, 16).ledger.p99, digits: 0 },
  { name: 'stream of 10,000 facts to one of 10', of: (of) => timesLonger(of, 'warm'), digits: 2 },
  { name: 'receipt to visible p99, ms', of: ({ visible }) => visible.p99, digits: 1 },
  { name: 'slowest query p99, ms', of: slowest, digits: 1 },
  { name: 'views rebuilt, facts/s', of: ({ rebuild }) => rebuild.facts / rebuild.rebuilt, digits: 0 },
  { name: 'peak memory of that, MB', of: ({ rebuild }) => rebuild.peak / MB, digits: 0 },
  { name: 'start after kill -9, ms', of: ({ start }) => start.ready, digits: 0 },
  { name: 'resident after it, MB', of: ({ start }) => start.resident / MB, digits: 0 },
];
