import { isCode, readCode } from '@ledger/kernel';
import { collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service.js';
import { type AliasDocument, aliasesView } from '../alias/views/aliases.view.js';
import { Inventory } from '../bottle/bottle.inventory.js';
import { Allow } from '../http/allow.js';
import { ReadRoute } from '../http/api.js';
import { askerOf } from '../http/asker.js';
import { ReadQuery } from '../http/lists.js';
import { Reads } from '../http/reads.js';
import { Clock } from '../ledger/clock.js';
import type { Asker } from '../ledger/intent.js';
import { Lives } from '../ledger/lives.js';
import { READ_MODEL } from '../ledger/tokens.js';
import type { PersonState } from '../people/people.state.js';
import { placeRead } from '../place/place.read.js';
import type { PlaceState } from '../place/place.state.js';
import { Directory } from './directory.js';

/** How many bottles an alias may name, in as many schemes. */
const MOST = 20;

@ApiTags('scan')
@Controller('v1/scan')
export class ScanController {
  constructor(
    @Inject(READ_MODEL) private readonly model: ReadModel,
    private readonly lives: Lives,
    private readonly inventory: Inventory,
    private readonly directory: Directory,
    private readonly access: AccessService,
    private readonly clock: Clock,
  ) {}

  @Get(':anything')
  @Allow('bottle:read')
  @Reads('inventory', 'aliases')
  @ApiOperation({
    summary:
      'What a scanned code is: a bottle, place or person, a code of another system, a label not yet used.',
  })
  @ReadRoute('Scanned')
  async scan(@Param('anything') scanned: string, @Query() _query: ReadQuery, @Req() request: FastifyRequest) {
    const asker = askerOf(request);
    const code = isCode(scanned) ? readCode(scanned) : undefined;
    const text = scanned.toWellFormed().normalize('NFC').trim();
    const known = code === undefined ? undefined : await this.ours(code, asker);
    const alias = known ? undefined : await this.alias(text, asker);
    // A code of another system can look like one of ours.
    return (
      known ??
      alias ??
      (code === undefined ? { kind: 'unknown', code: text } : { kind: 'unused-label', code })
    );
  }

  /** What a code of ours names, if it names anything yet. */
  private async ours(code: string, asker: Asker): Promise<object | undefined> {
    const [bottle, place, person] = await Promise.all(
      ['bottle', 'place', 'person'].map((category) => this.lives.load(`${category}-${code}`)),
    );
    if (bottle && bottle.revision >= 0) return this.bottle(code, asker);
    if (place && place.revision >= 0)
      return this.place(code, place.state as PlaceState, place.revision, asker);
    if (person && person.revision >= 0) {
      const { active } = person.state as Exclude<PersonState, 'none'>;
      return { kind: 'person', code, person: { ...(await this.directory.person(code)), active } };
    }
    return undefined;
  }

  /** Where somebody may not look, only that there is a bottle is said: its label says as much. */
  private async bottle(code: string, asker: Asker): Promise<object> {
    const doc = await this.inventory.find(asker, code);
    return {
      kind: 'bottle',
      code,
      ...(doc && { bottle: (await this.inventory.show([doc], asker, this.clock.now()))[0] }),
    };
  }

  private async place(code: string, state: PlaceState, revision: number, asker: Asker): Promise<object> {
    const visible = await this.access.covers(asker, 'place:read', [{ place: code }]);
    if (!visible || state === 'none') return { kind: 'place', code };
    return { kind: 'place', code, place: await placeRead(code, state, revision, this.directory) };
  }

  private async alias(value: string, asker: Asker): Promise<object | undefined> {
    const aliases = this.model.collection<AliasDocument>(collectionOf(aliasesView));
    const found = await aliases.find(living({ value }), { sort: { _id: 1 }, limit: MOST }).toArray();
    if (found.length === 0) return undefined;
    const items = await Promise.all(
      found.map(async ({ scheme, code }) => ({ scheme, ...(await this.bottle(code, asker)) })),
    );
    return { kind: 'alias', code: value, items };
  }
}
