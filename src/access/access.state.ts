import { type Folding, Impossible, present } from '@ledger/kernel';
import type { CredentialFact, GrantFact, Scope } from './access.events.js';
import { accessRefusals } from './access.refusals.js';
import type { Role } from './permissions.js';

export interface Grant {
  /** Id of the fact that granted it. */
  readonly id: string;
  readonly role: Role;
  readonly scope: Scope;
}
export type Grants = { readonly grants: readonly Grant[] };

export const grantsFolding: Folding<Grants, GrantFact> = {
  category: 'grants',
  initial: { grants: [] },
  evolve({ grants }, fact) {
    switch (fact.type) {
      case 'RoleGranted':
        return { grants: [...grants, { id: fact.id, role: fact.data.role, scope: fact.data.scope }] };
      case 'RoleWithdrawn':
        if (!grants.some(({ id }) => id === fact.data.grant))
          throw new Impossible(accessRefusals('access.grant.unknown'));
        return { grants: grants.filter(({ id }) => id !== fact.data.grant) };
      default:
        return fact satisfies never;
    }
  },
};

export interface Credential {
  readonly person: string;
  readonly label: string;
  readonly expiresAt?: string;
  readonly enrolled: boolean;
  readonly revoked: boolean;
}
export type CredentialState = Credential | 'none';

export const credentialFolding: Folding<CredentialState, CredentialFact> = {
  category: 'credential',
  initial: 'none',
  evolve(state, fact) {
    if (fact.type === 'CredentialIssued') {
      if (state !== 'none') throw new Impossible(accessRefusals('credential.id.taken'));
      const { person, label, expiresAt } = fact.data;
      return { person, label, ...present({ expiresAt }), enrolled: false, revoked: false };
    }
    if (state === 'none') throw new Impossible(accessRefusals('credential.unknown'));
    return fact.type === 'CredentialEnrolled' ? { ...state, enrolled: true } : { ...state, revoked: true };
  },
};
