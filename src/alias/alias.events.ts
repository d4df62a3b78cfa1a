import type { Fact } from '@ledger/kernel';

/** A code of another system that names a bottle. A stream for each scheme and value makes it name one bottle only. */
export type AliasFact = Fact<
  'AliasReserved',
  { readonly scheme: string; readonly value: string; readonly code: string }
>;
