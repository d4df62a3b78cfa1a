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
import { type Receipt, receiptOf } from '../http/receipt.js';
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
    const stream = this.ledger.streamOf(commandId) ?? (await this.recorded(commandId));
    const outcome = stream === undefined ? undefined : await this.ledger.receipt(stream, commandId);
    if (!outcome) throw ledgerRefusals('command.unknown');
    reply.header('idempotency-replayed', 'true');
    return receiptOf(outcome, this.positions);
  }

  private async recorded(commandId: string): Promise<string | undefined> {
    const receipts = this.model.collection<ReceiptDocument>(collectionOf(receiptsView));
    return (await receipts.findOne({ _id: commandId }))?.stream;
  }
}
