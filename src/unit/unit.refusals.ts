import { refusals } from '@ledger/kernel';

export const unitRefusals = refusals({
  'unit.unknown': {
    kind: 'unknown',
    title: 'No unit has this id',
    hint: 'Pick the unit from the list at /v1/units.',
  },
  'unit.not-known': {
    kind: 'impossible',
    title: 'The unit that is named is not known',
    hint: 'Pick the unit from the list at /v1/units.',
  },
  'unit.id.taken': {
    kind: 'conflict',
    title: 'The unit has been added already',
    hint: 'Look at /v1/units.',
  },
  'unit.kind-too-large': {
    kind: 'impossible',
    title: 'A unit belongs to a larger kind of unit',
    hint: 'From large to small: institution, school, institute, group.',
  },
});
