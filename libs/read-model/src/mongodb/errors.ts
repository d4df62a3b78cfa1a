import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoSystemError,
  MongoTopologyClosedError,
} from 'mongodb';
import { Unreachable } from '../port.js';

/**
 * What a server says that is going down, has no majority or is not the primary any more, or that did not manage in
 * time: https://www.mongodb.com/docs/manual/reference/error-codes/
 */
const NOT_NOW: ReadonlySet<unknown> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** What Node says of a socket; the driver hands some of it on as it is. */
const OF_SOCKETS: ReadonlySet<unknown> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

export const DUPLICATE_KEY = 11000;

const isOutOfReach = (error: unknown): error is Error =>
  OF_SOCKETS.has((error as { code?: unknown } | null)?.code) ||
  error instanceof MongoNetworkError ||
  error instanceof MongoSystemError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoNotConnectedError ||
  (error instanceof MongoServerError && NOT_NOW.has(error.code)) ||
  (error instanceof MongoBulkWriteError && (ofMajority(error) || isOfDriver(error))) ||
  (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError'));

const ofMajority = (error: MongoBulkWriteError): boolean => error.result.getWriteConcernError() !== undefined;

/**
 * The driver wraps whatever keeps a bulk from being sent or answered, and what is wrapped is not an instance of its class
 * any more; it speaks of no document, and has no code of the server's.
 */
const isOfDriver = ({ writeErrors, code }: MongoBulkWriteError): boolean =>
  [writeErrors].flat().length === 0 && typeof code !== 'number';

/** Errors of the connection in the words of the port; others as they are. */
export function inWordsOfThePort(error: unknown): unknown {
  if (!isOutOfReach(error)) return error;
  return new Unreachable(`the read model does not answer: ${error.message}`, { cause: error });
}
