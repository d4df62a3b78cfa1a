import { type Entry, type FollowUp, idOf, type Reaction } from '@ledger/kernel';
import { type PlaceFact, placeStream } from './place.events.js';

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

const told = (command: string, outer: string | undefined, inner: string): readonly FollowUp[] =>
  outer === undefined ? [] : [{ command, stream: placeStream(outer), body: { inner }, when: 'now' }];
