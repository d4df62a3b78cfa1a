import { refusals } from '@ledger/kernel';

export const placeRefusals = refusals({
  'place.unknown': {
    kind: 'unknown',
    title: 'No place has this code',
    hint: "Scan the place's label again, or open the place first.",
  },
  'place.not-known': {
    kind: 'impossible',
    title: 'The place that is named is not known',
    hint: "Scan the place's label again, or open the place first.",
  },
  'place.code.taken': {
    kind: 'conflict',
    title: 'This code already names something',
    hint: 'A code names one thing for ever. Take the next label of the roll.',
  },
  'place.closed': {
    kind: 'conflict',
    title: 'The place is closed',
    hint: 'Choose another place, or reopen this one.',
  },
  'place.open': {
    kind: 'conflict',
    title: 'The place is open',
    hint: 'There is nothing to reopen.',
  },
  'place.not-a-leaf': {
    kind: 'conflict',
    title: 'Only places without places inside hold bottles',
    hint: 'Choose one of the places inside it.',
  },
  'place.holds-bottles': {
    kind: 'conflict',
    title: 'There are bottles in this place',
    hint: 'Move the bottles away first; the inventory lists them.',
  },
  'place.holds-places': {
    kind: 'conflict',
    title: 'There are open places inside this place',
    hint: 'Close or move them first.',
  },
  'place.kind-too-large': {
    kind: 'impossible',
    title: 'A place lies in a larger kind of place',
    hint: 'From large to small: site, building, floor, room, cupboard, shelf.',
  },
  'place.already-there': {
    kind: 'conflict',
    title: 'The place is there already',
    hint: 'There is nothing to move.',
  },
  'place.moved-otherwise': {
    kind: 'conflict',
    title: 'The place would not have been where it was moved from',
    hint: 'Enter moves in the order in which they happened.',
  },
  'place.not-yet-opened': {
    kind: 'impossible',
    title: 'The place was not yet in the ledger at that time',
    hint: 'Give a time after it was opened.',
  },
});
