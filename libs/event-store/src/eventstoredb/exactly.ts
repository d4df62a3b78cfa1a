import {
  type AppendResult,
  type EventStoreDBClient,
  type JSONEventData,
  NO_STREAM,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { NONE } from '../port.js';
import { LOG } from './names.js';

/** The only way in which anything is appended: to a stream that is exactly as expected. */
export function appendExactly(
  client: EventStoreDBClient,
  stream: string,
  expected: number,
  events: JSONEventData[],
  deadline: number,
): Promise<AppendResult> {
  const expectedRevision = expected === NONE ? NO_STREAM : BigInt(expected);
  return client.appendToStream(stream, events, { expectedRevision, deadline });
}

/**
 * Resolves when the server has refused an append that it can never accept. A fresh client asks first what the server
 * can do, and waits for that without any deadline: a fact should not be what finds out.
 */
export async function probe(client: EventStoreDBClient, deadline: number): Promise<void> {
  const event = {
    id: crypto.randomUUID(),
    contentType: 'application/json',
    type: 'Probe',
    data: {},
    metadata: undefined,
  } as const;
  try {
    await appendExactly(client, LOG, Number.MAX_SAFE_INTEGER, [event], deadline);
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError || error instanceof StreamDeletedError)) throw error;
  }
}
