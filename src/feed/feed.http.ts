import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@ledger/event-store';
import type { Position, Recorded } from '@ledger/kernel';
import { Controller, Get, Inject, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service.js';
import { accepts } from '../http/accepts.js';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { type FactRead, Facts } from '../http/facts.js';
import { Read, Text } from '../http/fields.js';
import { httpRefusals } from '../http/http.refusals.js';
import { pageSize } from '../http/lists.js';
import { Positions } from '../http/positions.js';
import { Seats } from '../http/seats.js';
import { Stopping } from '../http/stopping.js';
import type { Asker } from '../ledger/intent.js';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import { Progress } from '../ledger/progress.js';
import { EVENT_STORE } from '../ledger/tokens.js';
import { FeedScope } from './feed.scope.js';

const MAX_WAIT_S = 30;
const HEARTBEAT_MS = 15_000;
/** How long facts that were found in the log wait until this node has heard of them. */
const PATIENCE_MS = 5_000;
/** How many facts are looked at in one go, however few of them are wanted. */
const LOOK = 500;

const seconds = (text: string): number => {
  const wait = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(wait <= MAX_WAIT_S))
    throw httpRefusals('query.invalid', {}, `must be a number of seconds from 0 to ${MAX_WAIT_S}`);
  return wait;
};
const typeNames = (text: string): readonly string[] => {
  const types = text.split(',');
  if (!types.every((type) => /^[A-Za-z]{1,60}$/.test(type)))
    throw httpRefusals('query.invalid', {}, 'must be types of facts with commas between');
  return types;
};

