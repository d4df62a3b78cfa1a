import { casNumber } from '@ledger/kernel';
import { type Collection, collectionOf, every, living, type ReadModel } from '@ledger/read-model';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepts } from '../http/accepts.js';
import { actionsController } from '../http/actions.js';
import { Allow } from '../http/allow.js';
import { CommandRoute, ListRoute, ReadRoute } from '../http/api.js';
import { cursorAt, readCursor } from '../http/cursors.js';
import { Desk } from '../http/desk.js';
import { Read, Text } from '../http/fields.js';
import { readId } from '../http/ids.js';
import { answerList, asCsv, type Columns, DEFAULT_PAGE, ListQuery, ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { READ_MODEL } from '../ledger/tokens.js';
import * as ask from './substance.commands.js';
import { substanceStream } from './substance.events.js';
import { codesSaying } from './substance.labelling.js';
import { type SubstanceRead, substanceRead } from './substance.read.js';
import { hazardCode } from './substance.readers.js';
import { substanceRefusals } from './substance.refusals.js';
import { rank, searchFilter } from './substance.search.js';
import { type SubstanceDoc, substancesView } from './views/substance.view.js';

export class SubstancesQuery extends ListQuery {
  @Text(100, {
    optional: true,
    description: 'A name in any language held, a synonym, a CAS number or a formula.',
  })
  readonly q?: string;
  @Read(casNumber, {}, { optional: true, description: 'CAS number.' }) readonly cas?: string;
  @Read(
    hazardCode,
    {},
    {
      optional: true,
      description: 'An H or EUH code; those that say more than it are found too, H350i for H350.',
    },
  )
  readonly hazard?: string;
}

@ApiTags('substances')
@Controller('v1/substances')
export class SubstanceController {
  private readonly documents: Collection<SubstanceDoc>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly desk: Desk,
  ) {
    this.documents = model.collection(collectionOf(substancesView));
  }

  @Post()
  @Allow('catalogue:write')
  @ApiOperation({ summary: 'Add a substance to the catalogue.' })
  @CommandRoute(201)
  add(
    @Body() body: ask.AddSubstance,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { cas } = body;
    const stream = cas === undefined ? { begin: 'substance' } : { begin: 'substance', code: cas };
    const location = (id: string) => `/v1/substances/${id}`;
    return this.desk.submit(body, { stream, permission: 'catalogue:write', location }, request, reply);
  }

  @Get()
  @Allow('catalogue:read')
  @Reads('substances')
  @ApiOperation({ summary: 'Find substances; with `q` the best hits come first.' })
  @ListRoute('Substance')
  async list(
    @Query() query: SubstancesQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { q, cas, hazard, limit = DEFAULT_PAGE } = query;
    const languages = languagesOf(request);
    const filter = every(
      q === undefined ? {} : searchFilter(q),
      cas === undefined ? {} : { 'state.cas': cas },
      hazard === undefined ? {} : { 'state.hazards': { $in: [...codesSaying(hazard)] } },
    );
    const show = async (docs: readonly SubstanceDoc[]) => docs.map((doc) => substanceRead(doc, languages));
    reply.header('vary', 'accept, accept-language');
    if (q === undefined)
      return answerList({ from: this.documents, filter, show, columns }, query, request, reply);
    const from = Number(readCursor(query, request) ?? 0);
    const hits = rank(q, await this.documents.find(living(filter)).toArray()).slice(from);
    if (accepts(request, 'text/csv')) return asCsv(columns, await show(hits.slice(0, query.limit)));
    const more = hits.length > limit && { next: cursorAt(String(from + limit), query, request) };
    return { items: await show(hits.slice(0, limit)), ...more };
  }

  @Get(':id')
  @Allow('catalogue:read')
  @Reads('substances')
  @ApiOperation({ summary: 'A substance with its hazards, in the language you accept.' })
  @ReadRoute('Substance', { headers: ['ETag'] })
  async read(
    @Param('id') id: string,
    @Query() _query: ReadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const substance = readId(id);
    const doc = await this.documents.findOne(living({ _id: substance }));
    if (!doc) throw substanceRefusals('substance.unknown', { substance });
    reply.header('etag', `"${doc.revision}"`).header('vary', 'accept-language');
    return substanceRead(doc, languagesOf(request));
  }
}

/** `de-CH, fr;q=0.8` -> [`de-CH`, `fr`] */
const languagesOf = ({ headers }: FastifyRequest): readonly string[] =>
  (headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/\s*;\s*q=/);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ tag }) => /^[A-Za-z-]{2,20}$/.test(tag))
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);

const columns: Columns<SubstanceRead> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  cas: ({ cas }) => cas,
  ec: ({ ec }) => ec,
  formula: ({ formula }) => formula,
  hazards: ({ hazards }) => hazards.map(({ code }) => code).join(' '),
  pictograms: ({ pictograms }) => pictograms.join(' '),
  signal_word: ({ signalWord }) => signalWord,
  classification: ({ classification }) => classification,
  source: ({ source }) => `${source.name} ${source.version}`,
};

export const SubstanceActions = actionsController({
  path: 'v1/substances/:id',
  tag: 'substances',
  stream: substanceStream,
  read: readId,
  actions: [
    {
      action: 'reclassify',
      command: ask.ReclassifySubstance,
      permission: 'catalogue:write',
      summary: 'State its hazards anew.',
    },
    {
      action: 'merge',
      command: ask.MergeSubstance,
      permission: 'catalogue:write',
      summary: 'Say that it is the same as another.',
    },
  ],
});
