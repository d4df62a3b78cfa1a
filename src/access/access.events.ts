import type { Fact } from '@ledger/kernel';
import type { Role } from './permissions.js';

/** Where a role counts: everywhere, in a unit and what belongs to it, or in a place and what is below. */
export type Scope = 'all' | { readonly unit: string } | { readonly place: string };

/** Stream `grants-<person>`. A grant is named by the id of its fact. */
export type GrantFact =
  | Fact<'RoleGranted', { readonly role: Role; readonly scope: Scope }>
  | Fact<'RoleWithdrawn', { readonly grant: string }>;

/** Stream `credential-<id>`. The secret of a credential is never in the log, nor is its hash. */
export type CredentialFact =
  | Fact<'CredentialIssued', { readonly person: string; readonly label: string; readonly expiresAt?: string }>
  /** Its holder has fetched the key. */
  | Fact<'CredentialEnrolled', Record<never, never>>
  | Fact<'CredentialRevoked', Record<never, never>>;

export const grantsStream = (person: string): string => `grants-${person}`;
export const credentialStream = (id: string): string => `credential-${id}`;
