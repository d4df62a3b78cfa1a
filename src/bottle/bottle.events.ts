import type { Entry, Fact, Quantity, Repair } from '@ledger/kernel';

/** An amount and how it is known. `uncertainty` is in the same unit. */
export interface Stated extends Quantity {
  readonly how: 'nominal' | 'declared' | 'weighed' | 'estimated';
  readonly uncertainty?: string;
}

/** A share of the whole: a decimal string with its UCUM unit, such as 37 `%` or 0.1 `mol/L`. */
export interface Fraction {
  readonly value: string;
  readonly unit: string;
}

/** One substance of what is inside, and how much of the whole it is. */
export interface Component {
  readonly substance: string;
  readonly role: 'main' | 'solvent' | 'component';
  readonly fraction?: Fraction;
}

export interface Alias {
  readonly scheme: string;
  readonly value: string;
}

/** What is known of a bottle when its stream begins. */
export interface Beginning {
  readonly composition: readonly Component[];
  readonly content: Stated;
  /** At least so much of it is the main substance, as its supplier says. It is not diluted by that. */
  readonly purity?: Fraction;
  readonly grade?: string;
  readonly supplier?: string;
  readonly product?: string;
  readonly lot?: string;
  /** `2027`, `2027-05` or `2027-05-31`: good to the end of it. */
  readonly expiry?: string;
  readonly tare?: Quantity;
  /** The owning unit. */
  readonly unit?: string;
  /** Left out: received, and not yet stored. */
  readonly place?: string;
  readonly aliases?: readonly Alias[];
  /** The registration of many at once that this bottle belongs to. */
  readonly registration?: string;
}

/** The first fact of a bottle filled from another. */
export interface Filled extends Beginning {
  readonly parent: string;
  readonly portionId: string;
  /** In whose hands it is, where it stands in no place, and where its parent stood last. */
  readonly holder?: string;
  readonly home?: string;
}

/** A place or a person. */
export type Whereabouts = { readonly place: string } | { readonly person: string };

/** `from` is what was believed when it was written; folding takes `to`. */
export interface Passage<To extends Whereabouts> {
  readonly from?: Whereabouts;
  readonly to: To;
}
type ToPlace = Passage<{ readonly place: string }>;
type ToPerson = Passage<{ readonly person: string }>;

/** What was left at an end, as the ledger believed when it was written; folding takes what is left in its history. */
export interface Remainder {
  readonly remainder: Quantity;
}

type Nothing = Record<never, never>;

export type BottleEntered =
  | Fact<'BottleReceived', Beginning>
  | Fact<'BottleBaselined', Beginning>
  | Fact<'BottleDonated', Beginning>
  | Fact<'BottleFilled', Filled>;

export type BottleFact =
  | BottleEntered
  | Fact<'BottleStored', ToPlace>
  | Fact<'BottleMoved', ToPlace>
  | Fact<'BottleIssued', ToPerson & { readonly purpose: string; readonly project?: string }>
  | Fact<'BottleReturned', ToPlace>
  | Fact<'CustodyOffered', ToPerson>
  | Fact<'CustodyAccepted', ToPerson>
  | Fact<'BottleOpened', Nothing>
  | Fact<'QuantityUsed', { readonly quantity: Stated; readonly purpose?: string; readonly project?: string }>
  | Fact<
      'PortionTaken',
      {
        readonly portionId: string;
        /** Code of the bottle that was filled, and its whole first fact. */
        readonly child: string;
        readonly quantity: Stated;
        readonly loss?: Stated;
        readonly filled: Filled;
      }
    >
  | Fact<'BottleEmptied', Remainder & { readonly cause?: string }>
  | Fact<'BottleSighted', { readonly place: string; readonly expected?: Whereabouts }>
  | Fact<'BottleMarkedMissing', Nothing>
  | Fact<'BottleFound', ToPlace>
  | Fact<'LossReported', Nothing>
  | Fact<'BottleQuarantined', Nothing>
  | Fact<'QuarantineLifted', Nothing>
  | Fact<'ConditionNoted', { readonly text: string }>
  | Fact<'LabelPrinted', { readonly format: string }>
  | Fact<'AliasBound', Alias>
  | Fact<'DisposalRequested', Nothing>
  | Fact<'DisposalApproved', Nothing>
  | Fact<
      'BottleDisposed',
      Remainder & {
        readonly way: string;
        readonly container?: string;
        readonly manifest?: string;
        readonly witness?: string;
      }
    >
  | Fact<'BottleReturnedToVendor', Remainder & { readonly supplier: string }>
  | Fact<'BottleWrittenOff', Remainder>
  | Repair;

export type BottleEntry = Entry<BottleFact>;

/** Many bottles at once are one intention: this fact names them all, and the bottles follow. Stream `registration-<id>`. */
export type RegistrationFact = Fact<
  'BottlesRegistered',
  {
    readonly origin: Origin;
    readonly codes: readonly string[];
    readonly bottle: Beginning;
  }
>;

export type Origin = 'received' | 'baselined' | 'donated';

export const bottleStream = (code: string): string => `bottle-${code}`;
