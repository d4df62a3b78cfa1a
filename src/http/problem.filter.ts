import type { Refusal } from '@ledger/kernel';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { httpRefusals } from './http.refusals.js';
import { problemOf, refusalOf } from './problem.js';
import { trace, traceOf } from './trace.js';

/** How long a client waits before it asks again, in seconds. */
const RETRY_AFTER = 1;

/** Hears of every problem that is answered. */
export type OnProblem = (
  request: FastifyRequest,
  problem: { readonly code: string; readonly status: number },
) => void;

/** Every answer that is not what was asked for is problem+json; a bug of ours shows an id and nothing else. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly onProblem: OnProblem,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    this.answer(error, request, reply);
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = refusalOf(error);
    const problem = problemOf(refusal ?? httpRefusals('internal'), request.id);
    trace(request, { code: problem.code });
    this.onProblem(request, problem);
    this.log(error, refusal, request);
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    if ([429, 503].includes(problem.status) && !reply.hasHeader('retry-after'))
      reply.header('retry-after', RETRY_AFTER);
    reply
      .status(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }

  /** A bug, or what is kept is damaged; or it is the databases' trouble, of which their error tells more than we answer. */
  private log(error: unknown, refusal: Refusal | undefined, request: FastifyRequest): void {
    if (refusal === error) return;
    const failed = { err: error, ...traceOf(request) };
    if (!refusal || refusal.code === 'ledger.damaged') this.logger.error(failed, 'a request failed');
    else if (refusal.spec.kind === 'unavailable') this.logger.warn(failed, 'a request cannot be served now');
  }
}
