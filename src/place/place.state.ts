import { type Folding, Impossible, present } from '@ledger/kernel';
import type { PlaceFact, PlaceKind } from './place.events.js';
import { placeRefusals } from './place.refusals.js';

export interface Place {
  readonly name: string;
  readonly kind: PlaceKind;
  readonly parent?: string;
  /** The unit it belongs to. */
  readonly unit?: string;
  readonly responsible?: string;
  readonly open: boolean;
  /** The open places inside. */
  readonly inside: readonly string[];
  /** What was found in it that does not go together, until it is settled. */
  readonly conflict?: PlaceConflict;
}

export interface PlaceConflict {
  readonly since: string;
  /** Codes of bottles that were found where none may stand. */
  readonly bottles: readonly string[];
  /** Open places that were found inside while it was closed, or beside the bottles. */
  readonly places: readonly string[];
}
export type PlaceState = Place | 'none';

export const placeFolding: Folding<PlaceState, PlaceFact> = {
  category: 'place',
  initial: 'none',
  evolve(state, fact) {
    if (fact.type === 'PlaceOpened') {
      if (state !== 'none') throw new Impossible(placeRefusals('place.code.taken'));
      const { name, kind, parent, unit } = fact.data;
      return { name, kind, ...present({ parent, unit }), open: true, inside: [] };
    }
    if (state === 'none') throw new Impossible(placeRefusals('place.not-yet-opened'));
    switch (fact.type) {
      case 'PlaceRenamed':
        return { ...state, name: fact.data.name };
      // The places around learn of these, each once: one told late must leave the later ones true.
      case 'PlaceMoved': {
        const { parent, ...place } = opened(state);
        if (parent !== fact.data.from) throw new Impossible(placeRefusals('place.moved-otherwise'));
        return { ...place, ...present({ parent: fact.data.to }) };
      }
      case 'PlaceClosed':
        return { ...opened(state), open: false };
      case 'PlaceReopened':
        if (state.open) throw new Impossible(placeRefusals('place.open'));
        return { ...state, open: true };
      case 'ResponsiblePersonAssigned': {
        const { responsible: _before, ...place } = state;
        return { ...place, ...present({ responsible: fact.data.person }) };
      }
      case 'InnerPlaceAdded':
        return {
          ...state,
          inside: [...state.inside.filter((id) => id !== fact.data.place), fact.data.place],
        };
      case 'InnerPlaceRemoved':
        return { ...state, inside: state.inside.filter((id) => id !== fact.data.place) };
      case 'PlaceConflictFound':
        return {
          ...state,
          conflict: widened(
            state.conflict ?? { since: fact.meta.recordedAt, bottles: [], places: [] },
            fact.data,
          ),
        };
      case 'PlaceConflictSettled': {
        const { conflict: _settled, ...place } = state;
        return place;
      }
      case 'FactCorrected':
      case 'FactAnnulled':
        throw new TypeError(`${fact.type} is applied to the history, never folded`);
      default:
        return fact satisfies never;
    }
  },
};

function widened(known: PlaceConflict, found: Pick<PlaceConflict, 'bottles' | 'places'>): PlaceConflict {
  const both = (some: readonly string[], others: readonly string[]) => [...new Set([...some, ...others])];
  return {
    since: known.since,
    bottles: both(known.bottles, found.bottles),
    places: both(known.places, found.places),
  };
}

function opened(place: Place): Place {
  if (!place.open) throw new Impossible(placeRefusals('place.closed'));
  return place;
}
