import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { traceOf } from './trace.js';

/** A request that is over. */
export interface Over {
  readonly method: string;
  /** The route, with names of parameters in place of what was asked for. */
  readonly route: string;
  /** Left out: the client hung up before anything was answered. */
  readonly status?: number;
  readonly seconds: number;
}

/** Asked every few seconds by machines: told only to whoever wants to know everything. */
const PROBES = /^\/(health\/|metrics$)/;

export const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';

/** Gives account of every request when it is over: one line in the log, and whatever `onOver` makes of it. */
export class Accounts {
  private readonly open = new Set<ServerResponse>();

  /** From the signal on, whoever is answered is told that the connection ends with that. */
  constructor(
    private readonly logger: Logger,
    private readonly stopping: AbortSignal,
    private readonly onOver: (over: Over) => void,
  ) {
    stopping.addEventListener('abort', () => {
      for (const raw of this.open) lastOfItsConnection(raw);
    });
  }

  /** Follows a request until all of it is answered, or its client has hung up. */
  follow(request: FastifyRequest, { raw }: FastifyReply): void {
    const begun = performance.now();
    this.open.add(raw);
    if (this.stopping.aborted) lastOfItsConnection(raw);
    raw.once('close', () => {
      this.open.delete(raw);
      const { method } = request;
      const seconds = (performance.now() - begun) / 1_000;
      const status = raw.headersSent ? { status: raw.statusCode } : {};
      const over: Over = { method, route: routeOf(request), ...status, seconds };
      this.onOver(over);
      this.tell(request, over, !raw.writableFinished);
    });
  }

  private tell(request: FastifyRequest, { seconds, ...over }: Over, hungUp: boolean): void {
    const level = PROBES.test(over.route) ? 'debug' : 'info';
    const ms = Math.round(seconds * 1e5) / 100;
    this.logger[level](
      { ...traceOf(request), ...over, ms, ...(hungUp && { hungUp }) },
      hungUp ? 'hung up' : 'answered',
    );
  }
}

function lastOfItsConnection(raw: ServerResponse): void {
  if (!raw.headersSent) raw.setHeader('connection', 'close');
}
