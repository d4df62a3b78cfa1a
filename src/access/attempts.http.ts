import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../http/allow.js';
import { ListRoute } from '../http/api.js';
import { IdField, Text } from '../http/fields.js';
import { answerList, ListQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { type Attempt, Attempts } from './attempts.js';

export class AttemptsQuery extends ListQuery {
  @IdField({ optional: true, description: 'Id of the person.' }) readonly actor?: string;
  @Text(100, { optional: true, description: 'Code of the refusal.' }) readonly code?: string;
}

/** An attempt as the interface answers it. */
type AttemptRead = Omit<Attempt, '_id'> & { readonly id: string };

const columns = {
  minute: ({ minute }: AttemptRead) => minute,
  status: ({ status }: AttemptRead) => String(status),
  code: ({ code }: AttemptRead) => code,
  method: ({ method }: AttemptRead) => method,
  route: ({ route }: AttemptRead) => route,
  actor: ({ actor }: AttemptRead) => actor,
  credential: ({ credential }: AttemptRead) => credential,
  address: ({ address }: AttemptRead) => address,
  count: ({ count }: AttemptRead) => String(count),
};

@ApiTags('access')
@Controller('v1/attempts')
export class AttemptController {
  constructor(private readonly attempts: Attempts) {}

  @Get()
  @Allow('attempts:read')
  @Reads('log')
  @ApiOperation({
    operationId: 'attempts.list',
    summary: 'What was refused and forbidden: who tried what, by the minute.',
  })
  @ListRoute('Attempt')
  async list(
    @Query() query: AttemptsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { actor, code } = query;
    const filter = { ...(actor !== undefined && { actor }), ...(code !== undefined && { code }) };
    const show = async (docs: readonly Attempt[]) =>
      docs.map(({ _id, ...attempt }) => ({ id: _id, ...attempt }));
    await this.attempts.write();
    return answerList({ from: this.attempts.documents, filter, show, columns }, query, request, reply);
  }
}
