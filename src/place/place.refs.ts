import type { Look, StreamRef } from '@ledger/kernel';
import { placeStream } from './place.events.js';
import { placeRefusals } from './place.refusals.js';
import type { Place, PlaceState } from './place.state.js';

export const placeRef = (id: string): StreamRef<PlaceState> => ({ stream: placeStream(id) });

/** What is answered where somebody looks for a place by a code that names none. */
export const unknownPlace = (place: string) => placeRefusals('place.unknown', { place });

/** The place, where it is known and open. Refuses place.not-known, place.closed. */
export function openPlace(found: Look, id: string): Place {
  const place = found(placeRef(id));
  if (place === undefined || place === 'none') throw placeRefusals('place.not-known', { place: id });
  if (!place.open) throw placeRefusals('place.closed', { place: id });
  return place;
}

/** The place, where bottles may be put into it. Refuses place.not-a-leaf too. */
export function leafPlace(found: Look, id: string): Place {
  const place = openPlace(found, id);
  if (place.inside.length > 0) throw placeRefusals('place.not-a-leaf', { place: id });
  return place;
}
