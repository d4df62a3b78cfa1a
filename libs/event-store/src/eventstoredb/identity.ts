import { randomUUID } from 'node:crypto';
import { type RecordedEvent, StreamNotFoundError, WrongExpectedVersionError } from '@eventstore/db-client';
import { newEpoch } from '../epoch.js';
import { Corrupt } from '../errors.js';
import { NONE } from '../port.js';
import type { Connection } from './connection.js';
import { appendExactly } from './exactly.js';
import { LOG } from './names.js';

const FORMAT = 1;

/** The epoch of the log behind this connection. Whoever is first draws it; everyone reads what the first has written. */
export async function epochOf(connection: Connection): Promise<string> {
  const begun = await firstEvent(connection);
  if (begun) return epochIn(begun);
  const event = {
    id: randomUUID(),
    contentType: 'application/json',
    type: 'LogBegun',
    data: { epoch: newEpoch(), format: FORMAT },
    metadata: undefined,
  } as const;
  try {
    await connection.retry((client) => appendExactly(client, LOG, NONE, [event], connection.times.deadline));
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError)) throw error;
  }
  const written = await firstEvent(connection);
  if (!written) throw new Corrupt(`${LOG} is hidden`);
  return epochIn(written);
}

async function firstEvent(connection: Connection): Promise<RecordedEvent | undefined> {
  try {
    return await connection.retry(async (client) => {
      let first: RecordedEvent | undefined;
      for await (const { event } of client.readStream(LOG, { maxCount: 1 })) first = event;
      return first;
    });
  } catch (error) {
    if (error instanceof StreamNotFoundError) return undefined;
    throw error;
  }
}

function epochIn({ data, revision }: RecordedEvent): string {
  if (revision === 0n && typeof data === 'object' && 'epoch' in data && 'format' in data) {
    const { epoch, format } = data;
    if (typeof epoch === 'string' && format === FORMAT) return epoch;
  }
  throw new Corrupt(`${LOG} does not say which log this is`);
}
