import { refusals } from '@ledger/kernel';

export const peopleRefusals = refusals({
  'person.unknown': {
    kind: 'unknown',
    title: 'No person has this id',
    hint: 'Pick the person from the list at /v1/people.',
  },
  'person.not-known': {
    kind: 'impossible',
    title: 'The person that is named is not known',
    hint: 'Send the id of a person from the list at /v1/people, not a name.',
  },
  'person.left': {
    kind: 'conflict',
    title: 'The person has left',
    hint: 'Choose somebody else.',
  },
  'person.not-left': {
    kind: 'conflict',
    title: 'The person has not left',
    hint: 'There is nothing to undo.',
  },
  'person.id.taken': {
    kind: 'conflict',
    title: 'The person has been added already',
    hint: 'Look at /v1/people.',
  },
  'person.name-erased': {
    kind: 'conflict',
    title: 'The name has been erased already',
    hint: 'There is nothing left to erase.',
  },
});
