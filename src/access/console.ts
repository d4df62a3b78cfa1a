import type { IncomingMessage } from 'node:http';
import type { Asker } from '../ledger/intent.js';

/** The credential of whoever uses the command line on the machine itself. */
export const CONSOLE = 'console';

const askers = new WeakMap<IncomingMessage, Asker>();

/** Lets a request that did not come over the network act for somebody without a key. */
export const actingFor = (request: IncomingMessage, asker: Asker): void => void askers.set(request, asker);

/** For whom a request acts without a key, where it does. */
export const actsFor = (request: IncomingMessage): Asker | undefined => askers.get(request);
