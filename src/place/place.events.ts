import type { Entry, Fact, Repair } from '@ledger/kernel';

/** From the largest to the smallest: a place lies in one of a kind before its own. */
export const placeKinds = ['site', 'building', 'floor', 'room', 'cupboard', 'shelf'] as const;
export type PlaceKind = (typeof placeKinds)[number];

export type PlaceFact =
  | Fact<
      'PlaceOpened',
      { readonly name: string; readonly kind: PlaceKind; readonly parent?: string; readonly unit?: string }
    >
  | Fact<'PlaceRenamed', { readonly name: string }>
  | Fact<'PlaceMoved', { readonly from?: string; readonly to?: string }>
  /** `parent` is the place it lies in, which learns of it. */
  | Fact<'PlaceClosed', { readonly parent?: string }>
  | Fact<'PlaceReopened', { readonly parent?: string }>
  /** Nobody, where `person` is left out. */
  | Fact<'ResponsiblePersonAssigned', { readonly person?: string }>
  /** What a place learns of places inside it: it follows from their being opened or moved. */
  | Fact<'InnerPlaceAdded', { readonly place: string }>
  | Fact<'InnerPlaceRemoved', { readonly place: string }>
  /**
   * What was recorded at once by two processes, or finished late, and does not go together: bottles stand here though it
   * is closed or has places inside, or open places lie inside though it is closed. For a person to settle. Found again
   * before that, it names what has come to it.
   */
  | Fact<
      'PlaceConflictFound',
      {
        readonly open: boolean;
        /** Codes. */
        readonly bottles: readonly string[];
        /** The open places inside. */
        readonly places: readonly string[];
      }
    >
  /** What stands in it goes together again. */
  | Fact<'PlaceConflictSettled', Record<never, never>>
  | Repair;

export type PlaceEntry = Entry<PlaceFact>;
export const placeStream = (id: string): string => `place-${id}`;
