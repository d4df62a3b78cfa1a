import { type Entry, type FollowUp, idOf, type Reaction } from '@ledger/kernel';
import { type PlaceFact, placeStream } from './place.events.js';
import type { Place } from './place.state.js';

/** A place learns of the open places inside it, so that whether it is a leaf can be read from its own stream. */
export const innerPlacesFollow: Reaction = {
  name: 'inner-places-follow',
  handles: ['PlaceOpened', 'PlaceMoved', 'PlaceClosed', 'PlaceReopened'],
  react(entry) {
    const fact = entry as Entry<PlaceFact>;
    const inner = idOf(fact.stream);
    switch (fact.type) {
      case 'PlaceOpened':
      case 'PlaceReopened':
        return told('AddInnerPlace', fact.data.parent, inner);
      case 'PlaceClosed':
        return told('RemoveInnerPlace', fact.data.parent, inner);
      case 'PlaceMoved':
        return [
          ...told('RemoveInnerPlace', fact.data.from, inner),
          ...told('AddInnerPlace', fact.data.to, inner),
        ];
      default:
        return [];
    }
  },
};

/**
 * What a place must be told, where anything: of what stands in it and does not go together, as far as it does not know,
 * or that it does again. (Closing a place, opening one inside and putting a bottle in are kept apart inside one process
 * only.)
 *
 * @param bottles that stand in it
 */
export function conflictFollows(
  { open, inside, conflict }: Place,
  bottles: readonly string[],
): Pick<FollowUp, 'command' | 'body'> | undefined {
  const places = bottles.length > 0 || !open ? inside : [];
  const clashing = open && inside.length === 0 ? [] : bottles;
  if (clashing.length + places.length === 0) {
    return conflict && { command: 'SettlePlaceConflict', body: {} };
  }
  const news = (found: readonly string[], known: readonly string[] = []) =>
    found.filter((one) => !known.includes(one));
  const body = { bottles: news(clashing, conflict?.bottles), places: news(places, conflict?.places) };
  return body.bottles.length + body.places.length > 0 ? { command: 'FindPlaceConflict', body } : undefined;
}

const told = (command: string, outer: string | undefined, inner: string): readonly FollowUp[] =>
  outer === undefined ? [] : [{ command, stream: placeStream(outer), body: { inner }, when: 'now' }];
