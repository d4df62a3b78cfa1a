import type { Position } from '@ledger/kernel';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import { Progress } from '../ledger/progress.js';
import { Positions } from './positions.js';
import { Seats } from './seats.js';

const VIEWS = 'views';
/** How long a read waits for what it was asked to have in it. */
const PATIENCE_MS = 5_000;

@Injectable()
class ReadsInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly progress: Progress,
    private readonly positions: Positions,
    private readonly seats: Seats,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const views = this.reflector.get<readonly string[]>(VIEWS, context.getHandler());
    const http = context.switchToHttp();
    const { query } = http.getRequest<FastifyRequest<{ Querystring: { after?: string } }>>();
    const reply = http.getResponse<FastifyReply>();
    const answer = await this.seats.reads.answering(reply, async () => {
      reply.header('ledger-position', this.positions.token(await this.wait(views, query.after)));
      return lastValueFrom(next.handle());
    });
    return of(answer);
  }

  private async wait(views: readonly string[], after: string | undefined): Promise<Position> {
    if (typeof after === 'string') {
      const position = await this.positions.read(after);
      if (!(await this.progress.until(views, position, PATIENCE_MS)))
        throw ledgerRefusals('view.behind', { views });
    }
    return this.progress.reached(views);
  }
}

/** The views that a route answers from: `?after=` waits for them, and `Ledger-Position` tells how far they are. */
export const Reads = (...views: string[]): MethodDecorator =>
  applyDecorators(
    SetMetadata(VIEWS, views),
    ApiExtension('x-views', views),
    UseInterceptors(ReadsInterceptor) as MethodDecorator,
  );
