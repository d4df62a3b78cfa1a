import { collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Inject, Injectable } from '@nestjs/common';
import { READ_MODEL } from '../ledger/tokens.js';
import { searchFilter } from '../substance/substance.search.js';
import { type SubstanceDoc, substancesView } from '../substance/views/substance.view.js';

/** How many substances one word may stand for. */
const MOST = 500;

/** Substances by what people call them. */
@Injectable()
export class SubstanceFinder {
  constructor(@Inject(READ_MODEL) private readonly model: ReadModel) {}

  async idsOf(q: string): Promise<readonly string[]> {
    const found = await this.model
      .collection<SubstanceDoc>(collectionOf(substancesView))
      .find(living(searchFilter(q)), { limit: MOST, projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
