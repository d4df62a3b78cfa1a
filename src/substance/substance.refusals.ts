import { refusals } from '@ledger/kernel';

export const substanceRefusals = refusals({
  'substance.unknown': {
    kind: 'unknown',
    title: 'No substance has this id',
    hint: 'Search the catalogue at /v1/substances?q=.',
  },
  'substance.not-known': {
    kind: 'impossible',
    title: 'The substance that is named is not known',
    hint: 'Search the catalogue at /v1/substances?q=, or add the substance first.',
  },
  'substance.already-known': {
    kind: 'conflict',
    title: 'The substance is in the catalogue already',
    hint: 'Use the substance whose id the parameters name.',
  },
  'substance.up-to-date': {
    kind: 'conflict',
    title: 'The catalogue says nothing new of this substance',
    hint: 'There is nothing to record.',
  },
  'substance.merged': {
    kind: 'conflict',
    title: 'The substance has been merged into another',
    hint: 'Use the substance that `into` names in the parameters.',
  },
  'substance.into-itself': {
    kind: 'impossible',
    title: 'A substance cannot be merged into itself',
    hint: 'Name the other substance, the one that is to stay.',
  },
  'substance.not-yet-added': {
    kind: 'impossible',
    title: 'The substance was not yet in the ledger at that time',
    hint: 'Give a time after it was added.',
  },
  'hazard.unknown': {
    kind: 'malformed',
    title: 'Not a hazard code of the CLP regulation',
    hint: 'Write codes as in section 2 of the safety data sheet, such as H225, H360FD, H301+H311 or EUH066.',
  },
  'formula.malformed': {
    kind: 'malformed',
    title: 'Not a chemical formula',
    hint: 'Write element symbols and numbers without spaces, like C3H6O, Ca(OH)2 or CuSO4·5H2O.',
  },
});
