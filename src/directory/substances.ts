import { type Collection, collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Inject, Injectable } from '@nestjs/common';
import { READ_MODEL } from '../ledger/tokens.js';
import { searchFilter } from '../substance/substance.search.js';
import { type SubstanceDoc, substancesView } from '../substance/views/substance.view.js';

/** How many substances one word may stand for. */
const MOST = 500;

/** Substances by what people call them. */
@Injectable()
export class SubstanceFinder {
  private readonly documents: Collection<SubstanceDoc>;

  constructor(@Inject(READ_MODEL) model: ReadModel) {
    this.documents = model.collection(collectionOf(substancesView));
  }

  async idsOf(q: string): Promise<readonly string[]> {
    const found = await this.documents
      .find(living(searchFilter(q)), { limit: MOST, projection: { _id: 1 } })
      .toArray();
    return this.withMerged(found.map(({ _id }) => _id));
  }

  /** The substances, and those that were merged into them: bottles may still hold the names of those. */
  async withMerged(ids: readonly string[]): Promise<readonly string[]> {
    const all = new Set(ids);
    for (let level = [...ids]; level.length > 0; ) {
      const merged = await this.documents
        .find(living({ 'state.mergedInto': { $in: level } }), { projection: { _id: 1 } })
        .toArray();
      level = merged.map(({ _id }) => _id).filter((id) => !all.has(id));
      for (const id of level) all.add(id);
    }
    return [...all];
  }
}
