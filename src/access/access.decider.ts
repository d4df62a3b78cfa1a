import { canonical, type Decider, present } from '@ledger/kernel';
import { activePerson, personRef } from '../people/people.refs.js';
import { openPlace, placeRef } from '../place/place.refs.js';
import { knownUnit, unitRef } from '../unit/unit.refs.js';
import type * as Ask from './access.commands.js';
import type { CredentialFact, GrantFact, Scope } from './access.events.js';
import { accessRefusals } from './access.refusals.js';
import { type CredentialState, credentialFolding, type Grants, grantsFolding } from './access.state.js';

export const grantsDecider: Decider<Grants, GrantFact, Pick<Asked, 'GrantRole' | 'WithdrawRole'>> = {
  ...grantsFolding,
  needs(command, _state, _look, person) {
    const { unit, place } = ('scope' in command && command.scope) || {};
    return [
      personRef(person),
      ...(unit === undefined ? [] : [unitRef(unit)]),
      ...(place === undefined ? [] : [placeRef(place)]),
    ];
  },
  subjects: () => [],
  decide: {
    GrantRole({ grants }, command, { found, id }) {
      activePerson(found, id);
      const { role } = command;
      const scope = scopeOf(command);
      if (scope !== 'all' && 'unit' in scope) knownUnit(found, scope.unit);
      if (scope !== 'all' && 'place' in scope) openPlace(found, scope.place);
      if (grants.some((grant) => grant.role === role && canonical(grant.scope) === canonical(scope))) {
        throw accessRefusals('access.grant.already', { role });
      }
      return [{ type: 'RoleGranted', v: 1, data: { role, scope } }];
    },
    WithdrawRole({ grants }, { grant }, { id, actor }) {
      const granted = grants.find((one) => one.id === grant);
      if (!granted) throw accessRefusals('access.grant.unknown', { grant });
      if (granted.role === 'administrator' && id === actor) throw accessRefusals('access.last-administrator');
      return [{ type: 'RoleWithdrawn', v: 1, data: { grant } }];
    },
  },
};

type Asked = { [Name in keyof typeof Ask]: InstanceType<(typeof Ask)[Name]> };

function scopeOf({ scope }: Ask.GrantRole): Scope {
  if (scope === undefined) return 'all';
  const { unit, place } = scope;
  if (unit !== undefined && place === undefined) return { unit };
  if (place !== undefined && unit === undefined) return { place };
  throw accessRefusals('access.scope.unclear');
}

export const credentialDecider: Decider<
  CredentialState,
  CredentialFact,
  Pick<Asked, 'IssueCredential' | 'RevokeCredential'> & { EnrolCredential: object }
> = {
  ...credentialFolding,
  needs: (command) => ('person' in command ? [personRef(command.person)] : []),
  subjects: () => [],
  decide: {
    IssueCredential(state, { person, label, expiresAt }, { found, recordedAt }) {
      if (state !== 'none') throw accessRefusals('credential.id.taken');
      if (expiresAt !== undefined && expiresAt <= recordedAt)
        throw accessRefusals('credential.expiry.past', { expiresAt, now: recordedAt });
      activePerson(found, person);
      return [{ type: 'CredentialIssued', v: 1, data: { person, label, ...present({ expiresAt }) } }];
    },
    EnrolCredential(state, _command, { recordedAt }) {
      if (state === 'none' || state.enrolled || state.revoked) throw accessRefusals('enrolment.unknown');
      if (state.expiresAt !== undefined && state.expiresAt <= recordedAt)
        throw accessRefusals('enrolment.unknown');
      return [{ type: 'CredentialEnrolled', v: 1, data: {} }];
    },
    RevokeCredential(state) {
      if (state === 'none') throw accessRefusals('credential.unknown');
      if (state.revoked) throw accessRefusals('credential.revoked');
      return [{ type: 'CredentialRevoked', v: 1, data: {} }];
    },
  },
};
