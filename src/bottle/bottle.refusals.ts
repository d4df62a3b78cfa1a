import { refusals } from '@ledger/kernel';

export const bottleRefusals = refusals({
  'bottle.unknown': {
    kind: 'unknown',
    title: 'No bottle has this code',
    hint: 'The code is spelt as codes are, but nothing is registered under it. Scan it again, or register the bottle.',
  },
  'bottle.code.taken': {
    kind: 'conflict',
    title: 'This code already names something',
    hint: 'A code names one thing for ever. Take the next label of the roll.',
  },
  'bottle.code.one-only': {
    kind: 'impossible',
    title: 'One code is for one bottle',
    hint: 'Leave out `code` when you register many, or register them one by one.',
  },
  'bottle.alias.one-only': {
    kind: 'impossible',
    title: 'A code of another system names one bottle',
    hint: 'Leave out `aliases` when you register many, and bind them one by one.',
  },
  'bottle.ended': {
    kind: 'conflict',
    title: "This bottle's life is over",
    hint: 'Nothing more can be recorded. If the end was a slip, annul it first.',
  },
  'bottle.not-yet-entered': {
    kind: 'impossible',
    title: 'The bottle was not yet in the ledger at that time',
    hint: 'Give a time after its first fact.',
  },
  'bottle.entered-twice': {
    kind: 'conflict',
    title: 'The bottle has been entered already',
    hint: 'A bottle enters once.',
  },
  'bottle.quantity.exceeds-content': {
    kind: 'conflict',
    title: 'There is not that much left in the bottle',
    hint: 'Check the amount and its unit. If the record is wrong, correct the earlier entry.',
  },
  'bottle.not-stored': {
    kind: 'conflict',
    title: 'The bottle has been received, but neither stored nor issued',
    hint: 'Store it in a place or issue it to a person first.',
  },
  'bottle.already-stored': {
    kind: 'conflict',
    title: 'The bottle has a place or a holder already',
    hint: 'Use `move` to change its place, or `return` when somebody holds it.',
  },
  'bottle.no-place': {
    kind: 'conflict',
    title: 'The bottle stands in no place',
    hint: 'Use `store` for a bottle just received, or `return` when somebody holds it.',
  },
  'bottle.not-issued': {
    kind: 'conflict',
    title: 'Nobody holds this bottle',
    hint: 'Issue it first.',
  },
  'bottle.already-issued': {
    kind: 'conflict',
    title: 'Somebody holds this bottle already',
    hint: 'Let it be returned first, or use `transfer`.',
  },
  'bottle.not-offered-to-you': {
    kind: 'conflict',
    title: 'This bottle is not offered to you',
    hint: 'The holder offers it with `transfer`; the person named there accepts.',
  },
  'bottle.already-opened': {
    kind: 'conflict',
    title: 'The bottle has been opened already',
    hint: 'Opening is recorded once. Record what you use with `use`.',
  },
  'bottle.already-emptied': {
    kind: 'conflict',
    title: 'The bottle has been emptied already',
    hint: 'Dispose of it, or annul the emptying if it was a slip.',
  },
  'bottle.quarantined': {
    kind: 'conflict',
    title: 'The bottle is quarantined',
    hint: 'It can be used or issued again after `release`.',
  },
  'bottle.not-quarantined': {
    kind: 'conflict',
    title: 'The bottle is not quarantined',
    hint: 'There is nothing to release.',
  },
  'bottle.missing': {
    kind: 'conflict',
    title: 'The bottle is marked as missing',
    hint: 'Record where it was with `find` first.',
  },
  'bottle.not-missing': {
    kind: 'conflict',
    title: 'The bottle is not marked as missing',
    hint: 'Record a look at it with `sight`.',
  },
  'bottle.expired': {
    kind: 'conflict',
    title: 'The bottle has expired',
    hint: 'Have it retested or dispose of it.',
  },
  'bottle.already-reported': {
    kind: 'conflict',
    title: 'The loss of this bottle has been reported already',
    hint: 'Write it off, or record where it was with `find`.',
  },
  'bottle.disposal.already-requested': {
    kind: 'conflict',
    title: 'Disposal has been requested already',
    hint: 'Approve it or dispose of the bottle.',
  },
  'bottle.disposal.not-requested': {
    kind: 'conflict',
    title: 'Nobody has requested the disposal of this bottle',
    hint: 'Use `request-disposal` first.',
  },
  'bottle.disposal.already-approved': {
    kind: 'conflict',
    title: 'The disposal has been approved already',
    hint: 'Dispose of the bottle.',
  },
  'bottle.disposal.same-person': {
    kind: 'conflict',
    title: 'Who requests a disposal does not approve it',
    hint: 'Ask another person to approve.',
  },
  'bottle.disposal.own-witness': {
    kind: 'conflict',
    title: 'Nobody is the witness of what they did themselves',
    hint: 'Name another person who was there, or no witness.',
  },
  'bottle.concentration.malformed': {
    kind: 'malformed',
    title: 'Not a unit of concentration',
    hint: 'Use a UCUM unit such as %, mol/L or g/L.',
  },
  'bottle.composition.unclear': {
    kind: 'impossible',
    title: 'Say what is in the bottle once',
    hint: 'Send either `substance` (with `concentration` if it is not pure) or `composition` with one main substance.',
  },
  'bottle.tare.not-a-mass': {
    kind: 'impossible',
    title: 'A tare is a mass',
    hint: 'State it in g or kg.',
  },
  'bottle.correction.malformed': {
    kind: 'malformed',
    title: 'The new value is not what this field of the fact holds',
    hint: "Write it as the history shows the fact's data.",
  },
  'bottle.portion.stays': {
    kind: 'conflict',
    title: 'How much was poured into another bottle is not changed by a correction',
    hint: 'Two bottles tell of it. Annul the portion, and fill again; or record what was done since: what was lost can be corrected.',
  },
  'bottle.portion.gone': {
    kind: 'conflict',
    title: 'A portion that was taken back stays so',
    hint: 'Its bottle was never filled. If there is one, fill it again with `split`: it gets a label of its own.',
  },
  'bottle.filling.of-two': {
    kind: 'conflict',
    title: 'This bottle was filled from another, which tells of it too',
    hint: 'Annul the portion in the bottle it came from: the parameters name its stream and fact.',
  },
  'bottle.filling.to-come': {
    kind: 'conflict',
    title: 'The bottle that the portion was poured into is still being recorded',
    hint: 'Ask again in a moment.',
  },
});
