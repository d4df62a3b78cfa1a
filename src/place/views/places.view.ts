import { type StateDocument, stateView } from '@ledger/kernel';
import { type Place, placeFolding } from '../place.state.js';

export interface PlaceDocument extends StateDocument<Place> {
  /** Whether something in it does not go together. */
  readonly conflicting: boolean;
}

export const placesView = stateView({
  name: 'places',
  version: 2,
  folding: placeFolding,
  indexes: [{ fields: { 'state.parent': 1 } }, { fields: { conflicting: 1, _id: 1 } }],
  searched: ({ conflict }: Place) => ({ conflicting: conflict !== undefined }),
});
