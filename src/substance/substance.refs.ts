import type { Look, StreamRef } from '@ledger/kernel';
import { substanceStream } from './substance.events.js';
import { substanceRefusals } from './substance.refusals.js';
import type { Substance, SubstanceState } from './substance.state.js';

export const substanceRef = (id: string): StreamRef<SubstanceState> => ({ stream: substanceStream(id) });

/** The substance, where it is known and goes on. Refuses substance.not-known, substance.merged. */
export function knownSubstance(found: Look, id: string): Substance {
  const substance = found(substanceRef(id));
  if (substance === undefined || substance === 'none') {
    throw substanceRefusals('substance.not-known', { substance: id });
  }
  if (substance.mergedInto !== undefined) {
    throw substanceRefusals('substance.merged', { substance: id, into: substance.mergedInto });
  }
  return substance;
}
