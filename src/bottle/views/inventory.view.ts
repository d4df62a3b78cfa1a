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

/** What bottles are found by, beside whether they have ended. */
const searchedBy = [
  'substance',
  'mixture',
  'phase',
  'state.place',
  'state.home',
  'state.holder',
  'state.unit',
  'state.lot',
  'goodUntil',
];

export const inventoryView = stateView({
  name: 'inventory',
  version: 2,
  folding: bottleFolding,
  // Whoever asks wants the living or the ended: each index finds those of one thing, in the order of their codes.
  indexes: [
    { fields: { ended: 1, _id: 1 } },
    ...searchedBy.map((field) => ({ fields: { ended: 1, [field]: 1, _id: 1 } as const })),
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
