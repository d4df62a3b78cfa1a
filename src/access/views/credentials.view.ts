import { type StateDocument, stateView } from '@ledger/kernel';
import { type Credential, credentialFolding } from '../access.state.js';

export type CredentialDocument = StateDocument<Credential> & { readonly person: string };

export const credentialsView = stateView({
  name: 'credentials',
  version: 1,
  folding: credentialFolding,
  indexes: [{ fields: { person: 1 } }],
  searched: ({ person }: Credential) => ({ person }),
});
