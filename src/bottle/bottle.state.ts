import {
  type Amount,
  amount,
  compare,
  type Folding,
  Impossible,
  minus,
  present,
  type Quantity,
  sameDimension,
  valueRefusals,
  zero,
} from '@ledger/kernel';
import type {
  Beginning,
  BottleEntry,
  BottleFact,
  Component,
  Filled,
  Fraction,
  Origin,
  Whereabouts,
} from './bottle.events.js';
import { bottleRefusals } from './bottle.refusals.js';

/** What a bottle is now. Plain JSON: the inventory keeps it as it stands here. */
export interface Bottle {
  readonly origin: Origin | 'filled';
  readonly enteredAt: string;
  readonly composition: readonly Component[];
  readonly content: Amount;
  readonly opened: boolean;
  readonly emptied: boolean;
  readonly quarantined: boolean;
  readonly missing: boolean;
  readonly lossReported: boolean;
  /** Who asked for disposal, and whether somebody else agreed. */
  readonly disposalRequestedBy?: string;
  readonly disposalApproved: boolean;
  readonly end?: End;
  /** What was left when it was emptied or ended. It is in the bottle no more. */
  readonly remainder?: Amount;
  readonly purity?: Fraction;
  readonly grade?: string;
  readonly supplier?: string;
  readonly product?: string;
  readonly lot?: string;
  readonly expiry?: string;
  readonly unit?: string;
  /** Where it stands, or else who holds it. */
  readonly place?: string;
  readonly holder?: string;
  /** Where it stood last: whoever answers for that place answers for a bottle that was taken from it. */
  readonly home?: string;
  /** Who is asked to take it over from the holder. */
  readonly offeredTo?: string;
  readonly parent?: string;
}

const ends = ['disposed', 'returned-to-vendor', 'written-off'] as const;
export type End = (typeof ends)[number];
export type BottleState = Bottle | 'none' | 'annulled';
export type Phase = 'received' | 'stored' | 'issued' | 'emptied' | End | 'annulled';

/** Whether a bottle in this phase lives no more. */
export const isEnd = (phase: Phase): boolean => [...ends, 'annulled'].includes(phase);

export const phaseOf = (bottle: Bottle): Phase => {
  if (bottle.end) return bottle.end;
  if (bottle.emptied) return 'emptied';
  if (bottle.holder !== undefined) return 'issued';
  return bottle.place === undefined ? 'received' : 'stored';
};

/** What a mixture is named after. */
export const mainSubstance = ({ composition }: Bottle): string =>
  (composition.find(({ role }) => role === 'main') ?? composition[0])?.substance ?? '';

export const whereabouts = (bottle: Bottle): Whereabouts | undefined => {
  if (bottle.holder !== undefined) return { person: bottle.holder };
  return bottle.place === undefined ? undefined : { place: bottle.place };
};

export const bottleFolding: Folding<BottleState, BottleFact> = {
  category: 'bottle',
  initial: 'none',
  annulled: 'annulled',
  evolve(state, fact) {
    switch (fact.type) {
      case 'BottleReceived':
        return begin(state, 'received', fact.data, fact);
      case 'BottleBaselined':
        return begin(state, 'baselined', fact.data, fact);
      case 'BottleDonated':
        return begin(state, 'donated', fact.data, fact);
      case 'BottleFilled':
        return { ...begin(state, 'filled', fact.data, fact), ...held(fact.data), parent: fact.data.parent };
    }
    if (state === 'none' || state === 'annulled')
      throw new Impossible(bottleRefusals('bottle.not-yet-entered'));
    if (state.end) throw new Impossible(bottleRefusals('bottle.ended', { state: state.end }));
    return live(state, fact);
  },
};