export class FeedQuery {
  @Text(60, { optional: true, description: 'Begins behind this position; left out, at the beginning.' })
  readonly after?: string;
  @Text(60, {
    optional: true,
    description: 'Begins behind the fact with this id, in whatever log it is now.',
  })
  readonly afterId?: string;
  @Read(
    typeNames,
    { example: 'BottleStored,BottleMoved' },
    { optional: true, description: 'Only these types.' },
  )
  readonly types?: readonly string[];
  @Read(
    pageSize,
    { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    { optional: true, description: 'How many at most.' },
  )
  readonly limit?: number;
  @Read(
    seconds,
    { type: 'integer', minimum: 0, maximum: MAX_WAIT_S },
    { optional: true, description: 'Waits that long for something new.' },
  )
  readonly wait?: number;
}

interface FeedPage {
  readonly items: readonly (FactRead & { readonly stream: string })[];
  /** The last position looked at, whether or not anything there was for this reader. */
  readonly next: string;
}

/** What there was for a reader, up to the last position looked at. */
interface Looked {
  readonly items: FeedPage['items'];
  readonly at: Position;
}

@ApiTags('feed')
@Controller('v1/feed')
export class FeedController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly facts: Facts,
    private readonly positions: Positions,
    private readonly progress: Progress,
    private readonly scope: FeedScope,
    private readonly access: AccessService,
    private readonly seats: Seats,
    private readonly stopping: Stopping,
  ) {}

  @Get()
  @Allow('feed:read')
  @ApiOperation({ summary: 'The facts in the order of the log, as far as you may see them.' })
  @ReadRoute('Feed', {
    description: 'A page.',
    headers: ['Ledger-Position'],
    also: { 'text/event-stream': 'The facts as they come, until you hang up; `Last-Event-ID` goes on.' },
  })
  async read(
    @Query() query: FeedQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.seats.feed.answering(reply, () => this.answer(query, request, reply));
  }

  private async answer(
    query: FeedQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FeedPage | StreamableFile> {
    const { limit = 100, wait = 0, types } = query;
    const asker = askerOf(request);
    const from = await this.begin(query, request);
    if (accepts(request, 'text/event-stream') && request.method === 'GET') {
      // The connection ends with the stream, so that it is not kept open for a next request.
      reply.header('cache-control', 'no-store').header('connection', 'close');
      return new StreamableFile(Readable.from(this.events(from, asker, types, request)), {
        type: 'text/event-stream',
      });
    }
    const until = Date.now() + wait * 1_000;
    const over = () => Date.now() >= until || request.raw.destroyed || this.stopping.signal.aborted;
    let page: Looked = { items: [], at: from };
    for (;;) {
      const next = await this.page(page.at, limit, asker, types, this.stopping.signal);
      if (!(await this.access.stillMay(asker, 'feed:read'))) break;
      page = next;
      if (page.items.length > 0 || over()) break;
      const patience = Math.max(1, until - Date.now());
      await this.progress.until(['log'], page.at + 1, patience, this.stopping.signal);
    }
    reply.header('ledger-position', this.positions.token(page.at));
    return shown(page, this.positions);
  }

  private async begin({ after, afterId }: FeedQuery, { headers }: FastifyRequest): Promise<Position> {
    if (after !== undefined && afterId !== undefined)
      throw httpRefusals('query.invalid', {}, 'after and afterId: only one of them can be meant');
    // A reader whose stream broke asks again in the same words, and says in this header how far it got.
    const id = headers['last-event-id'] || afterId;
    if (typeof id !== 'string') return after === undefined ? 0 : this.positions.read(after);
    return this.positions.ofFact(id);
  }

  /**
   * Looks at pages of the log until there are enough facts for this reader, or no more. What was recorded before them
   * counts for who may see them, so nobody is told of any before they may be asked whether they still may.
   */
  private async page(
    from: Position,
    limit: number,
    asker: Asker,
    types: readonly string[] | undefined,
    givenUp: AbortSignal,
  ): Promise<Looked> {
    const items: Recorded[] = [];
    let at = from;
    for (;;) {
      const looked = await this.store.readAll({ after: at, limit: LOOK });
      const last = looked.at(-1);
      if (last && !(await this.heard(last.position, givenUp))) return { items: [], at: from };
      for (const fact of looked) {
        if (items.length === limit) return { items: this.show(items), at };
        at = fact.position;
        if ((types?.includes(fact.type) ?? true) && (await this.scope.shows(asker, fact))) items.push(fact);
      }
      if (looked.length < LOOK || items.length === limit) return { items: this.show(items), at };
      await delay(0);
    }
  }

  /** What another node has recorded is known here once it was heard; false where that was given up. Refuses view.behind. */
  private async heard(position: Position, givenUp: AbortSignal): Promise<boolean> {
    const heard = await this.progress.until(['log'], position, PATIENCE_MS, givenUp);
    if (!heard && !givenUp.aborted) throw ledgerRefusals('view.behind', { views: ['log'] });
    return heard;
  }

  private show(facts: readonly Recorded[]): FeedPage['items'] {
    return facts.map((fact) => ({ ...this.facts.show(fact), stream: fact.stream }));
  }

  private async *events(
    from: Position,
    asker: Asker,
    types: readonly string[] | undefined,
    request: FastifyRequest,
  ) {
    const hungUp = new AbortController();
    request.raw.socket.once('close', () => hungUp.abort());
    const ended = AbortSignal.any([hungUp.signal, this.stopping.signal]);
    // Sends the headers at once, so that the reader knows it is heard.
    yield ': here\n\n';
    for (let at = from; !ended.aborted; ) {
      const page = await this.page(at, 100, asker, types, ended);
      if (!(await this.access.stillMay(asker, 'feed:read'))) return;
      for (const item of page.items)
        yield `id: ${item.id}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`;
      at = page.at;
      if (page.items.length > 0) continue;
      const news = await this.progress.until(['log'], at + 1, HEARTBEAT_MS, ended);
      if (!news && !ended.aborted) yield ': still here\n\n';
    }
  }
}

const shown = (page: Looked, positions: Positions): FeedPage => ({
  items: page.items,
  next: positions.token(page.at),
});
