import type { Filter } from '@ledger/read-model';
import type { AccessService } from '../access/access.service.js';
import type { Asker } from '../ledger/intent.js';
import type { Below } from './below.js';

/** What a person may see of a list: everything, or what lies in their places and belongs to their units. */
export class ReadScope {
  constructor(
    private readonly access: AccessService,
    private readonly below: Below,
  ) {}

  /** `fields` name where a document holds its place and its unit. */
  async filter(
    { actor }: Asker,
    permission: string,
    fields: { readonly place: string; readonly unit: string },
  ): Promise<Filter> {
    const scopes = await this.access.scopesFor(actor, permission);
    if (scopes === 'all') return {};
    const units = scopes.flatMap((scope) => ('unit' in scope ? [scope.unit] : []));
    const places = scopes.flatMap((scope) => ('place' in scope ? [scope.place] : []));
    return {
      $or: [
        { [fields.unit]: { $in: await this.below.units(units) } },
        { [fields.place]: { $in: await this.below.places(places) } },
      ],
    };
  }
}
