import { type Folding, Impossible, present } from '@ledger/kernel';
import type { UnitFact, UnitKind } from './unit.events.js';
import { unitRefusals } from './unit.refusals.js';

export interface Unit {
  readonly name: string;
  readonly kind: UnitKind;
  readonly parent?: string;
  readonly responsible?: string;
}
export type UnitState = Unit | 'none';

export const unitFolding: Folding<UnitState, UnitFact> = {
  category: 'unit',
  initial: 'none',
  evolve(state, fact) {
    if (fact.type === 'UnitAdded') {
      if (state !== 'none') throw new Impossible(unitRefusals('unit.id.taken'));
      const { name, kind, parent } = fact.data;
      return { name, kind, ...present({ parent }) };
    }
    if (state === 'none') throw new Impossible(unitRefusals('unit.unknown'));
    switch (fact.type) {
      case 'UnitRenamed':
        return { ...state, name: fact.data.name };
      case 'ResponsiblePersonAssigned': {
        const { responsible: _before, ...unit } = state;
        return { ...unit, ...present({ responsible: fact.data.person }) };
      }
      case 'FactCorrected':
      case 'FactAnnulled':
        throw new TypeError(`${fact.type} is applied to the history, never folded`);
      default:
        return fact satisfies never;
    }
  },
};
