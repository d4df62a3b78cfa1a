import { goals } from './goals.js';
import { growing, MB, timesLonger, timesPlain } from './growth.js';
import type { Figures } from './sections.js';

type BySize = ReadonlyMap<number, Figures>;
type Cell = string | number;

const number = (value: number, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
/** Milliseconds that were counted whole. */
const whole = (ms: number) => (ms === 0 ? '< 1' : number(ms));
const facts = (size: number) => `${number(size)} facts`;

function table(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, n) => (n === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** docs/performance.md: what was measured on ledgers of many sizes, in one run on one machine. */
export function page(measured: BySize, machine: readonly string[]): string {
  const sizes = [...measured.keys()];
  const [largest, figures] = [...measured].at(-1) as [number, Figures];
  return `# Performance

Written by \`npm run bench\`, in one run, from ledgers that \`ledger example\` makes: each measurement on a copy of its own.
Client and service share the machine, over loopback. What two sides did in the same run can be compared; figures of other
machines, or other days, cannot. \`npm run bench -- queries\` measures one thing alone and prints it.

${machine.map((line) => `- ${line}`).join('\n')}

## What was promised

${table(
  ['', 'goal', ...sizes.map(facts)],
  goals.map(({ what, goal, seen, said, met }) => [
    what,
    goal,
    ...[...measured.values()].map((of) => `${said(seen(of))}${met(seen(of)) ? '' : ' (missed)'}`),
  ]),
)}

What stands in the way where a goal is missed:

- **Commands.** Between reading and answering, a bare POST does nothing. A command is let in by its key, bound to it by a
  hash, decided on the folded stream, written as canonical JSON into a table with three indexes, and told to the thread that
  writes the views; the client has its share of the same cores. The dry runs below show what all but the writing costs. The
  slower a disk syncs, the larger the share of what SQLite alone could do.
- **Rebuilding.** The log is read stream by stream, so that every document is written once: the file is read to and fro, not
  from end to end. Every view folds by itself, all in one thread.
- **Queries.** A page of fifty bottles with their names, places, hazards and next actions is milliseconds of work for the one
  thread that takes the commands too.

## Growth

![How the figures grow with the ledger](performance.svg)

${table(
  ['', ...sizes.map(facts)],
  growing.map(({ name, of, digits }) => [
    name,
    ...[...measured.values()].map((one) => number(of(one), digits)),
  ]),
)}

## Commands

A command is one use of a bottle over HTTP, answered when its fact is on the disk, on a ledger of ${facts(largest)}. Beside it:
a Fastify POST that validates the same body with the same class and records nothing (*bare*), and Fastify with the same
validation and the same decider on the event store of emmett-sqlite, which answers one command after the other. A *dry run*
is the same command to the ledger with \`dryRun\`: everything but the recording. With
\`synchronous=FULL\` SQLite alone commits ${number(figures.commands.commits)} rows a second here, one in each transaction.

${table(
  [
    ...['clients', 'commands/s', 'p50 ms', 'p99 ms', 'dry runs/s', 'bare POST/s', 'of bare'],
    ...['emmett/s', 'times emmett'],
  ],
  figures.commands.rows.map(({ clients, ledger, dry, bare, emmett }) => [
    ...[clients, number(ledger.perSecond), whole(ledger.p50), whole(ledger.p99)],
    ...[number(dry.perSecond), number(bare.perSecond)],
    `${number((ledger.perSecond / bare.perSecond) * 100)} %`,
    ...[number(emmett.perSecond), number(ledger.perSecond / emmett.perSecond, 1)],
  ]),
)}

## Long streams

A command on a bottle with few facts and on one with many, at one client, in milliseconds (median). *Cold* is the first
command on that bottle since the service was started: its facts are read and folded.

${table(
  ['facts', 'warm ms', 'cold ms'],
  figures.stream.map(({ facts: length, warm, cold }) => [number(length), number(warm, 2), number(cold, 2)]),
)}

Warm, the long one takes ${number(timesLonger(figures, 'warm'), 2)} times as long, cold ${number(timesLonger(figures, 'cold'), 1)} times.

## Views

Sixteen clients use bottles, and ask for each with the position of its receipt until the inventory shows it: p50
${number(figures.visible.p50, 1)} ms, p99 ${number(figures.visible.p99, 1)} ms, the time of asking included.

Rebuilding all views from the whole log, beside reading and parsing the log and loading the same documents with the same
indexes into an empty file, which no way of doing it can leave out:

${table(
  ['facts in the log', 'rebuilt s', 'scanned s', 'loaded s', 'of both', 'of the rate of the scan', 'peak MB'],
  [...measured.values()].map((of) => {
    const { rebuild } = of;
    return [
      ...[
        number(rebuild.facts),
        number(rebuild.rebuilt, 1),
        number(rebuild.scanned, 1),
        number(rebuild.loaded, 1),
      ],
      ...[`${number(timesPlain(of), 2)} times`, `${number((rebuild.scanned / rebuild.rebuilt) * 100)} %`],
      number(rebuild.peak / MB),
    ];
  }),
)}

## Queries

Questions to the inventory of ${facts(largest)} over HTTP, each for another thing every time, while
${number(figures.queries.written.perSecond)} commands a second are written (they were answered within ${number(figures.queries.written.p99)} ms, p99).

${table(
  ['', 'p50 ms', 'p99 ms'],
  figures.queries.queries.map(({ name, p50, p99 }) => [name, number(p50, 1), number(p99, 1)]),
)}
`;
}
