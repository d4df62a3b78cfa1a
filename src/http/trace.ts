import type { FastifyRequest } from 'fastify';
import { knownAsker } from './asker.js';

/** What becomes of a request, as far as it is known. */
interface Trace {
  /** The command that it asks for; the first, where it asks for many. */
  readonly commandId?: string;
  /** Why it was refused. */
  readonly code?: string;
}

const traces = new WeakMap<FastifyRequest, Trace>();

export const trace = (request: FastifyRequest, more: Trace): void =>
  void traces.set(request, { ...traces.get(request), ...more });

/** What every line of the log about a request says of it: ids and a code, never what was sent. */
export const traceOf = (request: FastifyRequest) => ({
  requestId: request.id,
  ...traces.get(request),
  ...knownAsker(request),
});
