import { categoryOf, idOf, type Recorded, type Subject } from '@ledger/kernel';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Permission } from '../access/permissions.js';
import type { Asker } from '../ledger/intent.js';
import { Lives } from '../ledger/lives.js';

/** What a reader must be allowed to see of each kind of stream. */
const permissionFor: Readonly<Record<string, Permission>> = {
  bottle: 'bottle:read',
  registration: 'bottle:read',
  alias: 'bottle:read',
  place: 'place:read',
  substance: 'catalogue:read',
  site: 'feed:read',
  unit: 'unit:read',
  person: 'people:read',
  grants: 'access:read',
  credential: 'access:read',
};

/** Which facts a reader of the feed may see: those of things that they could look at. */
@Injectable()
export class FeedScope {
  constructor(
    private readonly access: AccessService,
    private readonly lives: Lives,
  ) {}

  async shows(asker: Asker, { stream }: Recorded): Promise<boolean> {
    const category = categoryOf(stream);
    const permission = permissionFor[category];
    if (permission === undefined) return false;
    const scopes = await this.access.scopesFor(asker.actor, permission);
    if (scopes === 'all') return true;
    if (scopes.length === 0) return false;
    // What belongs to no place and no unit is everybody's who may look at all.
    if (!['bottle', 'place', 'registration', 'alias'].includes(category)) return true;
    return this.access.covers(asker, permission, await this.subjects(stream));
  }

  private async subjects(stream: string): Promise<readonly Subject[]> {
    const { state } = await this.lives.load(stream);
    return this.lives.decider(stream).subjects(state, idOf(stream));
  }
}
