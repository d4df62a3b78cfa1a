import { dayOf, present, quantityIn, readCode } from '@ledger/kernel';
import { applyDecorators, Controller, Get, Inject, Param, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service.js';
import { Inventory } from '../bottle/bottle.inventory.js';
import { bottleRefusals } from '../bottle/bottle.refusals.js';
import type { Bottle } from '../bottle/bottle.state.js';
import { Allow } from '../http/allow.js';
import { askerOf } from '../http/asker.js';
import { OneOf, Read } from '../http/fields.js';
import { httpRefusals } from '../http/http.refusals.js';
import { ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { type Drawing, drawBottleLabel, drawPlaceLabel, toPdf, toPng, toSvg } from '../label/index.js';
import { SITE, type SiteSettings } from '../ledger/tokens.js';
import { placeRefusals } from '../place/place.refusals.js';
import { Directory } from './directory.js';

const formats = ['svg', 'png', 'pdf'] as const;
type Format = (typeof formats)[number];

const dots = (text: string): number => {
  const dpi = /^\d{3,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(dpi >= 100 && dpi <= 1200))
    throw httpRefusals('query.invalid', {}, 'must be a number of dots per inch from 100 to 1200');
  return dpi;
};

export class LabelQuery extends ReadQuery {
  @OneOf(formats, { optional: true, description: 'Left out: svg.' }) readonly format?: Format;
  @Read(
    dots,
    { type: 'integer', minimum: 100, maximum: 1200, default: 300 },
    { optional: true, description: 'Of a PNG.' },
  )
  readonly dpi?: number;
}

const LabelRoute = (summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({
      status: 200,
      description: 'The label, as wide and high as it is printed.',
      content: {
        'image/svg+xml': { schema: { type: 'string' } },
        'image/png': { schema: { type: 'string', format: 'binary' } },
        'application/pdf': { schema: { type: 'string', format: 'binary' } },
      },
    }),
  );

/** What is printed and stuck on things. */
@ApiTags('labels')
@Controller('v1')
export class LabelController {
  constructor(
    private readonly inventory: Inventory,
    private readonly directory: Directory,
    private readonly access: AccessService,
    @Inject(SITE) private readonly site: SiteSettings,
  ) {}

  @Get('bottles/:code/label')
  @Allow('bottle:read')
  @Reads('inventory')
  @LabelRoute("A bottle's label: DataMatrix with the code, name, CAS number, content, dates, pictograms.")
  async bottle(@Param('code') text: string, @Query() query: LabelQuery, @Req() request: FastifyRequest) {
    const code = readCode(text);
    const doc = await this.inventory.find(askerOf(request), code);
    if (!doc) throw bottleRefusals('bottle.unknown', { code });
    const { state: bottle } = doc;
    const { codes, pictograms, signalWord, classification, of } = await this.directory.hazards(
      bottle.composition,
    );
    const owner = bottle.unit === undefined ? undefined : (await this.directory.unit(bottle.unit)).name;
    const drawing = await drawBottleLabel({
      code,
      ...(await this.contents(bottle)),
      content: quantityIn(bottle.content),
      date: dayOf(bottle.enteredAt, this.site.timeZone),
      ...{ pictograms, hazardCodes: codes, hazardsOf: of, classification },
      ...present({ signalWord, owner, expiry: bottle.expiry }),
    });
    return printed(drawing, query);
  }

  /** What is in it: a substance, how strong or how pure, or all that a mixture is made of. */
  private async contents({ composition, purity }: Bottle) {
    const parts = await Promise.all(
      composition.map(async ({ substance, role, fraction }) => ({
        ...(await this.directory.substance(substance)),
        ...{ role, share: fraction && `${fraction.value} ${fraction.unit}` },
      })),
    );
    const [only, ...others] = parts;
    if (only && others.length === 0) {
      const { id, name = id, cas, share } = only;
      return {
        name,
        ...present({ cas, concentration: share ?? (purity && `≥ ${purity.value} ${purity.unit}`) }),
      };
    }
    const mainFirst = parts.toSorted((a, b) => Number(b.role === 'main') - Number(a.role === 'main'));
    return {
      name: mainFirst.map(({ id, name = id, share }) => (share ? `${name} ${share}` : name)).join(' + '),
    };
  }

  @Get('places/:id/label')
  @Allow('place:read')
  @Reads('places')
  @LabelRoute("A place's label: DataMatrix with the code, name, and where it lies.")
  async place(@Param('id') text: string, @Query() query: LabelQuery, @Req() request: FastifyRequest) {
    const id = readCode(text);
    const place = await this.directory.placeState(id);
    const subject = { place: id, unit: place?.unit };
    if (!place || !(await this.access.covers(askerOf(request), 'place:read', [subject])))
      throw placeRefusals('place.unknown', { place: id });
    const { path } = await this.directory.place(id);
    return printed(await drawPlaceLabel({ code: id, name: place.name, path }), query);
  }
}

async function printed(drawing: Drawing, { format = 'svg', dpi = 300 }: LabelQuery): Promise<StreamableFile> {
  if (format === 'png') return new StreamableFile(await toPng(drawing, { dpi }), { type: 'image/png' });
  if (format === 'pdf') return new StreamableFile(await toPdf(drawing), { type: 'application/pdf' });
  return new StreamableFile(Buffer.from(toSvg(drawing)), { type: 'image/svg+xml; charset=utf-8' });
}
