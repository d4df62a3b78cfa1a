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
  constructor(
    private readonly logger: Logger,
    private readonly onOver: (over: Over) => void,
  ) {}

  /** Follows a request until all of it is answered, or its client has hung up. */
  follow(request: FastifyRequest, { raw }: FastifyReply): void {
    const begun = performance.now();
    raw.once('close', () => {
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
