import { collectionOf, type Doc, living, type ReadModel } from '@ledger/read-model';
import { placesView } from '../place/views/places.view.js';
import { unitsView } from '../unit/views/units.view.js';

type Nested = Doc & { readonly state: { readonly parent?: string } };

/** How many a filter goes into at most; a larger tree is asked for by its parts. */
const MOST = 50_000;

/** Places and units with all that lies in them or belongs to them, as the views have it. */
export class Below {
  constructor(private readonly model: ReadModel) {}

  places(ids: readonly string[]): Promise<string[]> {
    return this.from(collectionOf(placesView), ids);
  }

  units(ids: readonly string[]): Promise<string[]> {
    return this.from(collectionOf(unitsView), ids);
  }

  private async from(collection: string, ids: readonly string[]): Promise<string[]> {
    const found = new Set(ids);
    for (let level = [...ids]; level.length > 0 && found.size < MOST; ) {
      const inside = await this.model
        .collection<Nested>(collection)
        .find(living({ 'state.parent': { $in: level } }), { projection: { _id: 1 } })
        .toArray();
      level = inside.map(({ _id }) => _id).filter((id) => !found.has(id));
      for (const id of level) found.add(id);
    }
    return [...found];
  }
}
