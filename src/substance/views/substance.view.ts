import { type StateDocument, stateView } from '@ledger/kernel';
import { type Searchable, searchable } from '../substance.search.js';
import { type Substance, substanceFolding } from '../substance.state.js';

/** A substance, and beside it what `searchFilter` looks through. */
export type SubstanceDoc = StateDocument<Substance> & Searchable;

export const substancesView = stateView({
  name: 'substances',
  version: 3,
  folding: substanceFolding,
  indexes: [
    { fields: { 'state.cas': 1 } },
    { fields: { 'state.name': 1 } },
    { fields: { 'state.mergedInto': 1 } },
    // A part of a text is found in no order; but here it is found without reading the documents.
    { fields: { search: 1 } },
    { fields: { searchFormula: 1 } },
  ],
  searched: (substance: Substance): Searchable => searchable(substance),
});
