import type { FastifyRequest } from 'fastify';
import type { Asker } from '../ledger/intent.js';

const askers = new WeakMap<FastifyRequest, Asker>();

export const identified = (request: FastifyRequest, asker: Asker): void => void askers.set(request, asker);

/** Who asks. Only where the route needs a key. */
export function askerOf(request: FastifyRequest): Asker {
  const asker = askers.get(request);
  if (!asker) throw new TypeError(`${request.url} was reached without a key`);
  return asker;
}

/** Who asks, where that is known. */
export const knownAsker = (request: FastifyRequest): Asker | undefined => askers.get(request);
