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
  | Repair;

export type PlaceEntry = Entry<PlaceFact>;
export const placeStream = (id: string): string => `place-${id}`;
