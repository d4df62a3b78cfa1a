import { type Quantity, readCode } from '@ledger/kernel';
import { type Collection, collectionOf, every, type ReadModel } from '@ledger/read-model';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Below } from '../directory/below.js';
import { Directory, type Named, type NamedPlace, type NamedSubstance } from '../directory/directory.js';
import { ReadScope } from '../directory/scope.js';
import { askerOf } from '../http/asker.js';
import { httpRefusals } from '../http/http.refusals.js';
import { answerList, type Columns } from '../http/lists.js';
import { Clock } from '../ledger/clock.js';
import { lookedBackTo } from '../ledger/times.js';
import { READ_MODEL, SITE, type SiteSettings } from '../ledger/tokens.js';
import { unknownPlace } from '../place/place.refs.js';
import type { HoldingsQuery } from './bottle.queries.js';
import type { Phase } from './bottle.state.js';
import { type HoldingDocument, holdingsView } from './views/holdings.view.js';

/** A bottle that stood somewhere, as the interface answers it. */
export interface HoldingRead {
  readonly code: string;
  readonly substance: NamedSubstance;
  readonly state: Phase;
  readonly content: Quantity;
  readonly place?: NamedPlace;
  readonly unit?: Named;
  readonly since: string;
  readonly knownSince: string;
}

const columns: Columns<HoldingRead> = {
  code: ({ code }) => code,
  substance: ({ substance }) => substance.name,
  cas: ({ substance }) => substance.cas,
  state: ({ state }) => state,
  place: ({ place }) => place?.path,
  place_code: ({ place }) => place?.id,
  unit: ({ unit }) => unit?.name ?? unit?.id,
  content: ({ content }) => content.value,
  content_unit: ({ content }) => content.unit,
  since: ({ since }) => since,
  known_since: ({ knownSince }) => knownSince,
};

/** What stood where, in two times: as it was, and as it was known. */
@Injectable()
export class Holdings {
  private readonly documents: Collection<HoldingDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly below: Below,
    private readonly directory: Directory,
    private readonly scope: ReadScope,
    private readonly clock: Clock,
    @Inject(SITE) private readonly site: SiteSettings,
  ) {
    this.documents = model.collection(collectionOf(holdingsView));
  }

  /** Refuses place.unknown, query.invalid. */
  async in(id: string, query: HoldingsQuery, request: FastifyRequest, reply: FastifyReply) {
    const place = readCode(id);
    if (!(await this.directory.placeState(place))) throw unknownPlace(place);
    const { at, knownAt } = this.timesOf(query);
    const filter = every(
      await this.scope.filter(askerOf(request), 'bottle:read', {
        place: 'holding.place',
        unit: 'holding.unit',
      }),
      { 'holding.place': { $in: await this.below.places([place]) } },
      { validFrom: { $lte: at }, validTo: { $gt: at } },
      { knownFrom: { $lte: knownAt }, knownTo: { $gt: knownAt } },
      { 'holding.phase': { $in: ['received', 'stored', 'issued', 'emptied'] } },
    );
    const show = (docs: readonly HoldingDocument[]) => Promise.all(docs.map((doc) => this.show(doc)));
    const list = await answerList({ from: this.documents, filter, show, columns }, query, request, reply);
    return list instanceof StreamableFile ? list : { at, knownAt, ...list };
  }

  private timesOf(query: HoldingsQuery): { at: string; knownAt: string } {
    const now = this.clock.now();
    const { timeZone } = this.site;
    const known = query.knownAt === undefined ? now : lookedBackTo(query.knownAt, now, timeZone);
    const knownAt = known < now ? known : now;
    const at = query.at === undefined ? knownAt : lookedBackTo(query.at, knownAt, timeZone);
    if (at <= knownAt) return { at, knownAt };
    throw httpRefusals(
      'query.invalid',
      {},
      'knownAt must not be before at: nothing is known of what is yet to come',
    );
  }

  private async show({ code, holding, validFrom, knownFrom }: HoldingDocument): Promise<HoldingRead> {
    const { substance, place, unit, content, phase } = holding;
    return {
      code,
      substance: await this.directory.substance(substance),
      state: phase,
      content,
      ...(place !== undefined && { place: await this.directory.place(place) }),
      ...(unit !== undefined && { unit: await this.directory.unit(unit) }),
      since: validFrom,
      knownSince: knownFrom,
    };
  }
}