/** A fact in the middle or at the end of a life. */
function live(bottle: Bottle, fact: Exclude<BottleEntry, { type: BottleEntered }>): Bottle {
  switch (fact.type) {
    case 'BottleStored':
    case 'BottleMoved':
    case 'BottleReturned':
      return standing(bottle, fact.data.to.place);
    case 'BottleFound':
      return { ...standing(bottle, fact.data.to.place), missing: false, lossReported: false };
    case 'BottleIssued':
    case 'CustodyAccepted':
      return inHands(bottle, fact.data.to.person);
    case 'CustodyOffered':
      return bottle.holder === undefined ? bottle : { ...bottle, offeredTo: fact.data.to.person };
    case 'BottleOpened':
      return { ...bottle, opened: true };
    case 'QuantityUsed':
      return take(bottle, fact.data.quantity);
    case 'PortionTaken': {
      const rest = take(bottle, fact.data.quantity);
      return fact.data.loss ? take(rest, fact.data.loss) : rest;
    }
    case 'BottleEmptied':
      return { ...drained(bottle), emptied: true };
    case 'BottleMarkedMissing':
      return { ...bottle, missing: true };
    case 'LossReported':
      return { ...bottle, lossReported: true };
    case 'BottleQuarantined':
      return { ...bottle, quarantined: true };
    case 'QuarantineLifted':
      return { ...bottle, quarantined: false };
    case 'DisposalRequested':
      return { ...bottle, disposalRequestedBy: fact.meta.actor };
    case 'DisposalApproved':
      return approved(bottle, fact.meta.actor);
    case 'BottleDisposed':
      return ended(bottle, 'disposed');
    case 'BottleReturnedToVendor':
      return ended(bottle, 'returned-to-vendor');
    case 'BottleWrittenOff':
      return ended(bottle, 'written-off');
    case 'BottleSighted':
    case 'ConditionNoted':
    case 'LabelPrinted':
    case 'AliasBound':
      return bottle;
    case 'FactCorrected':
    case 'FactAnnulled':
      throw new TypeError(`${fact.type} is applied to the history, never folded`);
    default:
      return fact satisfies never;
  }
}

type BottleEntered = 'BottleReceived' | 'BottleBaselined' | 'BottleDonated' | 'BottleFilled';

function begin(state: BottleState, origin: Bottle['origin'], data: Beginning, { meta }: BottleEntry): Bottle {
  if (state !== 'none') throw new Impossible(bottleRefusals('bottle.entered-twice'));
  const { composition, content, purity, grade, supplier, product, lot, expiry, unit, place } = data;
  return {
    origin,
    enteredAt: meta.occurredAt,
    composition,
    content: amount(content),
    opened: false,
    emptied: false,
    quarantined: false,
    missing: false,
    lossReported: false,
    disposalApproved: false,
    ...(purity !== undefined && { purity }),
    ...(grade !== undefined && { grade }),
    ...(supplier !== undefined && { supplier }),
    ...(product !== undefined && { product }),
    ...(lot !== undefined && { lot }),
    ...(expiry !== undefined && { expiry }),
    ...(unit !== undefined && { unit }),
    ...(place !== undefined && { place, home: place }),
  };
}

const held = ({ holder, home }: Filled) => (holder === undefined ? {} : present({ holder, home }));

function standing({ holder, offeredTo, ...bottle }: Bottle, place: string): Bottle {
  return { ...bottle, place, home: place };
}

function inHands({ place, offeredTo, ...bottle }: Bottle, holder: string): Bottle {
  return { ...bottle, holder };
}

/** Who requests does not approve, also where a request is annulled or told late. */
function approved(bottle: Bottle, actor: string): Bottle {
  const { disposalRequestedBy } = bottle;
  if (disposalRequestedBy === undefined)
    throw new Impossible(bottleRefusals('bottle.disposal.not-requested'));
  if (disposalRequestedBy === actor) throw new Impossible(bottleRefusals('bottle.disposal.same-person'));
  return { ...bottle, disposalApproved: true };
}

/** What leaves is named, and is in the bottle no more. */
function drained(bottle: Bottle): Bottle {
  const { content } = bottle;
  return { ...bottle, remainder: content, content: zero(content.dimension, content.unit) };
}

/** A bottle that has ended stands nowhere and is in nobody's hands. What was left when it was emptied stays said. */
function ended({ place, holder, offeredTo, ...bottle }: Bottle, end: End): Bottle {
  return { ...(bottle.emptied ? bottle : drained(bottle)), end };
}

/** Content is never negative, and its dimension never changes. */
function take(bottle: Bottle, quantity: Quantity): Bottle {
  const taken = amount(quantity);
  if (!sameDimension(bottle.content, taken)) {
    throw new Impossible(
      valueRefusals('amount.dimension-differs', {
        content: bottle.content.dimension,
        given: taken.dimension,
      }),
    );
  }
  if (compare(taken, bottle.content) > 0)
    throw new Impossible(bottleRefusals('bottle.quantity.exceeds-content'));
  return { ...bottle, content: minus(bottle.content, taken) };
}
