import { refusals } from '@ledger/kernel';

export const accessRefusals = refusals({
  'access.no-token': {
    kind: 'unauthenticated',
    title: 'No key was sent',
    hint: 'Send Authorization: Bearer <key>.',
  },
  'access.bad-token': {
    kind: 'unauthenticated',
    title: 'This key opens nothing',
    hint: 'It is unknown, revoked or expired. Ask an administrator for a new one.',
  },
  'access.scope.unclear': {
    kind: 'impossible',
    title: 'A scope is a unit or a place',
    hint: 'Send one of the two, or no scope for everywhere.',
  },
  'access.grant.unknown': {
    kind: 'impossible',
    title: 'This person has no such grant',
    hint: 'Take the id of the grant from the list of grants of the person.',
  },
  'access.grant.already': {
    kind: 'conflict',
    title: 'The person has this role there already',
    hint: 'There is nothing to grant.',
  },
  'access.last-administrator': {
    kind: 'conflict',
    title: 'You cannot take your own administrator role',
    hint: 'Let another administrator do it, so that one is always left.',
  },
  'credential.unknown': {
    kind: 'unknown',
    title: 'No credential has this id',
    hint: 'Take it from /v1/credentials.',
  },
  'credential.revoked': {
    kind: 'conflict',
    title: 'The credential has been revoked already',
    hint: 'There is nothing to revoke.',
  },
  'credential.expiry.past': {
    kind: 'impossible',
    title: 'The credential would have expired already',
    hint: 'Send a time that is yet to come, or leave expiresAt out.',
  },
  'credential.id.taken': {
    kind: 'conflict',
    title: 'The credential has been issued already',
    hint: 'Look at /v1/credentials.',
  },
  'enrolment.unknown': {
    kind: 'unknown',
    title: 'This enrolment code opens nothing',
    hint: 'It is unknown, expired, or was used before. If it was not you who used it, tell an administrator at once.',
  },
});
