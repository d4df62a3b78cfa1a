import { present } from '@ledger/kernel';
import { type Collection, collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Directory, type Named } from '../directory/directory.js';
import { actionsController } from '../http/actions.js';
import { Allow } from '../http/allow.js';
import { CommandRoute, ListRoute, ReadRoute } from '../http/api.js';
import { Desk } from '../http/desk.js';
import { IdField, OneOf } from '../http/fields.js';
import { readId } from '../http/ids.js';
import { answerList, ListQuery, ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { READ_MODEL } from '../ledger/tokens.js';
import * as ask from './unit.commands.js';
import { type UnitKind, unitKinds, unitStream } from './unit.events.js';
import { unitRefusals } from './unit.refusals.js';
import { type UnitDocument, unitsView } from './views/units.view.js';

export class UnitsQuery extends ListQuery {
  @IdField({ optional: true, description: 'Units that belong directly to this one.' })
  readonly parent?: string;
  @OneOf(unitKinds, { optional: true, description: 'Of this kind.' }) readonly kind?: UnitKind;
}

/** A unit as the interface answers it. */
interface UnitRead {
  readonly id: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parent?: string;
  readonly responsible?: Named;
  readonly revision: number;
}

const columns = {
  id: ({ id }: UnitRead) => id,
  name: ({ name }: UnitRead) => name,
  kind: ({ kind }: UnitRead) => kind,
  parent: ({ parent }: UnitRead) => parent,
  responsible: ({ responsible }: UnitRead) => responsible?.name ?? responsible?.id,
};

@ApiTags('units')
@Controller('v1/units')
export class UnitController {
  private readonly documents: Collection<UnitDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly desk: Desk,
    private readonly directory: Directory,
  ) {
    this.documents = model.collection(collectionOf(unitsView));
  }

  @Post()
  @Allow('unit:write')
  @ApiOperation({ summary: 'Add a unit of the organisation.' })
  @CommandRoute(201)
  add(
    @Body() body: ask.AddUnit,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const location = (id: string) => `/v1/units/${id}`;
    return this.desk.submit(
      body,
      { stream: { begin: 'unit' }, permission: 'unit:write', location },
      request,
      reply,
    );
  }

  @Get()
  @Allow('unit:read')
  @Reads('units')
  @ApiOperation({ summary: 'The units of the organisation.' })
  @ListRoute('Unit')
  list(
    @Query() query: UnitsQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const filter = present({ 'state.parent': query.parent, 'state.kind': query.kind });
    const show = (docs: readonly UnitDocument[]) => Promise.all(docs.map((doc) => this.show(doc)));
    return answerList({ from: this.documents, filter, show, columns }, query, request, reply);
  }

  @Get(':id')
  @Allow('unit:read')
  @Reads('units')
  @ApiOperation({ summary: 'A unit, and who heads it.' })
  @ReadRoute('Unit', { headers: ['ETag'] })
  async read(
    @Param('id') id: string,
    @Query() _query: ReadQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const unit = readId(id);
    const doc = await this.documents.findOne(living({ _id: unit }));
    if (!doc) throw unitRefusals('unit.unknown', { unit });
    reply.header('etag', `"${doc.revision}"`);
    return this.show(doc);
  }

  private async show({ _id, state, revision }: UnitDocument): Promise<UnitRead> {
    const { responsible, ...unit } = state;
    const head = responsible === undefined ? {} : { responsible: await this.directory.person(responsible) };
    return { id: _id, ...unit, ...head, revision };
  }
}

export const UnitActions = actionsController({
  path: 'v1/units/:id',
  tag: 'units',
  stream: unitStream,
  actions: [
    { action: 'rename', command: ask.RenameUnit, permission: 'unit:write', summary: 'Give it another name.' },
    {
      action: 'assign-responsible',
      command: ask.AssignUnitHead,
      permission: 'unit:write',
      summary: 'Say who heads it.',
    },
  ],
});
