import type { EventStore } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service.js';
import { actsFor } from '../access/console.js';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { Positions } from '../http/positions.js';
import { Progress } from '../ledger/progress.js';
import { Rebuilds } from '../ledger/rebuilds.js';
import { EVENT_STORE } from '../ledger/tokens.js';

/** A view this far behind the log makes the service not ready. */
const TOO_FAR_BEHIND = 10_000;

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly progress: Progress,
    private readonly rebuilds: Rebuilds,
    private readonly positions: Positions,
    private readonly access: AccessService,
  ) {}

  @Get('live')
  @Allow('anybody')
  @ApiOperation({ summary: 'Whether the process runs.' })
  @ReadRoute('Live', { description: 'It does.' })
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @Allow('anybody')
  @ApiOperation({ summary: 'Whether the service can be used; to an administrator, how far each view is.' })
  @ReadRoute('Readiness', { description: 'It can.' })
  @ReadRoute('Readiness', {
    status: 503,
    description: 'A view is paused or far behind, or the log cannot be reached.',
  })
  async ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const head = await this.store.head();
    const views = this.progress.all.map(({ view, position, pause }) => ({
      view,
      position: this.positions.token(position),
      behind: Math.max(0, head - position),
      ...this.rebuilding(view, head),
      ...(pause && { paused: { ...pause, position: this.positions.token(pause.position) } }),
    }));
    const ready = views.every((view) => !('paused' in view) && view.behind < TOO_FAR_BEHIND);
    if (!ready) reply.status(503).header('retry-after', 5);
    const status = ready ? 'ready' : 'not-ready';
    return (await this.mayLook(request)) ? { status, head: this.positions.token(head), views } : { status };
  }

  private rebuilding(view: string, head: Position) {
    const reached = this.rebuilds.reached(view);
    return reached === undefined
      ? {}
      : { rebuilding: { position: this.positions.token(reached), behind: Math.max(0, head - reached) } };
  }

  private async mayLook({ headers, raw }: FastifyRequest): Promise<boolean> {
    const [, key = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const asker = actsFor(raw) ?? (await this.access.authenticate(key).catch(() => undefined));
    return asker !== undefined && (await this.access.may(asker.actor, 'ledger:operate'));
  }
}
