/**
 * @eventstore/db-client 6.2.1 keeps the appends that wait for an answer in one table for all clients of a process. A
 * second answer to one of them, or an answer after any client has failed, throws inside an event listener; writes
 * that still wait when a connection fails are rejected where nobody listens. Neither reaches the caller of the append.
 * (Stacks name its sources instead where source maps are in use.)
 */
const IN_CLIENT = /@eventstore[\\/]db-client[\\/](dist|src)[\\/]streams[\\/]appendToStream[\\/]/;

const listeners = new Set<() => void>();

/** Whether an error that nobody caught comes from the way the client handles answers to appends. */
export function isPoison(error: unknown): boolean {
  return error instanceof Error && IN_CLIENT.test(error.stack ?? '');
}

/**
 * Calls `listener` when the client has failed in that way, until the answered function is called. Any other error
 * that nobody caught is thrown again, unless somebody else listens for it, and ends the process as ever.
 */
export function onPoison(listener: () => void): () => void {
  if (listeners.size === 0) {
    process.on('uncaughtException', uncaught);
    process.on('unhandledRejection', unhandled);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    process.off('uncaughtException', uncaught);
    process.off('unhandledRejection', unhandled);
  };
}

function uncaught(error: unknown): void {
  if (isPoison(error)) for (const listener of [...listeners]) listener();
  else if (process.listenerCount('uncaughtException') === 1) throw error;
}

function unhandled(reason: unknown): void {
  if (isPoison(reason)) for (const listener of [...listeners]) listener();
  else if (process.listenerCount('unhandledRejection') === 1) throw reason;
}
