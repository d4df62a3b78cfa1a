import { refusals } from '@ledger/kernel';

/** What the ledger refuses whatever the command is about. */
export const ledgerRefusals = refusals({
  'access.forbidden': {
    kind: 'forbidden',
    title: 'Your roles do not allow this here',
    hint: 'Ask an administrator for a role that covers this place or unit. /v1/me shows yours.',
  },
  'command.reused': {
    kind: 'impossible',
    title: 'This idempotency key was used for another command',
    hint: 'A key stands for one command for ever. Use a new key for a new command.',
  },
  'command.running': {
    kind: 'conflict',
    title: 'A command with this idempotency key is still running',
    hint: 'Ask again in a moment.',
  },
  'command.unknown': {
    kind: 'unknown',
    title: 'No command was recorded under this key',
    hint: 'It never arrived, or it was refused: send it again with the same key.',
  },
  'revision.stale': {
    kind: 'stale',
    title: 'Somebody else has recorded something since you looked',
    hint: 'Look again, and decide again.',
  },
  'revision.contended': {
    kind: 'conflict',
    title: 'Other processes kept recording on the same thing',
    hint: 'Send the command again.',
  },
  'time.in-the-future': {
    kind: 'impossible',
    title: 'That has not happened yet',
    hint: 'Check the date and the clock of the device.',
  },
  'time.too-far-back': {
    kind: 'impossible',
    title: 'That is further back than this site lets people enter',
    hint: 'Ask an administrator to enter it.',
  },
  'fact.too-large': {
    kind: 'too-large',
    title: 'The fact would be larger than the ledger keeps',
    hint: 'Shorten the texts or send fewer things at once.',
  },
  'ledger.overloaded': {
    kind: 'unavailable',
    title: 'More is waiting to be recorded than the ledger takes on',
    hint: 'Nothing was recorded. Send the same command again after the time named in Retry-After.',
  },
  'ledger.unavailable': {
    kind: 'unavailable',
    title: 'The log cannot be reached',
    hint: 'It is not known whether the command was recorded. Send it again with the same idempotency key, or ask for its receipt.',
  },
  'ledger.damaged': {
    kind: 'unavailable',
    title: 'What is kept is not what was written',
    hint: 'Tell whoever runs the ledger. Its log says where, and what to do.',
  },
  'view.unknown': {
    kind: 'unknown',
    title: 'There is no such view',
    hint: 'Take one of those that are named.',
  },
  'view.rebuilding': {
    kind: 'conflict',
    title: 'The view is being built again already',
    hint: 'Wait for it: /health/ready tells how far it is.',
  },
  'view.unreachable': {
    kind: 'unavailable',
    title: 'The database of the views cannot be reached',
    hint: 'Ask again after the time named in Retry-After.',
  },
  'view.elsewhere': {
    kind: 'unavailable',
    title: 'Another node writes the views',
    hint: 'Send the same request again: it may reach that node.',
  },
  'view.behind': {
    kind: 'unavailable',
    title: 'The view has not reached that position yet',
    hint: 'Ask again after the time named in Retry-After.',
  },
});
