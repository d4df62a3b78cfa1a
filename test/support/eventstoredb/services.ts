import type { IServerFeaturesServer } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { answerAppend, answerBatches } from './appending.js';
import type { Connections } from './connections.js';
import type { Faults } from './faults.js';
import type { EventLog, Expected, Outcome } from './log.js';
import { type CallError, callError, expectedIn, nameIn, unavailable } from './messages.js';
import { answerRead } from './reading.js';

const VERSION = '24.6.0';

/** What all calls are answered from. */
export interface Behind {
  readonly log: EventLog;
  readonly faults: Faults;
  readonly connections: Connections;
  /** Each ends one subscription that is under way, with an error. */
  readonly subscriptions: Set<() => void>;
}

export function streamsService(behind: Behind): IStreamsServer {
  const { log, faults, connections, subscriptions } = behind;
  return {
    read: (call) => {
      const gone = new AbortController();
      for (const event of ['cancelled', 'close', 'error']) call.once(event, () => gone.abort());
      const cut = () => call.emit('error', unavailable('Connection dropped'));
      if (call.request.getOptions()?.hasSubscription()) subscriptions.add(cut);
      const answer = async () => {
        await faults.awake();
        if (faults.starting) throw unavailable('Server Is Not Ready');
        await answerRead({ call, log, faults, gone: gone.signal });
      };
      answer()
        .catch((error: unknown) => gone.signal.aborted || call.emit('error', error))
        .finally(() => subscriptions.delete(cut));
    },
    batchAppend: (call) => answerBatches(call, log, faults, () => connections.drop(call.getPeer())),
    append: (call, done) => answerAppend(call, done, log, faults, () => connections.drop(call.getPeer())),
    delete: ending(
      behind,
      (stream, expected) => log.delete(stream, expected),
      (position) =>
        new streams.DeleteResp().setPosition(
          new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
        ),
    ),
    tombstone: ending(
      behind,
      (stream, expected) => log.tombstone(stream, expected),
      (position) =>
        new streams.TombstoneResp().setPosition(
          new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
        ),
    ),
  };
}

/** Without it the client would take the server for an old one, and not use BatchAppend. */
export function featuresService({ faults }: Behind): IServerFeaturesServer {
  const methods = Object.values(service.StreamsService).map(({ path }) => {
    const [, name = '', method = ''] = path.toLowerCase().split('/');
    return new features.SupportedMethod().setServiceName(name).setMethodName(method);
  });
  const answer = new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods);
  return {
    getSupportedMethods: (_call, done) => {
      faults.awake().then(() => done(null, answer));
    },
  };
}

/** Answers a delete or a tombstone with the position of the record that ends the stream. */
function ending<Request extends DeleteReq | TombstoneReq, Response extends DeleteResp | TombstoneResp>(
  { faults }: Behind,
  end: (stream: string, expected: Expected) => Outcome,
  answer: (position: string) => Response,
): handleUnaryCall<Request, Response> {
  const judge = async (request: Request) => {
    await faults.awake();
    if (faults.starting) throw unavailable('Server Is Not Ready');
    const options = request.getOptions();
    const stream = nameIn(options?.getStreamIdentifier());
    const expected = options ? expectedIn(options) : 'any';
    const outcome = end(stream, expected);
    if (outcome.kind !== 'stored') throw callError(stream, expected, outcome);
    return answer(String(outcome.position));
  };
  return (call, done) => {
    judge(call.request).then(
      (response) => done(null, response),
      (error: CallError) => done(error),
    );
  };
}
