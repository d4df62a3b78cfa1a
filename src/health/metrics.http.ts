import { Controller, Get, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, type Needs } from '../http/allow.js';
import { Metrics } from './metrics.js';

/** `GET /metrics`, for whoever may see them. */
export function metricsController(needs: Needs): Type {
  @ApiTags('health')
  @Controller('metrics')
  class MetricsController {
    constructor(private readonly metrics: Metrics) {}

    @Get()
    @Allow(needs)
    @ApiOperation({ summary: 'What the service counts and measures, for Prometheus.' })
    @ApiResponse({
      status: 200,
      description: 'The text format of Prometheus.',
      content: { 'text/plain': { schema: { type: 'string' } } },
    })
    async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
      const { text, type } = await this.metrics.page();
      reply.type(type);
      return text;
    }
  }
  return MetricsController;
}
