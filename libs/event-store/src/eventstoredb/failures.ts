import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { Corrupt, Unavailable } from '../errors.js';

/** Status codes of gRPC: https://grpc.io/docs/guides/status-codes/ */
const CANCELLED = 1;
const UNAVAILABLE = 14;

/** Our own timer ran out before the server answered, or the client was replaced while it waited. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The connection is of no more use: another client is needed. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof NoAnswer ||
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    codeOf(error) === UNAVAILABLE ||
    codeOf(error) === CANCELLED ||
    /channel has been shut down/i.test(messageOf(error))
  );
}

/** The same call may succeed later. */
export function isRetryable(error: unknown): boolean {
  return (
    isLost(error) ||
    error instanceof DeadlineExceededError ||
    error instanceof NotLeaderError ||
    isNotReady(error)
  );
}

/** The call certainly had no effect: the server said that it is starting, or there was none. */
export function isWithoutEffect(error: unknown): boolean {
  return isNotReady(error) || (codeOf(error) === UNAVAILABLE && /ECONNREFUSED/.test(messageOf(error)));
}

/** What a reader is told of an error that will not pass. */
export function inWordsOfThePort(error: unknown): Error {
  if (error instanceof Corrupt || error instanceof Unavailable) return error;
  if (error instanceof UnknownError && error.message.includes('InvalidPosition')) {
    return new RangeError('there is no fact at this position', { cause: error });
  }
  return unavailable(error);
}

/** What a reader is told when the server does not answer as it should. */
export const unavailable = (cause: unknown): Unavailable =>
  new Unavailable('not-stored', `EventStoreDB does not answer: ${messageOf(cause)}`, { cause });

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isNotReady = (error: unknown): boolean =>
  (error instanceof UnknownError || error instanceof UnavailableError) &&
  error.message.includes('Server Is Not Ready');

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
