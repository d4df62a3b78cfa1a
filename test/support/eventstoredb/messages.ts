import codes from '@eventstore/db-client/generated/code_pb.js';
import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import rpc from '@eventstore/db-client/generated/status_pb.js';
import type {
  AppendReq,
  BatchAppendReq,
  BatchAppendResp,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, type MetadataValue, type StatusObject, status } from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { type Expected, type Kept, MAX_APPEND_SIZE, type Outcome, type Proposed } from './log.js';

/** An error that ends a call. grpc-js reads `code`, `details` and `metadata` from it. */
export class CallError extends Error implements StatusObject {
  readonly metadata = new Metadata();
  constructor(
    readonly code: status,
    readonly details: string,
    metadata: Readonly<Record<string, MetadataValue>> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(metadata)) this.metadata.set(key, value);
  }
}

export const unavailable = (details: string): CallError => new CallError(status.UNAVAILABLE, details);

export const nameIn = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

export function proposedIn(message: BatchAppendReq.ProposedMessage | AppendReq.ProposedMessage): Proposed {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** What the options of an append, a delete or a tombstone expect of the stream. */
export function expectedIn(
  options: { hasNoStream(): boolean; hasAny(): boolean; hasStreamExists(): boolean } & (
    | { getRevision(): string }
    | { getStreamPosition(): string }
  ),
): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return BigInt('getRevision' in options ? options.getRevision() : options.getStreamPosition());
}

/** What a batch is answered with, or nothing where the server never answers. */
export function batchAnswer(
  stream: string,
  expected: Expected,
  outcome: Outcome,
): BatchAppendResp | undefined {
  const response = new streams.BatchAppendResp();
  switch (outcome.kind) {
    case 'stored': {
      const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(outcome.revision));
      if (outcome.position === undefined) success.setNoPosition(new empty.Empty());
      else {
        success.setPosition(
          new shared.AllStreamPosition()
            .setCommitPosition(String(outcome.position))
            .setPreparePosition(String(outcome.position)),
        );
      }
      return response.setSuccess(success);
    }
    case 'wrong-expected-version': {
      const details = new shared.WrongExpectedVersion();
      if (outcome.actual === 'no_stream') details.setCurrentNoStream(new empty.Empty());
      else details.setCurrentStreamRevision(String(outcome.actual));
      if (expected === 'no_stream') details.setExpectedNoStream(new empty.Empty());
      else if (expected === 'any') details.setExpectedAny(new empty.Empty());
      else if (expected === 'stream_exists') details.setExpectedStreamExists(new empty.Empty());
      else details.setExpectedStreamPosition(String(expected));
      return response.setError(problem('WrongExpectedVersion', details.serializeBinary()));
    }
    case 'stream-deleted': {
      const details = new shared.StreamDeleted().setStreamIdentifier(identifier(stream));
      return response.setError(problem('StreamDeleted', details.serializeBinary()));
    }
    case 'too-large': {
      const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_SIZE);
      return response.setError(problem('MaximumAppendSizeExceeded', details.serializeBinary()));
    }
    case 'bad-request': {
      const details = new shared.BadRequest().setMessage(outcome.message);
      return response.setError(
        problem('BadRequest', details.serializeBinary(), `Bad Request: ${outcome.message}`),
      );
    }
    case 'never-answered':
      return undefined;
  }
}

/** What ends a call of one append, a delete or a tombstone that did not succeed. */
export function callError(stream: string, expected: Expected, outcome: Outcome): CallError {
  const name = { 'stream-name': stream };
  switch (outcome.kind) {
    case 'wrong-expected-version':
      return new CallError(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
        exception: 'wrong-expected-version',
        'expected-version': String(typeof expected === 'bigint' ? expected : -1),
        ...(typeof outcome.actual === 'bigint' && { 'actual-version': String(outcome.actual) }),
        ...name,
      });
    case 'stream-deleted':
      return deleted(stream);
    case 'too-large':
      return new CallError(status.INVALID_ARGUMENT, 'Maximum append size exceeded', {
        exception: 'maximum-append-size-exceeded',
        'maximum-append-size': String(MAX_APPEND_SIZE),
      });
    case 'bad-request':
      return new CallError(status.INVALID_ARGUMENT, outcome.message);
    default:
      return new CallError(status.UNKNOWN, `no answer for ${outcome.kind}`);
  }
}

export const deleted = (stream: string): CallError =>
  new CallError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

/** An error inside the answers to batches. What it is stands in the type name of its details. */
export function problem(name: string, details: Uint8Array = new Uint8Array(), message = name): Status {
  const packed = new any.Any();
  packed.pack(details, `event_store.client.${name}`);
  return new rpc.Status().setCode(codes.Code.UNKNOWN).setMessage(message).setDetails(packed);
}

export function eventAnswer(event: Kept): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuid(event.id))
    .setStreamIdentifier(identifier(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(event.created));
  return new streams.ReadResp().setEvent(
    new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.position)),
  );
}

export const notFoundAnswer = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier(stream)),
  );

export const identifier = (stream: string): StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Uint8Array.from(Buffer.from(stream)));

const uuid = (id: string): UUID => new shared.UUID().setString(id);
