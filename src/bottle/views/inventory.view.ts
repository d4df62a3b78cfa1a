import { lastDay, type StateDocument, stateView } from '@ledger/kernel';
import { type Bottle, bottleFolding, mainSubstance, type Phase, phaseOf } from '../bottle.state.js';

/** A bottle as it is now, with what the inventory is searched by. */
export interface InventoryDocument extends StateDocument<Bottle> {
  readonly phase: Phase;
  readonly ended: boolean;
  /** The main substance. Mixtures have others in their composition. */
  readonly substance: string;
  readonly mixture: boolean;
  /** The last day it is good. */
  readonly goodUntil?: string;
}

export const inventoryView = stateView({
  name: 'inventory',
  version: 1,
  folding: bottleFolding,
  indexes: [
    { fields: { ended: 1, _id: 1 } },
    { fields: { substance: 1, _id: 1 } },
    { fields: { mixture: 1 } },
    { fields: { phase: 1, _id: 1 } },
    { fields: { 'state.place': 1, _id: 1 } },
    { fields: { 'state.holder': 1 } },
    { fields: { 'state.unit': 1 } },
    { fields: { 'state.lot': 1 } },
    { fields: { goodUntil: 1 } },
  ],
  searched: (bottle: Bottle): Omit<InventoryDocument, keyof StateDocument<Bottle>> => ({
    phase: phaseOf(bottle),
    ended: bottle.end !== undefined,
    substance: mainSubstance(bottle),
    mixture: bottle.composition.length > 1,
    ...(bottle.expiry !== undefined && { goodUntil: lastDay(bottle.expiry) }),
  }),
  annulled: (last) => ({ ...last, phase: 'annulled' as const, ended: true }),
});
