import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.js';

/** How many causes of an error are told. */
const CAUSES = 5;

/** The log of the service, one line of JSON for each thing that happened: ids, codes and numbers, never what was sent. */
export function makeLogger(level: LogLevel, destination: DestinationStream = pino.destination(1)): Logger {
  return pino({ level, serializers: { err: (error: unknown) => told(error) } }, destination);
}

/** An error without what hangs on it: a driver's error can carry whole documents, and with them the names of people. */
function told(error: unknown, causes = CAUSES): object {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return {
    ...{ type: name, message, ...code, stack },
    ...(cause !== undefined && causes > 0 && { cause: told(cause, causes - 1) }),
  };
}
