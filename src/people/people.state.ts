import { type Folding, Impossible, present } from '@ledger/kernel';
import type { PersonFact } from './people.events.js';
import { peopleRefusals } from './people.refusals.js';

export interface Person {
  readonly unit?: string;
  readonly active: boolean;
  readonly nameErased: boolean;
}
export type PersonState = Person | 'none';

export const personFolding: Folding<PersonState, PersonFact> = {
  category: 'person',
  initial: 'none',
  evolve(state, fact) {
    if (fact.type === 'PersonAdded') {
      if (state !== 'none') throw new Impossible(peopleRefusals('person.id.taken'));
      return { ...present({ unit: fact.data.unit }), active: true, nameErased: false };
    }
    if (state === 'none') throw new Impossible(peopleRefusals('person.unknown'));
    switch (fact.type) {
      case 'PersonLeft':
        return { ...state, active: false };
      case 'PersonReturned':
        return { ...state, active: true };
      case 'NameErased':
        return { ...state, nameErased: true };
      case 'FactCorrected':
      case 'FactAnnulled':
        throw new TypeError(`${fact.type} is applied to the history, never folded`);
      default:
        return fact satisfies never;
    }
  },
};
