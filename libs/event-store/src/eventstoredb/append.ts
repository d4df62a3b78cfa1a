import {
  type AppendResult,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { canonicalEntry, type Position } from '@ledger/kernel';
import type { Batch } from '../batch.js';
import { Corrupt, RevisionConflict, TooLarge, Unavailable } from '../errors.js';
import { type Appended, NONE } from '../port.js';
import type { Client, Connection } from './connection.js';
import { eventOf, positionOf } from './envelope.js';
import { appendExactly } from './exactly.js';
import { isRetryable, isWithoutEffect, messageOf } from './failures.js';
import { readStream } from './history.js';
import { Pause } from './waiting.js';

/**
 * Sends the batch once, and answers where its last fact stands. Whatever it throws leaves that in doubt. The server is
 * told no deadline: after one, it refuses an append that was waiting, and may take the one behind it.
 */
export async function attempt(connection: Connection, client: Client, batch: Batch): Promise<Position> {
  const { stream, expected, lines } = batch;
  const events = lines.map(({ bytes }) => eventOf(bytes));
  return confirmed(
    batch,
    await connection.on(client, () =>
      appendExactly(client, stream, expected, events, Number.POSITIVE_INFINITY),
    ),
  );
}

/**
 * Sends the batch, and the same again at the same expectation after every doubtful failure, until the server has
 * accepted or refused it. After `until` it gives up with Unavailable, and says whether the batch may be stored.
 */
export async function append(connection: Connection, batch: Batch, until: number): Promise<Appended> {
  const { stream, expected, lines } = batch;
  const events = lines.map(({ bytes }) => eventOf(bytes));
  const pause = new Pause();
  let doubtful = false;
  for (;;) {
    try {
      const ack = await connection.call(until, (client) =>
        appendExactly(client, stream, expected, events, connection.times.deadline),
      );
      const last = confirmed(batch, ack);
      return { first: await firstOf(connection, batch, last), last };
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return await compared(connection, batch, error);
      const final = inWordsOfThePort(batch, error);
      if (final) throw final;
      doubtful ||= !(error instanceof Unavailable || isWithoutEffect(error));
      if (!isRetryable(error) || performance.now() >= until) throw gaveUp(stream, doubtful, error);
    }
    await pause.wait();
  }
}

/** Where the last fact stands. Throws Corrupt where the server did anything else than what was asked. */
function confirmed({ stream, expected, lines }: Batch, ack: AppendResult): Position {
  const revision = expected + lines.length;
  if (ack.nextExpectedRevision !== BigInt(revision)) {
    throw new Corrupt(
      `${stream} went on at ${ack.nextExpectedRevision} instead of ${revision}: its history is hidden`,
    );
  }
  return positionOf(ack.position);
}

async function firstOf(connection: Connection, batch: Batch, last: Position): Promise<Position> {
  if (batch.lines.length === 1) return last;
  const [first] = await kept(connection, batch, 1);
  if (!first)
    throw new Corrupt(`${batch.stream}@${batch.expected + 1} cannot be read though it was accepted`);
  return first.position;
}

/** The stream has gone on: with this very batch, byte for byte, or with something else. */
async function compared(
  connection: Connection,
  batch: Batch,
  { actualVersion }: WrongExpectedVersionError,
): Promise<Appended> {
  const facts = await kept(connection, batch, batch.lines.length);
  const [first, last] = [facts[0], facts.at(-1)];
  const same = batch.lines.every(({ bytes }, i) => {
    const fact = facts[i];
    return fact && canonicalEntry(fact) === bytes;
  });
  if (first && last && same) return { first: first.position, last: last.position };
  const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : NONE;
  throw new RevisionConflict(batch.stream, batch.expected, actual);
}

/** What stands where the batch is, or should be. Not to know it leaves open whether the batch is stored. */
async function kept(connection: Connection, { stream, expected }: Batch, count: number) {
  try {
    return await readStream(connection, stream, expected + 1, count);
  } catch (error) {
    if (error instanceof Unavailable) throw gaveUp(stream, true, error);
    throw error;
  }
}

/** Errors that no second attempt would change. */
function inWordsOfThePort({ stream, size }: Batch, error: unknown): Error | undefined {
  if (error instanceof StreamDeletedError) return new Corrupt(`${stream} was deleted for good`);
  if (error instanceof MaxAppendSizeExceededError) return new TooLarge(stream, size, error.maxAppendSize);
  if (error instanceof Corrupt) return error;
  return error instanceof Unavailable && error.outcome === 'unknown' ? error : undefined;
}

const gaveUp = (stream: string, doubtful: boolean, cause: unknown): Unavailable =>
  new Unavailable(
    doubtful ? 'unknown' : 'not-stored',
    `EventStoreDB gave no answer to an append to ${stream}: ${messageOf(cause)}`,
    { cause },
  );
