import { atClients, MB, slowest, timesLonger, timesPlain } from './growth.js';
import type { Figures } from './sections.js';

/** What was promised of speed, and whether it holds on a ledger. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  seen(figures: Figures): number;
  /** The figure, as it is written. */
  said(seen: number): string;
  met(seen: number): boolean;
}

const atLeast = (least: number) => (seen: number) => seen >= least;
const under = (most: number) => (seen: number) => seen < most;
const atMost = (most: number) => (seen: number) => seen <= most;

const percent = (share: number) => `${Math.round(share * 100)} %`;
const times = (factor: number) => `${factor.toFixed(2)} times`;
const milliseconds = (ms: number) => `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
const megabytes = (bytes: number) => `${Math.round(bytes / MB)} MB`;

export const goals: readonly Goal[] = [
  {
    what: 'Durable commands at 64 clients, of a bare POST that records nothing',
    ...{ goal: 'at least 50 %', met: atLeast(0.5), said: percent },
    seen: (of) => atClients(of, 64).ledger.perSecond / atClients(of, 64).bare.perSecond,
  },
  {
    what: 'Durable commands at 1 client, of bare commits of SQLite',
    ...{ goal: 'at least 40 %', met: atLeast(0.4), said: percent },
    seen: (of) => atClients(of, 1).ledger.perSecond / of.commands.commits,
  },
  {
    what: 'Durable commands at 64 clients, of the same decisions on emmett',
    ...{ goal: 'at least 10 times', met: atLeast(10), said: times },
    seen: (of) => atClients(of, 64).ledger.perSecond / atClients(of, 64).emmett.perSecond,
  },
  {
    what: 'A command on a stream of 10,000 facts, of one on a stream of 10, warm',
    ...{ goal: 'at most 1.4 times', met: atMost(1.4), said: times },
    seen: (of) => timesLonger(of, 'warm'),
  },
  {
    what: 'All views rebuilt, of scanning the log and loading the same documents',
    ...{ goal: 'at most 1.3 times', met: atMost(1.3), said: times, seen: timesPlain },
  },
  {
    what: 'Peak memory while views are rebuilt',
    ...{ goal: 'under 512 MB', met: under(512 * MB), said: megabytes, seen: ({ rebuild }) => rebuild.peak },
  },
  {
    what: 'From receipt to visible at 16 clients, p99',
    ...{ goal: 'under 50 ms', met: under(50), said: milliseconds, seen: ({ visible }) => visible.p99 },
  },
  {
    what: 'The slowest of the named queries while 500 commands/s are written, p99',
    ...{ goal: 'under 20 ms', met: under(20), said: milliseconds, seen: slowest },
  },
  {
    what: 'From the start of the process to ready, after kill -9',
    ...{ goal: 'under 1,500 ms', met: under(1_500), said: milliseconds, seen: ({ start }) => start.ready },
  },
  {
    what: 'Resident memory then',
    ...{ goal: 'under 300 MB', met: under(300 * MB), said: megabytes, seen: ({ start }) => start.resident },
  },
];
