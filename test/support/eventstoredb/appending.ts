import { setTimeout as delay } from 'node:timers/promises';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import type { AppendFault, Faults } from './faults.js';
import type { EventLog, Expected, Outcome, Proposed } from './log.js';
import {
  batchAnswer,
  CallError,
  callError,
  expectedIn,
  identifier,
  nameIn,
  problem,
  proposedIn,
  unavailable,
} from './messages.js';

/** A batch on its way in: its options come with its first part. */
interface Incoming {
  readonly options: BatchAppendReq.Options;
  readonly events: Proposed[];
}

/** How long after the first the second answer to a malformed event comes. */
const SECOND_ANSWER_MS = 5;

/** Answers `BatchAppend`: many appends through one call, each with the correlation id it came with. */
export function answerBatches(
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  log: EventLog,
  faults: Faults,
  drop: () => void,
): void {
  const incoming = new Map<string, Incoming>();
  /** What came behind an append that was lost with its connection came no more. */
  let dropped = false;
  const answer = (id: string, stream: string, response: BatchAppendResp | undefined) => {
    if (!response || call.cancelled) return;
    call.write(
      response.setCorrelationId(new shared.UUID().setString(id)).setStreamIdentifier(identifier(stream)),
    );
  };
  const judge = async (id: string, { options, events }: Incoming) => {
    await faults.awake();
    if (dropped) return;
    const stream = nameIn(options.getStreamIdentifier());
    const refuse = (name: string) =>
      answer(id, stream, new streams.BatchAppendResp().setError(problem(name)));
    if (faults.starting) return refuse('Server Is Not Ready');
    const deadline = options.getDeadline()?.toDate();
    if (deadline && deadline.getTime() < Date.now()) return refuse('Timeout');
    const expected = expectedIn(options);
    const fault = meet(stream, expected, events, log, faults);
    dropped = fault === 'drop-before';
    if (dropped) return drop();
    const judged = log.append(stream, expected, events);
    if (fault === 'drop-after') return drop();
    if (fault === 'lose') return;
    if (typeof fault === 'object') await delay(fault.late);
    const outcome = fault === 'contradict' ? contradicted(judged) : judged;
    answer(id, stream, batchAnswer(stream, expected, outcome));
    if (outcome.kind === 'bad-request' && outcome.answeredTwice) {
      await delay(SECOND_ANSWER_MS);
      answer(id, stream, batchAnswer(stream, expected, outcome));
    }
  };

  call.on('data', (part: BatchAppendReq) => {
    const id = part.getCorrelationId()?.getString() ?? '';
    const options = part.getOptions();
    if (options) incoming.set(id, { options, events: [] });
    const batch = incoming.get(id);
    batch?.events.push(...part.getProposedMessagesList().map(proposedIn));
    if (!part.getIsFinal() || !batch) return;
    incoming.delete(id);
    judge(id, batch).catch((error: unknown) => call.emit('error', error));
  });
  call.on('end', () => call.end());
}

/** Answers `Append`: one append, the options first. */
export function answerAppend(
  call: ServerReadableStream<AppendReq, AppendResp>,
  done: sendUnaryData<AppendResp>,
  log: EventLog,
  faults: Faults,
  drop: () => void,
): void {
  let options: AppendReq.Options | undefined;
  const events: Proposed[] = [];

  const judge = async (): Promise<AppendResp | undefined> => {
    await faults.awake();
    if (faults.starting) throw unavailable('Server Is Not Ready');
    const stream = nameIn(options?.getStreamIdentifier());
    const expected = options ? expectedIn(options) : 'any';
    const fault = meet(stream, expected, events, log, faults);
    if (fault === 'drop-before') drop();
    if (fault === 'drop-before') return undefined;
    const judged = log.append(stream, expected, events);
    if (fault === 'drop-after') drop();
    if (fault === 'drop-after' || fault === 'lose' || judged.kind === 'never-answered') return undefined;
    if (typeof fault === 'object') await delay(fault.late);
    const outcome = fault === 'contradict' ? contradicted(judged) : judged;
    if (outcome.kind !== 'stored') throw callError(stream, expected, outcome);
    const success = new streams.AppendResp.Success().setCurrentRevision(String(outcome.revision));
    if (outcome.position === undefined) success.setNoPosition(new shared.Empty());
    else {
      const position = String(outcome.position);
      success.setPosition(
        new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position),
      );
    }
    return new streams.AppendResp().setSuccess(success);
  };

  call.on('data', (part: AppendReq) => {
    options ??= part.getOptions();
    const message = part.getProposedMessage();
    if (message) events.push(proposedIn(message));
  });
  call.on('end', () => {
    judge().then(
      (response) => response && done(null, response),
      (error: unknown) => done(error instanceof CallError ? error : unavailable(String(error))),
    );
  });
}

/** The fault that an append meets which is stored, now or before. One that is refused meets none. */
function meet(
  stream: string,
  expected: Expected,
  events: readonly Proposed[],
  log: EventLog,
  faults: Faults,
): AppendFault | undefined {
  const outcome = log.judge(stream, expected, events);
  if (outcome && outcome.kind !== 'stored') return undefined;
  return faults.meet({ stream, expected, ids: events.map(({ id }) => id) });
}

const contradicted = (outcome: Outcome): Outcome =>
  outcome.kind === 'stored' ? { kind: 'wrong-expected-version', actual: outcome.revision } : outcome;
