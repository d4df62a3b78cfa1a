import {
  type ANY,
  type EventStoreDBClient,
  type JSONEventData,
  jsonEvent,
  type NO_STREAM,
  type Position,
  type STREAM_EXISTS,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { afterEach, beforeEach } from '@jest/globals';
import { connected } from './connected.js';
import { EventStoreDouble } from './double.js';

export type Expected = bigint | typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS;

export const event = (data: object = {}): JSONEventData => jsonEvent({ type: 'Noted', data: { ...data } });
export const events = (count: number) => Array.from({ length: count }, (_, n) => event({ n }));

/** What a refused append says the revision is; the error itself where it is another. */
export const actualOf = (refused: Promise<unknown>) =>
  refused.then(
    () => 'accepted',
    (error: unknown) => (error instanceof WrongExpectedVersionError ? error.actualVersion : error),
  );

/** A double and a client of it, fresh for each test of a file. */
export class Trial {
  double!: EventStoreDouble;
  client!: EventStoreDBClient;

  constructor() {
    beforeEach(async () => {
      this.double = await EventStoreDouble.start();
      this.client = await connected(this.double.url);
    });
    afterEach(async () => {
      await this.client.dispose();
      this.double.stop();
    });
  }

  readonly append = (expectedRevision: Expected, batch: JSONEventData[], stream = 'a') =>
    this.client.appendToStream(stream, batch, { expectedRevision });

  readonly revisions = async (
    ...options: Parameters<EventStoreDBClient['readStream']>
  ): Promise<bigint[]> => {
    const found: bigint[] = [];
    for await (const resolved of this.client.readStream(...options))
      found.push(resolved.event?.revision ?? -1n);
    return found;
  };

  readonly all = async (...options: Parameters<EventStoreDBClient['readAll']>) => {
    const found: { stream: string; type: string; position: Position | undefined }[] = [];
    for await (const { event: one } of this.client.readAll(...options)) {
      if (one) found.push({ stream: one.streamId, type: one.type, position: one.position });
    }
    return found;
  };
}
