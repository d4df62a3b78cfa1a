import { effective, fold, present, readCode } from '@ledger/kernel';
import { type Collection, collectionOf, every, living, type ReadModel } from '@ledger/read-model';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Below } from '../directory/below.js';
import { Directory } from '../directory/directory.js';
import { ReadScope } from '../directory/scope.js';
import { actionsController } from '../http/actions.js';
import { Allow } from '../http/allow.js';
import { CommandRoute, ListRoute, ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { Desk } from '../http/desk.js';
import { Facts } from '../http/facts.js';
import { OneOf, Read, TimeField } from '../http/fields.js';
import { answerHistory, HistoryQuery, historyForms } from '../http/history.js';
import { answerList, ListQuery, ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { Clock } from '../ledger/clock.js';
import { Streams } from '../ledger/streams.js';
import { lookedBackTo } from '../ledger/times.js';
import { READ_MODEL, SITE, type SiteSettings } from '../ledger/tokens.js';
import * as ask from './place.commands.js';
import { type PlaceEntry, type PlaceKind, placeKinds, placeStream } from './place.events.js';
import { placeColumns, placeRead } from './place.read.js';
import { placeRefusals } from './place.refusals.js';
import { type Place, placeFolding } from './place.state.js';
import { type PlaceDocument, placesView } from './views/places.view.js';

export class PlacesQuery extends ListQuery {
  @Read(readCode, {}, { optional: true, description: 'Places directly inside this one.' })
  readonly parent?: string;
  @Read(readCode, {}, { optional: true, description: 'This place and all that is below.' })
  readonly below?: string;
  @OneOf(placeKinds, { optional: true, description: 'Of this kind.' }) readonly kind?: PlaceKind;
  @OneOf(['true', 'false'], { optional: true, description: 'Left out: both.' }) readonly open?:
    | 'true'
    | 'false';
  @OneOf(['true', 'false'], {
    optional: true,
    description: 'Whether something in it does not go together. Left out: both.',
  })
  readonly conflict?: 'true' | 'false';
}

export class PlaceQuery extends ReadQuery {
  @TimeField({ optional: true, description: 'As it was then, or at the end of that day; left out, now.' })
  readonly at?: string;
}

@ApiTags('places')
@Controller('v1/places')
export class PlaceController {
  private readonly documents: Collection<PlaceDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly desk: Desk,
    private readonly directory: Directory,
    private readonly below: Below,
    private readonly scope: ReadScope,
    private readonly streams: Streams,
    private readonly facts: Facts,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: SiteSettings,
  ) {
    this.documents = model.collection(collectionOf(placesView));
  }

  @Post()
  @Allow('place:write')
  @ApiOperation({ summary: 'Open a place.' })
  @CommandRoute(201)
  open(
    @Body() body: ask.OpenPlace,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const stream = { begin: 'place', ...present({ code: body.code }) };
    return this.desk.submit(
      body,
      { stream, permission: 'place:write', location: (id) => `/v1/places/${id}` },
      request,
      reply,
    );
  }

  @Get()
  @Allow('place:read')
  @Reads('places')
  @ApiOperation({ summary: 'The places.' })
  @ListRoute('Place')
  async list(
    @Query() query: PlacesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { parent, below, kind, open, conflict } = query;
    const filter = every(
      await this.scope.filter(askerOf(request), 'place:read', { place: '_id', unit: 'state.unit' }),
      present({ 'state.parent': parent, 'state.kind': kind }),
      open === undefined ? {} : { 'state.open': open === 'true' },
      conflict === undefined ? {} : { conflicting: conflict === 'true' },
      below === undefined ? {} : { _id: { $in: await this.below.places([below]) } },
    );
    const show = (docs: readonly PlaceDocument[]) =>
      Promise.all(docs.map(({ _id, state, revision }) => placeRead(_id, state, revision, this.directory)));
    return answerList({ from: this.documents, filter, show, columns: placeColumns }, query, request, reply);
  }

  @Get(':id')
  @Allow('place:read')
  @Reads('places')
  @ApiOperation({ summary: 'A place, who answers for it, and where it lies; now or as of any time.' })
  @ReadRoute('Place', { headers: ['ETag'] })
  async read(
    @Param('id') text: string,
    @Query() { at }: PlaceQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const doc = await this.known(request, text);
    const id = doc._id;
    reply.header('etag', `"${doc.revision}"`);
    return placeRead(
      id,
      at === undefined
        ? doc.state
        : await this.asOf(id, lookedBackTo(at, this.clock.now(), this.site.timeZone)),
      doc.revision,
      this.directory,
    );
  }

  @Get(':id/history')
  @Allow('place:read')
  @Reads('places')
  @ApiOperation({ summary: 'Everything that was recorded of it.' })
  @ListRoute('Fact', historyForms)
  async history(
    @Param('id') text: string,
    @Query() query: HistoryQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { _id } = await this.known(request, text);
    return answerHistory(await this.streams.history(placeStream(_id)), this.facts, query, request, reply);
  }

  private async known(request: FastifyRequest, text: string): Promise<PlaceDocument> {
    const id = readCode(text);
    const visible = await this.scope.filter(askerOf(request), 'place:read', {
      place: '_id',
      unit: 'state.unit',
    });
    const doc = await this.documents.findOne(living(every({ _id: id }, visible)));
    if (!doc) throw placeRefusals('place.unknown', { place: id });
    return doc;
  }

  private async asOf(id: string, at: string): Promise<Place> {
    const facts = (await this.streams.history(placeStream(id))) as readonly PlaceEntry[];
    const { state } = fold(
      placeFolding,
      effective(facts).filter(({ meta }) => meta.occurredAt <= at),
    );
    if (state === 'none') throw placeRefusals('place.not-yet-opened', { place: id, at });
    return state;
  }
}

export const PlaceActions = actionsController({
  path: 'v1/places/:id',
  tag: 'places',
  stream: placeStream,
  actions: [
    {
      action: 'rename',
      command: ask.RenamePlace,
      permission: 'place:write',
      summary: 'Give it another name.',
    },
    {
      action: 'move',
      command: ask.MovePlace,
      permission: 'place:write',
      summary: 'Say that it lies in another place.',
    },
    {
      action: 'close',
      command: ask.ClosePlace,
      permission: 'place:write',
      summary: 'Close it. It must be empty.',
    },
    { action: 'reopen', command: ask.ReopenPlace, permission: 'place:write', summary: 'Open it again.' },
    {
      action: 'assign-responsible',
      command: ask.AssignResponsible,
      permission: 'place:write',
      summary: 'Say who answers for it.',
    },
  ],
});
