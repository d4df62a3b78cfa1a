import { expired, present, type Quantity, quantityIn } from '@ledger/kernel';
import type { Directory, Named, NamedPlace, NamedSubstance } from '../directory/directory.js';
import type { Hazards } from '../directory/hazards.js';
import type { Component, Fraction } from './bottle.events.js';
import { type Asking, allowed } from './bottle.guards.js';
import type { Bottle, Phase } from './bottle.state.js';
import type { InventoryDocument } from './views/inventory.view.js';

/** A bottle as the interface answers it. */
export interface BottleRead {
  readonly code: string;
  readonly substance: NamedSubstance;
  readonly composition?: readonly Component[];
  readonly purity?: Fraction;
  readonly hazards: Hazards;
  readonly origin: Bottle['origin'];
  readonly state: Phase;
  readonly place?: NamedPlace;
  readonly holder?: Named;
  readonly offeredTo?: Named;
  readonly unit?: Named;
  readonly content: Quantity;
  /** What was left when it was emptied or ended. */
  readonly remainder?: Quantity;
  readonly opened: boolean;
  readonly flags: readonly string[];
  readonly expiry?: string;
  readonly lot?: string;
  readonly grade?: string;
  readonly supplier?: string;
  readonly product?: string;
  readonly parent?: string;
  readonly enteredAt: string;
  readonly actions: readonly string[];
  readonly revision: number;
}

export async function bottleRead(
  doc: InventoryDocument,
  directory: Directory,
  asking: Asking,
): Promise<BottleRead> {
  const { state: bottle, phase, substance, mixture, revision } = doc;
  const { composition, content, place, holder, offeredTo, unit } = bottle;
  const described = composition.some(({ fraction }) => fraction !== undefined) || mixture;
  return {
    code: doc._id,
    substance: await directory.substance(substance),
    ...(described && { composition }),
    ...present({ purity: bottle.purity }),
    hazards: await directory.hazards(composition),
    origin: bottle.origin,
    state: phase,
    ...(place !== undefined && { place: await directory.place(place) }),
    ...(holder !== undefined && { holder: await directory.person(holder) }),
    ...(offeredTo !== undefined && { offeredTo: await directory.person(offeredTo) }),
    ...(unit !== undefined && { unit: await directory.unit(unit) }),
    content: quantityIn(content),
    ...(bottle.remainder && { remainder: quantityIn(bottle.remainder) }),
    opened: bottle.opened,
    flags: flagsOf(bottle, asking.day),
    ...present({ expiry: bottle.expiry, lot: bottle.lot, grade: bottle.grade }),
    ...present({ supplier: bottle.supplier, product: bottle.product, parent: bottle.parent }),
    enteredAt: bottle.enteredAt,
    actions: allowed(phase === 'annulled' ? 'annulled' : bottle, asking),
    revision,
  };
}

/** What stands out about a bottle, on a day. */
function flagsOf(bottle: Bottle, day: string): readonly string[] {
  const flags = {
    quarantined: bottle.quarantined,
    missing: bottle.missing,
    'loss-reported': bottle.lossReported,
    'disposal-requested': bottle.disposalRequestedBy !== undefined,
    'disposal-approved': bottle.disposalApproved,
    expired: bottle.expiry !== undefined && expired(bottle.expiry, day),
  };
  return Object.entries(flags).flatMap(([flag, is]) => (is ? [flag] : []));
}

/** Columns of the inventory as CSV. */
export const bottleColumns: Readonly<Record<string, (bottle: BottleRead) => string | undefined>> = {
  code: ({ code }) => code,
  substance: ({ substance }) => substance.name,
  cas: ({ substance }) => substance.cas,
  state: ({ state }) => state,
  place: ({ place }) => place?.path,
  place_code: ({ place }) => place?.id,
  holder: ({ holder }) => holder?.name ?? holder?.id,
  unit: ({ unit }) => unit?.name ?? unit?.id,
  content: ({ content }) => content.value,
  content_unit: ({ content }) => content.unit,
  opened: ({ opened }) => (opened ? 'yes' : 'no'),
  flags: ({ flags }) => flags.join(' '),
  expiry: ({ expiry }) => expiry,
  lot: ({ lot }) => lot,
  grade: ({ grade }) => grade,
  supplier: ({ supplier }) => supplier,
  product: ({ product }) => product,
  entered_at: ({ enteredAt }) => enteredAt,
  hazards: ({ hazards }) => hazards.codes.join(' '),
  hazards_of: ({ hazards }) => hazards.of,
  classification: ({ hazards }) => hazards.classification,
};
