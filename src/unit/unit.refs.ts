import type { Look, StreamRef } from '@ledger/kernel';
import { unitStream } from './unit.events.js';
import { unitRefusals } from './unit.refusals.js';
import type { Unit, UnitState } from './unit.state.js';

export const unitRef = (id: string): StreamRef<UnitState> => ({ stream: unitStream(id) });

/** The unit, where it is known. Refuses unit.not-known. */
export function knownUnit(found: Look, id: string): Unit {
  const unit = found(unitRef(id));
  if (unit === undefined || unit === 'none') throw unitRefusals('unit.not-known', { unit: id });
  return unit;
}
