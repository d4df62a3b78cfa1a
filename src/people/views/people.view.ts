import { type StateDocument, stateView } from '@ledger/kernel';
import { type Person, personFolding } from '../people.state.js';

export type PersonDocument = StateDocument<Person>;

/** Who there is. Names are joined when it is read: they are kept elsewhere. */
export const peopleView = stateView({
  name: 'people',
  version: 1,
  folding: personFolding,
  indexes: [],
  searched: (_person: Person) => ({}),
});
