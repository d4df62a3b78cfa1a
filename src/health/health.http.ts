import type { EventStore } from '@ledger/event-store';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service.js';
import { actsFor } from '../access/console.js';
import { Backups } from '../backups.js';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { Positions } from '../http/positions.js';
import { Growth } from '../ledger/growth.js';
import { Rebuilds } from '../ledger/rebuilds.js';
import { EVENT_STORE, SITE, type SiteSettings } from '../ledger/tokens.js';
import { Readiness } from './readiness.js';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SITE) private readonly site: SiteSettings,
    private readonly readiness: Readiness,
    private readonly growth: Growth,
    private readonly rebuilds: Rebuilds,
    private readonly positions: Positions,
    private readonly access: AccessService,
    private readonly backups: Backups,
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
  @ApiOperation({
    summary:
      'Whether the service can be used; to an administrator, how far each view is, and how old the last backup.',
  })
  @ReadRoute('Readiness', { description: 'It can.' })
  @ReadRoute('Readiness', {
    status: 503,
    description: 'A view is paused or far behind, the log cannot be reached, or the service is stopping.',
  })
  async ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const head = await this.store.head();
    const { status } = this.readiness;
    if (status !== 'ready') reply.status(503).header('retry-after', 5);
    const known = { status, ...(this.site.example && { example: true }) };
    if (!(await this.mayLook(request))) return known;
    const views = this.readiness.views.map(({ view, position, pause, lag }) => ({
      view,
      position: this.positions.token(position),
      behind: lag.facts,
      ...this.rebuilding(view),
      ...(pause && { paused: { ...pause, position: this.positions.token(pause.position) } }),
    }));
    const backup = this.backups.standing;
    return { ...known, head: this.positions.token(head), views, ...(backup && { backup }) };
  }

  private rebuilding(view: string) {
    const reached = this.rebuilds.reached(view);
    if (reached === undefined) return {};
    const { facts: behind } = this.growth.behind(reached);
    return { rebuilding: { position: this.positions.token(reached), behind } };
  }

  private async mayLook({ headers, raw }: FastifyRequest): Promise<boolean> {
    const [, key = ''] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const asker = actsFor(raw) ?? (await this.access.authenticate(key).catch(() => undefined));
    return asker !== undefined && (await this.access.may(asker.actor, 'ledger:operate'));
  }
}
