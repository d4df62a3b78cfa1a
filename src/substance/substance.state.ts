import { type Folding, Impossible } from '@ledger/kernel';
import type { Classified, Described, Source, SubstanceFact } from './substance.events.js';
import { substanceRefusals } from './substance.refusals.js';

export interface Substance extends Described, Classified {
  /** Who added it: a clerk, or a catalogue, whose next editions then say what it is called. */
  readonly addedBy: Source;
  /** The substance that goes on in its place. */
  readonly mergedInto?: string;
}
export type SubstanceState = Substance | 'none';

export const substanceFolding: Folding<SubstanceState, SubstanceFact> = {
  category: 'substance',
  initial: 'none',
  evolve(state, fact) {
    if (fact.type === 'SubstanceAdded') {
      if (state !== 'none') throw new Impossible(substanceRefusals('substance.already-known'));
      return { ...fact.data, addedBy: fact.data.source };
    }
    if (state === 'none') throw new Impossible(substanceRefusals('substance.not-yet-added'));
    if (state.mergedInto !== undefined) {
      throw new Impossible(substanceRefusals('substance.merged', { into: state.mergedInto }));
    }
    switch (fact.type) {
      case 'SubstanceReclassified': {
        const { signalWord: _before, ...substance } = state;
        return { ...substance, ...fact.data };
      }
      case 'SubstanceDescribed': {
        const { source: _edition, ...described } = fact.data;
        return { ...state, ...described };
      }
      case 'SubstanceMerged':
        return { ...state, mergedInto: fact.data.into };
      case 'FactCorrected':
      case 'FactAnnulled':
        throw new TypeError(`${fact.type} is applied to the history, never folded`);
      default:
        return fact satisfies never;
    }
  },
};
