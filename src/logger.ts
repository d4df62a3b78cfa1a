import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.js';

/** How many causes of an error are told. */
const CAUSES = 5;

/** Lines that wait for whoever reads them; later ones are dropped rather than kept. */
const MOST_WAITING = 4 * 1024 * 1024;
/** How often, a tenth of a second apart, somebody who does not read is waited for at the very end. */
const LAST_TRIES = 10;

/** Standard output. Whoever reads it slowly, or not at all, does not hold up the service. */
export function standardOutput(): DestinationStream {
  let tries = 0;
  // While the event loop turns, it is tried again for ever; at the end of the process it turns no more.
  const retryEAGAIN = () => {
    tries += 1;
    setImmediate(() => {
      tries = 0;
    });
    return tries < LAST_TRIES;
  };
  return pino.destination({ dest: 1, sync: false, maxLength: MOST_WAITING, retryEAGAIN });
}

/** The log of the service, one line of JSON for each thing that happened: ids, codes and numbers, never what was sent. */
export function makeLogger(level: LogLevel, destination: DestinationStream): Logger {
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
