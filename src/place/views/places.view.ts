import { type StateDocument, stateView } from '@ledger/kernel';
import { type Place, placeFolding } from '../place.state.js';

export type PlaceDocument = StateDocument<Place>;

export const placesView = stateView({
  name: 'places',
  version: 1,
  folding: placeFolding,
  indexes: [{ fields: { 'state.parent': 1 } }],
  searched: (_place: Place) => ({}),
});
