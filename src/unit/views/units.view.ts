import { type StateDocument, stateView } from '@ledger/kernel';
import { type Unit, unitFolding } from '../unit.state.js';

export type UnitDocument = StateDocument<Unit>;

export const unitsView = stateView({
  name: 'units',
  version: 1,
  folding: unitFolding,
  indexes: [],
  searched: (_unit: Unit) => ({}),
});
