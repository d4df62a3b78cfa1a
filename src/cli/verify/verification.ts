import { isDeepStrictEqual } from 'node:util';
import type { RawLog, Row } from '@ledger/event-store';
import type { Position, Reaction, Recorded } from '@ledger/kernel';
import type { AnyDecider } from '../../ledger/lives.js';
import { factOf } from './fact.js';
import { Following } from './following.js';
import { Findings, type Report } from './report.js';
import { SeenCommands, SeenPositions } from './seen.js';
import { checkStream } from './stream.js';

/** How far something that reads the log says it has come. */
export interface Checkpoint {
  readonly of: string;
  readonly position: Position;
}

export interface Subject {
  readonly log: RawLog;
  readonly deciders: ReadonlyMap<string, AnyDecider>;
  readonly reactions: readonly Reaction[];
  /** Read before the log, which only grows. */
  readonly checkpoints: readonly Checkpoint[];
  /** Position of the last fact of which everything that follows must be there. */
  readonly followedTo: Position;
  /** What has been found before; left out: nothing. */
  readonly findings?: Findings;
  /** Hears how many of all facts have been read. */
  readonly onProgress?: (read: number, all: number) => void;
}

/**
 * Reads the whole log again, stream by stream, up to the head it has now; what is recorded meanwhile does not disturb.
 * Holds one stream in memory, and some bytes for each fact.
 */
export async function verify(subject: Subject): Promise<Report> {
  const head = await subject.log.head();
  const verification = new Verification(subject, head);
  const all = subject.log.count(head);
  for (const stream of streams(subject.log, head)) {
    await verification.stream(stream);
    subject.onProgress?.(verification.facts, all);
  }
  return verification.report();
}

/** The rows of one stream after the other. */
function* streams(log: RawLog, upTo: Position): Generator<readonly Row[]> {
  let stream: Row[] = [];
  for (let after: Row | undefined; ; ) {
    const page = log.rowsByStream({ upTo, ...(after && { after }) });
    for (const row of page) {
      if (stream[0] && stream[0].stream !== row.stream) {
        yield stream;
        stream = [];
      }
      stream.push(row);
    }
    after = page.at(-1);
    if (after === undefined) break;
  }
  if (stream.length > 0) yield stream;
}

class Verification {
  facts = 0;
  private streams = 0;
  private readonly findings: Findings;
  private readonly positions = new SeenPositions();
  private readonly commands = new SeenCommands();
  private readonly following: Following;

  constructor(
    private readonly subject: Subject,
    private readonly head: Position,
  ) {
    const { log, reactions, followedTo, findings = new Findings() } = subject;
    this.findings = findings;
    this.following = new Following(log, reactions, followedTo, this.findings);
  }

  async stream(rows: readonly Row[]): Promise<void> {
    this.streams += 1;
    this.facts += rows.length;
    if (this.subject.log.dense) for (const { position } of rows) this.positions.add(position);
    const facts = rows.map((row) => factOf(row, this.findings)).filter((fact) => fact !== undefined);
    checkStream(facts, this.subject.deciders, this.findings);
    this.checkCommands(facts);
    for (const fact of facts) await this.following.check(fact);
  }

  report(): Report {
    for (const [from, to] of this.positions.gaps()) {
      const what = from === to ? `position ${from} is missing` : `positions ${from} to ${to} are missing`;
      this.findings.add({ code: 'position.missing', position: from, what });
    }
    const { checkpoints } = this.subject;
    for (const { of, position } of checkpoints.filter((one) => one.position > this.head)) {
      this.findings.add({
        code: 'checkpoint.ahead',
        position,
        what: `${of} has read to ${position}; the log ends at ${this.head}`,
      });
    }
    const { facts, streams, commands, head, findings } = this;
    return {
      ...{ epoch: this.subject.log.epoch, head, facts, streams },
      commands: commands.count,
      checkpoints: checkpoints.length,
      pending: this.following.pending,
      found: findings.count,
      findings: findings.listed,
    };
  }

  /** A command belongs to one stream, unless it is one that puts many bottles into a place. */
  private checkCommands(facts: readonly Recorded[]): void {
    const inStream = new Map(facts.toReversed().map((fact) => [fact.meta.commandId, fact]));
    for (const [commandId, fact] of inStream) {
      const { position, id, stream } = fact;
      const other = this.commands
        .find(commandId)
        .map((at) => factAt(this.subject.log, at))
        .find((one) => one?.meta.commandId === commandId);
      if (!other) {
        this.commands.add(commandId, position);
        continue;
      }
      if (ofOnePlacing(fact, other)) continue;
      const what = `command ${commandId} stands in another stream too, at position ${other.position}`;
      this.findings.add({ code: 'command.in-two-streams', position, fact: id, stream, what });
    }
  }
}

function factAt(log: RawLog, position: Position): Recorded | undefined {
  const [row] = log.rows({ after: position - 1, limit: 1 });
  return row && factOf(row, new Findings());
}

const placings = ['BottleStored', 'BottleMoved', 'BottleReturned'];

/** Whether the same was done with two bottles: put into one place. */
function ofOnePlacing(one: Recorded, other: Recorded): boolean {
  const what = ({ type, data, meta }: Recorded) => [type, (data as { to?: object }).to, meta.commandHash];
  return placings.includes(one.type) && isDeepStrictEqual(what(one), what(other));
}
