import {
  type AllStreamResolvedEvent,
  originalStreamOf,
  type RecordedEvent,
  StreamDeletedError,
  StreamNotFoundError,
} from '@eventstore/db-client';
import type { Position, Recorded } from '@ledger/kernel';
import { Corrupt } from '../errors.js';
import { type Flaw, PAGE, type Row } from '../port.js';
import type { Connection } from './connection.js';
import { factOf, positionOf, rowOf } from './envelope.js';
import { inWordsOfThePort } from './failures.js';
import { isFact, OURS } from './names.js';

const ours = new RegExp(OURS, 'u');

/** The facts of one stream, `from` included, at most `limit`. Throws Corrupt where any of it is hidden. */
export async function readStream(
  connection: Connection,
  stream: string,
  from: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly Recorded[]> {
  const facts: Recorded[] = [];
  for (;;) {
    const count = Math.min(PAGE, limit - facts.length);
    const page = await pageOf(connection, stream, from + facts.length, count);
    for (const event of page) {
      const next = from + facts.length;
      if (event.revision !== BigInt(next)) {
        throw new Corrupt(
          `${stream} begins again at ${event.revision} where ${next} is next: its history is hidden`,
        );
      }
      facts.push(factOf(event));
    }
    if (facts.length === 0) await assertNothingHidden(connection, stream);
    if (page.length < count || facts.length === limit) return facts;
  }
}

/** The facts among these events. Throws Corrupt where one says that a part of the log is hidden, and it still is. */
export async function factsIn(
  connection: Connection,
  events: readonly AllStreamResolvedEvent[],
): Promise<readonly Recorded[]> {
  const facts: Recorded[] = [];
  for (const { event } of events) {
    if (!event || !ours.test(event.streamId)) continue;
    if (event.type === '$metadata') await assertNothingHidden(connection, originalStreamOf(event.streamId));
    else if (event.type === '$streamDeleted') throw deleted(event.streamId, positionOf(event.position));
    else if (isFact(event)) facts.push(factOf(event));
  }
  return facts;
}

/** These events as rows, whatever they hold; hears of what is hidden, and of what is not what was written. */
export async function rowsIn(
  connection: Connection,
  events: readonly AllStreamResolvedEvent[],
  onFlaw: (flaw: Flaw) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { event } of events) {
    if (!event || !ours.test(event.streamId)) continue;
    const position = positionOf(event.position);
    const hidden = (stream: string, by: readonly string[]) => {
      const what = `facts are hidden by ${by.join(', ')}`;
      if (by.length > 0) onFlaw({ code: 'history.hidden', position, stream, what });
    };
    if (event.type === '$metadata') {
      const stream = originalStreamOf(event.streamId);
      hidden(stream, await hidingIn(connection, stream));
    } else if (event.type === '$streamDeleted') {
      hidden(event.streamId, ['its having been deleted for good']);
    } else if (isFact(event)) {
      const { row, asWritten } = rowOf(event);
      const { stream, id: fact } = row;
      const what = 'it is not what was written';
      if (!asWritten) onFlaw({ code: 'text.not-as-written', position, stream, fact, what });
      rows.push(row);
    }
  }
  return rows;
}

async function pageOf(connection: Connection, stream: string, from: number, count: number) {
  try {
    return await connection.retry(async (client) => {
      const events: RecordedEvent[] = [];
      const options = { fromRevision: BigInt(from), maxCount: count };
      for await (const { event } of client.readStream(stream, options)) if (event) events.push(event);
      return events;
    });
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    if (error instanceof StreamDeletedError) throw deleted(stream);
    throw inWordsOfThePort(error);
  }
}

/** A stream with nothing to read may be new, or one that was deleted, cut or left to grow old. */
async function assertNothingHidden(connection: Connection, stream: string): Promise<void> {
  const hiding = await hidingIn(connection, stream);
  if (hiding.length > 0) throw new Corrupt(`${stream}: history is hidden by ${hiding.join(', ')}`);
}

async function hidingIn(connection: Connection, stream: string): Promise<readonly string[]> {
  const { metadata = {} } = await connection.retry((client) => client.getStreamMetadata(stream));
  return (['maxCount', 'maxAge', 'truncateBefore'] as const).filter((key) => metadata[key] !== undefined);
}

const deleted = (stream: string, position?: Position): Corrupt =>
  new Corrupt(`${stream} was deleted for good`, position);
