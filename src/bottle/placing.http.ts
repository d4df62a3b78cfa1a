import { readCode } from '@ledger/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../http/allow.js';
import { CommandRoute, ReadRoute } from '../http/api.js';
import { CommandBody } from '../http/command.js';
import { Desk } from '../http/desk.js';
import { OneOf, Texts } from '../http/fields.js';
import { type Problem, problemOf, refusalOf } from '../http/problem.js';
import { Reads } from '../http/reads.js';
import type { OneReceipt } from '../http/receipt.js';
import { MoveBottle, ReturnBottle, StoreBottle } from './bottle.commands.js';
import { bottleStream } from './bottle.events.js';
import { HoldingsQuery } from './bottle.queries.js';
import { Holdings } from './holdings.js';

/** One scanned place, many scanned bottles. */
export class PlaceBottlesBody extends CommandBody {
  @Texts((text) => text, 500, { description: 'Codes in any spelling; each has a result of its own.' })
  readonly codes!: readonly string[];
  @OneOf(['store', 'move', 'return']) readonly action!: 'store' | 'move' | 'return';
}

/** What became of one of many: its receipt, or why it was refused. */
type Result = { readonly code: string } & ({ readonly receipt: OneReceipt } | { readonly problem: Problem });

/** What is wrong with the whole request, and not with one of the bottles. */
const ofTheRequest = ['command.reused', 'command.running'];

const commands = { store: StoreBottle, move: MoveBottle, return: ReturnBottle };

@ApiTags('places')
@Controller('v1/places/:id/bottles')
export class PlacingController {
  constructor(
    private readonly desk: Desk,
    private readonly holdings: Holdings,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('bottle:handle')
  @ApiOperation({
    summary: 'Put many bottles into one place. Each answers for itself: some may go and others not.',
  })
  @CommandRoute(200, 'PlacingResults')
  async put(
    @Param('id') id: string,
    @Body() body: PlaceBottlesBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const place = readCode(id);
    const { codes, action, ...told } = body;
    const ask = this.desk.each(request);
    let replayed = true;
    const results = await this.desk.bitByBit(codes, async (text): Promise<Result> => {
      try {
        const code = readCode(text);
        const command = Object.assign(new commands[action](), told, { place });
        const part = await ask(command, { stream: bottleStream(code), permission: 'bottle:handle' });
        replayed &&= part.replayed;
        return { code, receipt: part.receipt };
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal || ofTheRequest.includes(refusal.code)) throw error;
        return { code: text, problem: problemOf(refusal, request.id) };
      }
    });
    if (replayed && results.some((result) => 'receipt' in result))
      reply.header('idempotency-replayed', 'true');
    const positions = results.flatMap((result) =>
      'receipt' in result && result.receipt.position ? [result.receipt.position] : [],
    );
    return { items: results, ...(positions.length > 0 && { position: this.desk.latest(positions) }) };
  }

  @Get()
  @Allow('bottle:read')
  @Reads('holdings')
  @ApiOperation({
    summary: 'What stood in this place and below: at any time, and as it was known at any time.',
  })
  @ReadRoute('Holdings', {
    description: 'A page; another form with `Accept: text/csv`.',
    also: { 'text/csv': 'All of it unless `limit` is given, safe to open in a spreadsheet.' },
  })
  async stood(
    @Param('id') id: string,
    @Query() query: HoldingsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.holdings.in(id, query, request, reply);
  }
}
