import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Directory } from '../directory/directory.js';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { AccessService } from './access.service.js';

@ApiTags('access')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly access: AccessService,
    private readonly directory: Directory,
  ) {}

  @Get()
  @Allow('any-key')
  @Reads('log')
  @ApiOperation({ summary: 'Who you are, and what you may do.' })
  @ReadRoute('Me')
  async me(@Query() _query: ReadQuery, @Req() request: FastifyRequest) {
    const { actor, credential } = askerOf(request);
    const grants = await this.access.grantsOf(actor);
    return {
      ...(await this.directory.person(actor)),
      credential,
      roles: grants.map(({ role, scope }) => ({ role, scope })),
      permissions: [...(await this.access.permissionsOf(actor))],
    };
  }
}
