import { readCode } from '@ledger/kernel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../http/allow.js';
import { CommandRoute, ListRoute, ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { Desk } from '../http/desk.js';
import { Facts } from '../http/facts.js';
import { answerHistory, HistoryQuery, historyForms } from '../http/history.js';
import { answerList, ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { Clock } from '../ledger/clock.js';
import { Streams } from '../ledger/streams.js';
import { RegisterBottle } from './bottle.commands.js';
import { bottleStream } from './bottle.events.js';
import { Inventory } from './bottle.inventory.js';
import { Lineage } from './bottle.lineage.js';
import { InventoryQuery } from './bottle.queries.js';
import { bottleColumns } from './bottle.read.js';
import { bottleRefusals } from './bottle.refusals.js';

@ApiTags('bottles')
@Controller('v1/bottles')
export class BottleController {
  constructor(
    private readonly desk: Desk,
    private readonly inventory: Inventory,
    private readonly lineage: Lineage,
    private readonly streams: Streams,
    private readonly facts: Facts,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Allow('bottle:register')
  @ApiOperation({ summary: 'Register a bottle, or many alike.' })
  @CommandRoute(201, 'Receipts')
  register(
    @Body() body: RegisterBottle,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { count = 1, code } = body;
    if (count > 1 && code !== undefined) throw bottleRefusals('bottle.code.one-only');
    const one = code === undefined ? { begin: 'bottle' } : { begin: 'bottle', code };
    return this.desk.submit(
      body,
      {
        stream: count > 1 ? { begin: 'registration' } : one,
        permission: 'bottle:register',
        ...(count === 1 && { location: (id: string) => `/v1/bottles/${id}` }),
      },
      request,
      reply,
    );
  }

  @Get()
  @Allow('bottle:read')
  @Reads('inventory', 'substances', 'places', 'units')
  @ApiOperation({ summary: 'The inventory: bottles that live, or those in the state that is asked for.' })
  @ListRoute('Bottle')
  async list(
    @Query() query: InventoryQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asker = askerOf(request);
    const now = this.clock.now();
    const filter = await this.inventory.filter(asker, query);
    const show = (docs: Parameters<Inventory['show']>[0]) => this.inventory.show(docs, asker, now);
    return answerList(
      { from: this.inventory.documents, filter, show, columns: bottleColumns },
      query,
      request,
      reply,
    );
  }

  @Get(':code')
  @Allow('bottle:read')
  @Reads('inventory')
  @ApiOperation({ summary: 'The bottle now, and what may be done with it next.' })
  @ReadRoute('Bottle', { headers: ['ETag'] })
  async read(
    @Param('code') code: string,
    @Query() _query: ReadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const doc = await this.known(request, code);
    reply.header('etag', `"${doc.revision}"`);
    const [bottle] = await this.inventory.show([doc], askerOf(request), this.clock.now());
    return bottle;
  }

  @Get(':code/history')
  @Allow('bottle:read')
  @Reads('inventory')
  @ApiOperation({ summary: 'Everything that was recorded of it, corrections beside what they correct.' })
  @ListRoute('Fact', historyForms)
  async history(
    @Param('code') code: string,
    @Query() query: HistoryQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { _id } = await this.known(request, code);
    return answerHistory(await this.streams.history(bottleStream(_id)), this.facts, query, request, reply);
  }

  @Get(':code/lineage')
  @Allow('bottle:read')
  @Reads('inventory', 'lineage')
  @ApiOperation({ summary: 'What it was filled from and what was filled from it, to any depth.' })
  @ReadRoute('Lineage')
  async relations(@Param('code') code: string, @Query() _query: ReadQuery, @Req() request: FastifyRequest) {
    return this.lineage.of((await this.known(request, code))._id, askerOf(request));
  }

  private async known(request: FastifyRequest, text: string) {
    const code = readCode(text);
    const doc = await this.inventory.find(askerOf(request), code);
    if (!doc) throw bottleRefusals('bottle.unknown', { code });
    return doc;
  }
}
