import { collectionOf, type ReadModel } from '@ledger/read-model';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { ReadQuery } from '../http/lists.js';
import { Positions } from '../http/positions.js';
import { Reads } from '../http/reads.js';
import { type Receipt, receiptOf, receiptsOf } from '../http/receipt.js';
import { commandIdOf } from './ids.js';
import { Ledger } from './ledger.js';
import { ledgerRefusals } from './ledger.refusals.js';
import { READ_MODEL, SITE, type SiteSettings } from './tokens.js';
import { type ReceiptDocument, receiptsView } from './views/receipts.view.js';

@ApiTags('commands')
@Controller('v1/commands')
export class CommandController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    @Inject(SITE) private readonly site: SiteSettings,
    private readonly ledger: Ledger,
    private readonly positions: Positions,
  ) {}

  @Get(':key')
  @Allow('any-key')
  @Reads('receipts')
  @ApiOperation({
    summary: 'The receipt of a command of yours by its idempotency key: what to ask after a time-out.',
  })
  @ReadRoute('Receipts', { headers: ['Idempotency-Replayed'] })
  async read(
    @Param('key') key: string,
    @Query() _query: ReadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const commandId = commandIdOf(this.site.ledger, askerOf(request).actor, key);
    const streams = new Set([...(await this.recorded(commandId)), ...this.ledger.streamsOf(commandId)]);
    const found = await Promise.all(Array.from(streams, (stream) => this.ledger.receipt(stream, commandId)));
    const outcomes = found.filter((outcome) => outcome !== undefined);
    const [first, ...others] = outcomes;
    if (!first) throw ledgerRefusals('command.unknown');
    reply.header('idempotency-replayed', 'true');
    return others.length === 0 ? receiptOf(first, this.positions) : receiptsOf(outcomes, this.positions);
  }

  private async recorded(commandId: string): Promise<readonly string[]> {
    const receipts = this.model.collection<ReceiptDocument>(collectionOf(receiptsView));
    return (await receipts.findOne({ _id: commandId }))?.streams ?? [];
  }
}
