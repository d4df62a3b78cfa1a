import type { PlaceFact } from './place.events.js';

const where = (place: string | undefined): string =>
  place === undefined ? 'in no other place' : `in ${place}`;
const counted = (thing: string, ids: readonly string[]): string =>
  `${thing}${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`;

/** One line that says what happened, for people. Ids stay ids: names are another matter. */
export function summaryOf(fact: PlaceFact): string {
  switch (fact.type) {
    case 'PlaceOpened':
      return `Opened as ${fact.data.name}, a ${fact.data.kind} ${where(fact.data.parent)}`;
    case 'PlaceRenamed':
      return `Renamed to ${fact.data.name}`;
    case 'PlaceMoved':
      return `Lies ${where(fact.data.to)} now`;
    case 'PlaceClosed':
      return 'Closed';
    case 'PlaceReopened':
      return 'Opened again';
    case 'ResponsiblePersonAssigned':
      return fact.data.person === undefined ? 'Nobody answers for it' : `${fact.data.person} answers for it`;
    case 'InnerPlaceAdded':
      return `${fact.data.place} lies in it`;
    case 'InnerPlaceRemoved':
      return `${fact.data.place} lies in it no more`;
    case 'PlaceConflictFound': {
      const { open, bottles, places } = fact.data;
      const clash = [
        ...(open ? [] : ['closed']),
        ...(bottles.length > 0 ? [`with ${counted('bottle', bottles)}`] : []),
        ...(places.length > 0 ? [`with ${counted('open place', places)} inside`] : []),
      ];
      return `Found not to go together: ${clash.join(', ')}`;
    }
    case 'PlaceConflictSettled':
      return 'Goes together again';
    case 'FactCorrected':
      return `Corrected ${Object.keys(fact.data.now).join(', ')} of an earlier entry`;
    case 'FactAnnulled':
      return 'Took back an earlier entry';
    default:
      return fact satisfies never;
  }
}
