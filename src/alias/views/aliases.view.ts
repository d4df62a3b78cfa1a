import type { View, ViewDocument } from '@ledger/kernel';
import type { AliasFact } from '../alias.events.js';

/** A code of another system and the bottle it names. */
export interface AliasDocument extends ViewDocument {
  readonly scheme: string;
  readonly value: string;
  readonly code: string;
}

export const aliasesView: View<AliasDocument> = {
  name: 'aliases',
  version: 1,
  categories: ['alias'],
  indexes: [{ fields: { value: 1 } }, { fields: { code: 1 } }],
  evolve: (_docs, fact) => [{ _id: fact.stream, ...(fact as typeof fact & AliasFact).data }],
};
